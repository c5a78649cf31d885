# shellcheck shell=bash
# shellcheck disable=SC2016,SC2086,SC2154 # the containers expand; lists of words; $runtime and $work are setup.sh's
# A container's life, and processes in it.

running() {
    p run -d --name host --network none --env A=1 smoke sh -c 'trap "exit 3" TERM; echo up; while :; do sleep 0.1; done' >/dev/null 2>&1
    op "logs" soon logs_say host up
    op "exec" prints "1 inside" p exec host sh -c 'echo $A inside'
    op "exec: exit code" ends 9 "" p exec host sh -c 'exit 9'
    op "exec --env --workdir --user" prints "2 /tmp 1000" p exec --env B=2 --workdir /tmp --user 1000 host sh -c 'echo $B $PWD $(id -u)'
    op "exec: standard input" bash -c 'set -e; [ "$(echo piped | p exec -i host cat)" = piped ]'
    op "exec --tty" prints /dev/pts p exec --tty host tty
    op "exec --detach" bash -c 'set -e; p exec -d host touch /tmp/made; soon p exec host test -e /tmp/made'
    op "exec: no such program" ends 127 "executable file not found in" p exec host no-such-program
    op "exec --privileged" prints 000001ff p exec --privileged host grep CapEff /proc/self/status
    op "exec: in the container's cgroup" bash -c 'set -e; [ "$(p exec host cat /proc/self/cgroup)" = "$(p exec host cat /proc/1/cgroup)" ]'
    op "exec: after init has moved to another cgroup" moved
    op "top" prints sh p top host
    op "stats" prints host p stats --no-stream --format '{{.Name}}' host
    op "pause, unpause" paused_and_back
    op "exec in a paused one is refused" bash -c 'set -e; p pause host; ! p exec host true; p unpause host'
    op "cp, diff" bash -c 'set -e; echo content >"$work/file"; p cp "$work/file" host:/data/file; [ "$(p exec host cat /data/file)" = content ]; p diff host | grep -q /data/file'
    op "rename" bash -c 'set -e; p rename host other; p exec other true; p rename other host'
    op "kill --signal" p kill --signal USR2 host
    op "stop, its exit code" bash -c 'set -e; p start host; p stop --time 60 host; p wait host'
    op "restart" bash -c 'set -e; p restart --time 0 host; p exec host true'
    op "rm --force" p rm --force --time 0 host
    op "kill" killed
    op "run --init" prints init run --init smoke cat /proc/1/comm
    op "--sdnotify conmon" bash -c 'set -e; run --sdnotify conmon smoke true'
    op "healthcheck" healthy
    op "create, init, start" bash -c 'set -e; p create --name later --network none smoke sleep 1000; p init later; p start later; p exec later true; p rm --force --time 0 later'
    op "commit, run of it" committed
    op "build" built
}

paused_and_back() {
    p pause host
    prints paused p inspect --format '{{.State.Status}}' host
    p unpause host
    p exec host true
}

# the processes of the container go elsewhere, and the cgroup that it was given is removed
moved() {
    local pid cgroup task elsewhere
    p run -d --name nomad --network none --cgroupns host smoke sleep 1000
    pid=$(p inspect --format '{{.State.Pid}}' nomad)
    cgroup=/sys/fs/cgroup$(sed -n 's/^0:://p' "/proc/$pid/cgroup")
    elsewhere=${cgroup%/*}/elsewhere$$
    case $cgroup in */container) elsewhere=${cgroup%/container}/elsewhere$$ ;; esac
    mkdir -p "$elsewhere"
    while read -r task; do echo "$task" >"$elsewhere/cgroup.procs"; done <<<"$(cat "$cgroup/cgroup.procs")"
    rmdir "$cgroup" || true
    prints "elsewhere$$" p exec nomad cat /proc/self/cgroup
    p rm --force --time 0 nomad
    rmdir "$elsewhere" || true
}
