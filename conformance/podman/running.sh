# shellcheck shell=bash
# shellcheck disable=SC2016,SC2154 # the containers expand; $work, $runtime are setup.sh's
# What Podman says of a running container and does in it: exec, top, stats, events, inspect, wait.

running() {
    p run -d --name host --network none --user 1000 --cap-add net_admin --env A=1 --label l=v smoke sleep 1000 >/dev/null 2>&1
    execs
    op "top: every column" top_columns
    # Podman 4 asks the container's ps, Podman 5 the host's, which shows what has its own terminal unless told otherwise
    op "top: ps arguments" prints "sleep 1000" bash -c 'p top host -o args; p top host -eo args || true'
    op "top: users of a user namespace" top_of_a_user_namespace
    op "stats: memory, processes and time are the cgroup's" stats_of_the_cgroup
    op "stats --format json: all of them" bash -c 'set -e; p stats --no-stream --format json host | grep -q "\"pids\": \"1\""'
    op "inspect: state of a running one" state_running
    op "inspect: capabilities" prints "CAP_NET_ADMIN" p inspect --format '{{.EffectiveCaps}} {{.BoundingCaps}}' host
    op "inspect: cgroup, config and OCI version" inspected_files
    op "inspect: state after a signal" state_after_a_signal
    op "inspect: OOMKilled" state_after_oom
    op "inspect: created, initialized, running, paused, exited" states_in_order
    op "ps --format, --filter" bash -c 'set -e; [ "$(p ps --filter label=l=v --filter status=running --format "{{.Names}} {{.Pid}}")" = "host $(pid_of host)" ]'
    op "ps --namespace" namespaces_listed
    op "wait: two, with their codes" bash -c 'set -e; p run -d --name w1 --network none smoke sh -c "sleep 0.3; exit 4"; p run -d --name w2 --network none smoke sh -c "sleep 0.3; exit 5"; [ "$(p wait w1 w2 | xargs)" = "4 5" ]; p rm w1 w2'
    op "wait --interval --condition" bash -c 'set -e; p run -d --name w1 --network none smoke sleep 0.3; p wait --interval 50ms --condition exited w1; p rm w1'
    op "events: a life in order" events_in_order
    op "events --format json: exit code" bash -c 'set -e; p run --name coded --network none smoke sh -c "exit 6" || true; p events --stream=false --since 1m --filter container=coded --filter event=died --format json | grep -q "\"ContainerExitCode\":6"; p rm coded'
    op "init: nothing of it runs yet" initialized
    op "container cleanup" bash -c 'set -e; p run --name ended --network none smoke true; p container cleanup ended; p rm ended'
    op "the runtime has lost its state; rm --force cleans up" lost_state
    p rm --all --force --time 0 >/dev/null 2>&1
}

execs() {
    needs=exec op "exec: the container's namespaces, root and cgroup" same_place
    needs=exec op "exec --user: another, its groups" prints "uid=0(root) gid=42(extra)" p exec --user 0:42 host id
    needs=exec op "exec --user by name: the groups of /etc/group" prints "uid=1000(user) gid=1000(user) groups=42(extra)" p exec --user user host id
    needs=exec op "exec --user: its capabilities" bash -c 'set -e; p exec --user 1000 host grep CapEff /proc/self/status | grep 0000000000001000; p exec --user 0 host grep CapEff /proc/self/status | grep -v 0000000000001000'
    needs=exec op "exec --user: nobody of that name" bash -c '! p exec --user nobodyhere host true 2>"$work/err"; grep "unable to find user nobodyhere" "$work/err"'
    needs=exec op "exec --env-file" bash -c 'set -e; printf "B=2\nC=3\n" >"$work/env"; [ "$(p exec --env-file "$work/env" host sh -c "echo \$A\$B\$C")" = 123 ]'
    needs=exec op "exec --workdir that is missing" ends 127 "" p exec --workdir /none host pwd
    needs=exec op "exec --preserve-fds" bash -c 'set -e; [ "$(p exec --preserve-fds 1 host sh -c "cat <&3" 3<<<kept)" = kept ]'
    needs=exec op "exec: no other descriptor" bash -c 'set -e; [ "$(p exec host sh -c "ls /proc/self/fd | wc -l" 7</etc/passwd)" -le 4 ]'
    needs=exec op "exec --tty" prints /dev/pts p exec --tty host tty
    needs=exec op "exec: both streams" bash -c 'set -e; p exec host sh -c "echo out; echo err >&2" >"$work/out" 2>"$work/err"; [ "$(cat "$work/out" "$work/err" | xargs)" = "out err" ]'
    needs=exec op "exec: a megabyte in and out" bash -c 'set -e; head -c 1000000 /dev/urandom >"$work/mega"; p exec -i host cat <"$work/mega" | cmp - "$work/mega"'
    needs=exec op "exec: killed by a signal" ends 137 "" p exec host sh -c 'kill -KILL $$'
    needs=exec op "exec: filter and no_new_privs are the container's" bash -c 'set -e; p exec host grep -q "Seccomp:	2" /proc/self/status; p run -d --name strict --network none --security-opt no-new-privileges smoke sleep 1000; p exec strict grep -q "NoNewPrivs:	1" /proc/self/status; p rm --force --time 0 strict'
    needs=exec op "exec: limits are the container's" as_tuned 99 'ulimit -n'
    needs=exec op "exec: umask is the container's" as_tuned 0027 umask
    needs=exec op "exec: oom_score_adj is the container's" as_tuned 400 'cat /proc/self/oom_score_adj'
    needs=exec op "exec --privileged: every capability again" prints 000001ff p exec --privileged --user 0 host grep CapPrm /proc/self/status
    needs=exec op "exec --detach: in inspect, top and stats" exec_session
    needs=exec op "exec: eight at once" bash -c 'set -e; for i in 1 2 3 4 5 6 7 8; do p exec host sh -c "sleep 0.2; echo $i" & done >"$work/eight"; wait; [ "$(sort "$work/eight" | xargs)" = "1 2 3 4 5 6 7 8" ]'
    needs=exec op "exec: ends with the container" exec_ends
    needs=exec op "exec in a stopped one is refused" bash -c 'set -e; p create --name still --network none smoke; ! p exec still true; p rm still'
}

same_place() {
    local pid kind
    pid=$(p inspect --format '{{.State.Pid}}' host)
    for kind in cgroup ipc mnt net pid user uts; do [ "$(p exec --user 0 host readlink "/proc/self/ns/$kind")" = "$(readlink "/proc/$pid/ns/$kind")" ]; done
    # the root as both see it, and the cgroup from the namespace of it
    [ "$(p exec host stat -c %i /)" = "$(stat -Lc %i "/proc/$pid/root/")" ]
    diff <(p exec host cat /proc/self/cgroup) <(p exec host cat /proc/1/cgroup)
}

# as_tuned TEXT COMMAND: what a shell in a container with settings of its own prints
as_tuned() {
    p run -d --name tuned --network none --ulimit nofile=99:99 --ulimit "nproc=$processes:$processes" --umask 0027 --oom-score-adj 400 smoke sleep 1000
    local status=0
    prints "$1" p exec tuned sh -c "$2" || status=$?
    p rm --force --time 0 tuned
    return "$status"
}

exec_session() {
    local session
    session=$(p exec -d host sleep 1003)
    prints "$session" p inspect --format '{{.ExecIDs}}' host
    soon prints "sleep 1003" p top host args
    prints 2 p stats --no-stream --format '{{.PIDs}}' host
    kill -KILL "$(pgrep -fx 'sleep 1003')"
    soon single
}

single() { ! p top host args | grep 1003; }

exec_ends() {
    local status=0
    p run -d --name short --network none smoke sleep 1000
    p exec short sleep 1001 &
    soon p exec short sh -c 'ps | grep -q "[s]leep 1001"'
    p kill short
    wait $! || status=$?
    [ "$status" = 137 ]
    p rm --force --time 0 short
}

top_columns() {
    local columns="user group huser hgroup comm args pid hpid ppid pgid state tty time etime stime pcpu nice rss vsz capbnd capeff capinh capprm capamb label seccomp"
    # shellcheck disable=SC2086 # a list of words
    p top host $columns | tee "$work/top"
    grep -E "^user .*sleep +sleep 1000 +1 .*NET_ADMIN.* filter" "$work/top"
}
