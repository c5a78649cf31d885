# shellcheck shell=bash
# The operations, in groups; each leaves no container behind, or hands the one it made to the next.

image() { d run --rm --network none "$@"; }
is() { [ "$(d inspect --format '{{.State.Status}}' "$1")" = "$2" ]; }
logs_say() { d logs "$1" 2>&1 | grep -q "$2"; }
limit() { echo "cat /sys/fs/cgroup/$1 2>/dev/null || cat /sys/fs/cgroup/$2"; }

# on_terminal ARGS...: docker with a terminal as its standard streams
on_terminal() { timeout 30 script -qec "$(printf '%q ' "$docker" "$@")" /dev/null </dev/null; }

operations() {
    foreground
    background
    processes
    confinement
    filesystems
    limits
    namespaces
    networks
    images
    builds
    interrupted
    daemons
    op "nothing is left" nothing_left
}

foreground() {
    op "info: runtimes" prints under-test d info
    op "run" prints hello image smoke echo hello
    op "run --runtime" prints hello image --runtime under-test smoke echo hello
    op "run: exit code" ends 7 "" image smoke sh -c 'exit 7'
    op "run: killed by a signal" ends 137 "" image smoke sh -c 'sh -c "kill -9 \$\$"; exit $?'
    op "run: no such program" ends 127 "executable file not found in" image smoke no-such-program
    op "run: no such path" ends 127 "no such file or directory" image smoke /no/such/path
    op "run: not executable" ends 126 "permission denied" image smoke /etc/passwd
    op "run: a directory" ends 126 "" image smoke /etc
    op "run --interactive" prints piped bash -c 'echo piped | image -i smoke cat'
    op "run: standard error apart" prints "[err]" bash -c 'echo "[$(image smoke sh -c "echo out; echo err >&2" 2>&1 >/dev/null)]"'
    op "run: much output" prints 2000000 bash -c 'image smoke head -c 2000000 /dev/zero | wc -c'
    op "run --tty" prints /dev/ on_terminal run --rm --tty --network none smoke tty
    op "run --interactive --tty: its size" prints "33 111" sized_terminal
    op "run --env --workdir --user --hostname" prints "v yes /tmp 1000 box" \
        image --env K=v --workdir /tmp --user user --hostname box smoke sh -c 'echo $K $FROM_IMAGE $PWD $(id -u) $(hostname)'
    op "run --user: a group by name" prints "uid=0(root) gid=42(extra)" image --user root:extra smoke id
    op "run --entrypoint" prints entry image --entrypoint echo smoke entry
    op "run --workdir: it is made" prints /made/deep image --workdir /made/deep smoke pwd
    op "create, start --attach" created_then_started
    op "run --cidfile" bash -c 'set -e; image --cidfile $work/cid smoke true; [ "$(wc -c <$work/cid)" = 64 ]'
}

sized_terminal() {
    timeout 30 script -qec "stty rows 33 cols 111; $(printf '%q ' "$docker" run --rm -it --network none smoke sh -c 'sleep 1; stty size')" /dev/null
}

created_then_started() {
    d create --name first --network none smoke echo later
    is first created
    prints later d start --attach first
    d rm first
}

background() {
    op "run --detach" d run -d --name back --network none smoke sh -c 'trap "echo usr" USR1; trap "exit 3" TERM; echo up; while :; do sleep 0.1; done'
    op "logs" soon logs_say back up
    op "logs --follow" followed
    op "ps" prints back d ps --format '{{.Names}}'
    op "inspect: pid, runtime" inspected
    op "top" prints "sleep 0.1" d top back
    op "stats" prints back d stats --no-stream
    op "kill --signal USR1" sent_usr1
    op "pause, unpause" paused
    op "attach" attached
    op "wait, stop: exit code" stopped
    op "start after stop" bash -c 'set -e; d start back; is back running'
    op "restart" restarted
    op "rename" bash -c 'set -e; d rename back again; is again running; d rename again back'
    op "rm of a running one is refused" ends 1 "running" d rm back
    op "rm --force" d rm --force back
    op "kill" killed
    op "stop: SIGKILL after the time" ends 0 "" bash -c 'set -e; d run -d --name deaf --network none smoke sleep 1000; d stop --time 1 deaf; d inspect --format "{{.State.ExitCode}}" deaf | grep -x 137; d rm deaf'
    op "stop --stop-signal" bash -c 'set -e; d run -d --name polite --network none --stop-signal USR1 smoke sh -c "trap \"exit 5\" USR1; echo up; while :; do sleep 0.1; done"; soon logs_say polite up; d stop polite; d inspect --format "{{.State.ExitCode}}" polite | grep -x 5; d rm polite'
    op "restart policy" restarted_by_policy
    op "eight at once" eight
}

followed() {
    local status=0
    seconds=2 d logs --follow back >"$work/followed" || status=$?
    grep up "$work/followed"
}

inspected() {
    local pid
    pid=$(d inspect --format '{{.State.Pid}}' back)
    [ -d "/proc/$pid" ]
    prints under-test d inspect --format '{{.HostConfig.Runtime}}' back
    prints "$group" cat "/proc/$pid/cgroup"
}

sent_usr1() {
    d kill --signal USR1 back
    soon logs_say back usr
}

paused() {
    d pause back
    is back paused
    ends 1 "paused" d exec back true
    d unpause back
    is back running
}

attached() {
    d attach --no-stdin --sig-proxy=false back >"$work/attached" &
    local client=$!
    soon shown_to_attached
    # it goes on as long as the container
    pkill -P "$client"
    wait "$client" || true
}

# a signal that came before the client was there has shown it nothing
shown_to_attached() {
    d kill --signal USR1 back
    grep usr "$work/attached"
}

stopped() {
    d wait back >"$work/waited" &
    local client=$!
    d stop back
    wait "$client"
    prints 3 cat "$work/waited"
}

restarted() {
    local before
    before=$(d inspect --format '{{.State.Pid}}' back)
    d restart --time 5 back
    [ "$(d inspect --format '{{.State.Pid}}' back)" != "$before" ]
}

killed() {
    d run -d --name doomed --network none smoke sleep 1000
    d kill doomed
    prints 137 d wait doomed
    d rm doomed
}

restarted_by_policy() {
    d run -d --name stubborn --network none --restart on-failure:2 smoke sh -c 'exit 4'
    soon counted
    d rm --force stubborn
}

counted() { [ "$(d inspect --format '{{.RestartCount}} {{.State.Status}}' stubborn)" = "2 exited" ]; }

eight() {
    local i
    for i in 1 2 3 4 5 6 7 8; do d run -d --name "many$i" --network none smoke sleep 1000 & done
    wait
    [ "$(d ps -q --filter name=many | wc -l)" = 8 ]
    for i in 1 2 3 4 5 6 7 8; do d rm --force "many$i" & done
    wait
    [ -z "$(d ps -aq --filter name=many)" ]
}

processes() {
    d run -d --name host --network none --env A=1 smoke sleep 1000 >/dev/null 2>&1
    op "exec" prints inside d exec host echo inside
    op "exec: exit code" ends 9 "" d exec host sh -c 'exit 9'
    op "exec --env --workdir --user" prints "1 2 /tmp 1000" d exec --env B=2 --workdir /tmp --user 1000 host sh -c 'echo $A $B $PWD $(id -u)'
    op "exec --interactive" prints piped bash -c 'echo piped | d exec -i host cat'
    op "exec --tty" prints /dev/ on_terminal exec --tty host tty
    op "exec --detach" bash -c 'set -e; d exec -d host touch /tmp/made; soon d exec host test -e /tmp/made'
    if has_all_capabilities; then
        op "exec --privileged" prints 1ff d exec --privileged host grep CapEff /proc/self/status
    else
        skip "exec --privileged" "Docker asks for all capabilities, and this machine withholds some even from root"
    fi
    op "exec: no such program" ends 126 "executable file not found in" d exec host no-such-program
    op "exec: not executable" ends 126 "permission denied" d exec host /etc/passwd
    op "exec: no such directory" ends 126 "" d exec --workdir /no/such host true
    op "cp into, cp from" copied
    op "diff" bash -c 'set -e; d exec host touch /data/new; d diff host | grep -x "A /data/new"'
    op "export" bash -c 'set -e; d export host | tar -t | grep -x data/new'
    op "update --memory" updated
    op "update --cpus --pids-limit" bash -c 'set -e; d update --cpus 0.5 --pids-limit 44 host; cat /sys/fs/cgroup{/pids,}/$group/*/pids.max 2>/dev/null | grep -x 44'
    op "healthcheck" healthy
    op "ps, exec of a hundred" hundred
    d rm --force host >/dev/null 2>&1
}

copied() {
    echo content >"$work/file"
    d cp "$work/file" host:/data/file
    prints content d exec host cat /data/file
    d cp host:/data/file "$work/back"
    cmp "$work/file" "$work/back"
}

updated() {
    d update --memory 64m --memory-swap 64m host
    cat "/sys/fs/cgroup"{/memory,}"/$group/"*/memory.{limit_in_bytes,max} 2>/dev/null | grep -x 67108864
}

healthy() {
    d run -d --name checked --network none --health-cmd 'test -e /etc/passwd' --health-interval 1s smoke sleep 1000
    soon health healthy
    d exec checked rm /etc/passwd
    soon health unhealthy
    d rm --force checked
}

health() { [ "$(d inspect --format '{{.State.Health.Status}}' checked)" = "$1" ]; }

hundred() {
    local i client clients
    for i in $(seq 25); do
        clients=()
        for client in 1 2 3 4; do
            d exec host true &
            clients+=($!)
        done
        for client in "${clients[@]}"; do wait "$client"; done
    done
    soon alone
}

alone() {
    d top host
    [ "$(d top host | wc -l)" = 2 ]
}

nothing_left() {
    [ -z "$(d ps -aq)" ] || d ps -a
    [ -z "$(d ps -aq)" ]
    soon no_shims
    [ -z "$(find /run/docker/runtime-runc/moby -mindepth 1 2>/dev/null)" ]
}

no_shims() { ! pgrep -f 'containerd-shim.* -namespace moby'; }

export -f d image is logs_say soon
export work runtime group seconds
