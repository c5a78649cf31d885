# shellcheck shell=bash
# What a death in the middle leaves, docker's own commands clean up.

interrupted() {
    runtime_killed
    op "shim killed" shim_killed
}

mortal_run() { d run -d --name "$1" --runtime mortal --network none smoke sleep 777; }

# cleaned NAME: removed by the user, or by the test as the user would again
cleaned() {
    local id
    # not from inspect, which waits for a container that dockerd is busy with
    id=$(d ps --all --quiet --no-trunc --filter "name=^/$1\$")
    [ -n "$id" ] || return 0
    soon d rm --force "$1"
    # dockerd 20.10 does not ask again after a start or a delete that failed, whatever the runtime; its containerd does
    leftless "$state/$id" "$id" "sleep 777" || {
        moby task kill --signal KILL "$id" || true
        moby task delete --force "$id" || true
        moby container delete "$id" || true
    }
    soon leftless "$state/$id" "$id" "sleep 777"
}

state=/run/docker/runtime-runc/moby
moby() { timeout 20 ctr --address /run/docker/containerd/containerd.sock --namespace moby "$@"; }

end_it() { d kill "$1"; }

# another exec into the same container can hang in dockerd 20.10 (on runc as well); removing the container does not
dies_in_exec() {
    local moment
    rm -f "$work/killed"
    for moment in $moments; do
        mortal_run "exec-$moment"
        echo "exec $moment" >"$work/kill"
        seconds=10 d exec -d "exec-$moment" sleep 778 || true
        rm -f "$work/kill"
        cleaned "exec-$moment"
    done
    [ -s "$work/killed" ]
    soon gone 'sleep 778'
}

shim_killed() {
    local id
    id=$(mortal_run shim)
    kill -KILL "$(pgrep -f "containerd-shim.* -namespace moby -id $id ")"
    soon is shim exited
    d start shim
    is shim running
    cleaned shim
}
