# shellcheck shell=bash
# What a death in the middle leaves, ctr's own commands clean up.

interrupted() {
    runtime_killed
    op "shim killed while the container runs" shim_killed 1
    op "shim killed in create and start" shims_killed
    op "shim killed in exec" shim_killed_in_exec
}

# cleaned ID: what a user types until nothing is left
cleaned() {
    c task kill --signal KILL "$1" || true
    soon removed "$1"
    soon leftless "/run/containerd/runc/$group/$1" "$1" "sleep 777"
}

removed() {
    c task delete --force "$1" || true
    c container delete "$1" || ! c container info "$1"
}

# mortal_run ID: a container on the runtime that dies
mortal_run() { c run --detach --null-io --runc-binary "$work/bin/mortal" "$image" "$1" sleep 777; }

end_it() {
    c task kill --signal KILL "$1"
    c task delete "$1"
}

dies_in_exec() {
    local moment
    rm -f "$work/killed"
    mortal_run host
    for moment in $moments; do
        echo "exec $moment" >"$work/kill"
        timeout 20 ctr --address /run/containerd/containerd.sock --namespace "$group" task exec --detach --exec-id "killed-$moment" host sleep 778 || true
        rm -f "$work/kill"
        prints alive c task exec --exec-id "after-$moment" host echo alive
    done
    [ -s "$work/killed" ]
    cleaned host
    gone 'sleep 778'
}

shim_of() { pgrep -f "containerd-shim.* -namespace $group -id $1 "; }

shim_killed() {
    mortal_run "shim-$1"
    kill -KILL $(shim_of "shim-$1")
    cleaned "shim-$1"
}

shims_killed() {
    local moment client
    for moment in 0.05 0.1 0.15 0.2 0.3; do
        mortal_run "shim-$moment" &
        client=$!
        sleep "$moment"
        kill -KILL $(shim_of "shim-$moment") || true
        wait "$client" || true
        cleaned "shim-$moment"
    done
}

shim_killed_in_exec() {
    local client
    mortal_run shim-exec
    c task exec --exec-id long shim-exec sleep 778 &
    client=$!
    soon pgrep -fx 'sleep 778'
    kill -KILL $(shim_of shim-exec)
    cleaned shim-exec
    kill "$client" || true
    gone 'sleep 778'
}

nothing_left() {
    [ -z "$(c container ls -q)" ]
    [ -z "$(c task ls -q)" ]
    soon no_shims
    [ -z "$(find "/run/containerd/runc/$group" -mindepth 1 2>/dev/null)" ]
}

no_shims() { ! pgrep -af "containerd-shim.* -namespace $group"; }
