# shellcheck shell=bash
# The operations, in groups; each leaves no container behind, or hands the one it made to the next.

run() { p run --rm --network none "$@"; }
image() { run smoke "$@"; }

operations() {
    foreground
    background
    processes
    confinement
    filesystems
    limits_and_namespaces
    images
    pods
    checkpoints
}

foreground() {
    op "run --rootfs" prints hi p run --rm --rootfs "$rootfs" echo hi
    op "run" prints hello image echo hello
    op "run: exit code" ends 7 "" image sh -c 'exit 7'
    op "run: no such program" ends 127 "executable file not found in" image no-such-program
    op "run: no such path" ends 127 "no such file or directory" image /no/such/path
    op "run: not executable" ends 126 "permission denied" image /etc/passwd
    op "run: a directory" ends 126 "" image /etc
    op "run: standard input" bash -c 'set -e; [ "$(echo piped | run -i smoke cat)" = piped ]'
    op "run --env --workdir --user --hostname" prints "v /tmp 1000 box" \
        run --env K=v --workdir /tmp --user user --hostname box smoke sh -c 'echo $K $PWD $(id -u) $(hostname)'
    op "run --tty" prints /dev/pts timeout 30 script -qec "$(quoted run --tty smoke tty)" /dev/null
    op "run --entrypoint" prints entry run --entrypoint '["echo","entry"]' smoke
    op "run --preserve-fds" bash -c 'set -e; [ "$(run --preserve-fds 1 smoke sh -c "cat <&3" 3<<<kept)" = kept ]'
    op "create, start --attach" created_then_started
}

quoted() { printf '%q ' timeout --foreground 60 podman --root "$work/storage" --runroot "$work/run" --tmpdir "$work/tmp" --storage-driver overlay --cgroup-manager="${CGROUP_MANAGER:-cgroupfs}" --runtime "$runtime" run --rm --network none "${@:2}"; }

created_then_started() {
    p create --name first --network none smoke echo later >/dev/null
    prints Created p ps -a --format '{{.Status}}' --filter name=first
    prints later p start --attach first
    p rm first
}

background() {
    op "run --detach" p run -d --name back --network none smoke sh -c 'trap "echo usr; " USR1; trap "exit 3" TERM; echo up; while :; do sleep 0.1; done'
    op "logs" soon logs_say back up
    op "ps" prints back p ps --format '{{.Names}}'
    op "inspect" inspected
    op "top" prints sh p top back
    op "stats" prints back p stats --no-stream --no-reset back
    op "kill --signal USR1" sent_usr1
    needs=pause op "pause, unpause" paused
    op "attach: output" attached
    op "restart" restarted
    op "stop" stopped
    op "wait" prints 3 p wait back
    op "start after stop" p start back
    op "rm of a running one is refused" ends 2 "" p rm back
    op "rm --force" p rm --force --time 0 back
    op "kill (SIGKILL)" killed
}

logs_say() { p logs "$1" | grep -q "$2"; }

inspected() {
    local pid
    pid=$(p inspect --format '{{.State.Pid}}' back)
    [ -d "/proc/$pid" ]
    prints running p inspect --format '{{.State.Status}}' back
    prints "$(basename "$runtime")" p inspect --format '{{.OCIRuntime}}' back
}

sent_usr1() {
    p kill --signal USR1 back
    soon logs_say back usr
}

paused() {
    p pause back
    prints paused p inspect --format '{{.State.Status}}' back
    p unpause back
    prints running p inspect --format '{{.State.Status}}' back
}

attached() {
    p attach --no-stdin --sig-proxy=false back >"$work/attached" &
    local client=$!
    soon shown_to_attached
    # it goes on as long as the container
    pkill -P "$client"
    wait "$client" || true
}

# a signal that came before the client was there has shown it nothing
shown_to_attached() {
    p kill --signal USR1 back
    grep usr "$work/attached"
}

restarted() {
    local before
    before=$(p inspect --format '{{.State.Pid}}' back)
    p restart --time 5 back
    [ "$(p inspect --format '{{.State.Pid}}' back)" != "$before" ]
}

stopped() {
    soon logs_say back up
    p stop --time 10 back
    prints "exited 3" p inspect --format '{{.State.Status}} {{.State.ExitCode}}' back
}

killed() {
    p run -d --name doomed --network none smoke sleep 1000
    p kill doomed
    prints 137 p wait doomed
    p rm doomed
}

processes() {
    p run -d --name host --network none --env A=1 smoke sleep 1000 >/dev/null 2>&1
    needs=exec op "exec" prints inside p exec host echo inside
    needs=exec op "exec: exit code" ends 9 "" p exec host sh -c 'exit 9'
    needs=exec op "exec --env --workdir --user" prints "1 2 /tmp 1000" p exec --env B=2 --workdir /tmp --user 1000 host sh -c 'echo $A $B $PWD $(id -u)'
    needs=exec op "exec: standard input" bash -c 'set -e; [ "$(echo piped | p exec -i host cat)" = piped ]'
    needs=exec op "exec --detach" bash -c 'set -e; p exec -d host touch /tmp/made; soon p exec host test -e /tmp/made'
    needs=exec op "exec: no such program" ends 127 "executable file not found in" p exec host no-such-program
    needs=exec op "exec: not executable" ends 126 "permission denied" p exec host /etc/passwd
    needs=exec op "exec --privileged" prints 000001ff p exec --privileged host grep CapEff /proc/self/status
    needs=exec op "healthcheck" healthy
    needs=exec op "cp" copied
    needs=exec op "diff" bash -c 'set -e; p exec host touch /data/new; p diff host | grep -q "A /data/new"'
    p rm --force --time 0 host >/dev/null 2>&1
}

healthy() {
    p run -d --name checked --network none --health-cmd 'CMD-SHELL test -e /etc/passwd' --health-interval disable smoke sleep 1000
    p healthcheck run checked
    p rm --force --time 0 checked
}

copied() {
    echo content >"$work/file"
    p cp "$work/file" host:/data/file
    prints content p exec host cat /data/file
    p cp host:/data/file "$work/back"
    cmp "$work/file" "$work/back"
}

confinement() {
    op "--cap-drop all" prints 0000000000000000 run --cap-drop all smoke grep CapEff /proc/self/status
    op "--cap-add" prints 0000000000001000 run --cap-drop all --cap-add net_admin smoke grep CapEff /proc/self/status
    op "--privileged" prints "Seccomp:	0" run --privileged smoke grep Seccomp: /proc/self/status
    op "default seccomp profile" prints "Seccomp:	2" run smoke grep Seccomp: /proc/self/status
    op "--security-opt seccomp=unconfined" prints "Seccomp:	0" run --security-opt seccomp=unconfined smoke grep Seccomp: /proc/self/status
    op "--security-opt no-new-privileges" prints "NoNewPrivs:	1" run --security-opt no-new-privileges smoke grep NoNewPrivs /proc/self/status
    op "--security-opt mask=" ends 0 "" run --security-opt mask=/data smoke sh -c '[ -z "$(ls /data)" ]'
    op "--device" prints 1:3 run --device /dev/null:/dev/nothing smoke stat -c %t:%T /dev/nothing
    op "--group-add" prints 42 run --group-add 42 smoke id -G
    op "--sysctl" prints 4096 run --sysctl net.core.somaxconn=4096 smoke cat /proc/sys/net/core/somaxconn
    op "--ulimit" prints 123 run --ulimit nofile=123:123 --ulimit "nproc=$processes:$processes" smoke sh -c 'ulimit -n'
    if command -v catatonit >/dev/null || [ -x /usr/libexec/podman/catatonit ]; then
        op "--init" prints init run --init smoke cat /proc/1/comm
    else
        skip "--init" "Podman's init program catatonit is not installed"
    fi
}

filesystems() {
    mkdir -p "$work/volume"
    echo shared >"$work/volume/file"
    op "--volume" prints shared run --volume "$work/volume:/mnt" smoke cat /mnt/file
    op "--volume :ro" ends 1 "ead-only" run --volume "$work/volume:/mnt:ro" smoke touch /mnt/x
    op "--volume by name" bash -c 'set -e; run --volume named:/mnt smoke touch /mnt/x; run --volume named:/mnt smoke test -e /mnt/x; p volume rm named'
    op "--mount type=bind" prints shared run --mount "type=bind,src=$work/volume,dst=/mnt,ro" smoke cat /mnt/file
    op "--tmpfs" prints "tmpfs" run --tmpfs /scratch:size=1m smoke sh -c 'grep " /scratch " /proc/mounts'
    op "--read-only" ends 1 "ead-only" run --read-only smoke touch /data/x
    op "--read-only: /tmp is writable" run --read-only smoke touch /tmp/x
    op "--shm-size" prints 2.0M run --shm-size 2m smoke df -h /dev/shm
    op "--rootfs with :O" prints hi p run --rm --network none --rootfs "$rootfs:O" echo hi
}

limits_and_namespaces() {
    op "--memory" prints 67108864 run --memory 64m smoke sh -c 'cat /sys/fs/cgroup/memory/memory.limit_in_bytes 2>/dev/null || cat /sys/fs/cgroup/memory.max'
    op "--pids-limit" prints 33 run --pids-limit 33 smoke sh -c 'cat /sys/fs/cgroup/pids/pids.max 2>/dev/null || cat /sys/fs/cgroup/pids.max'
    op "--memory-swap" prints 134217728 run --memory 64m --memory-swap 128m smoke sh -c 'cat /sys/fs/cgroup/memory/memory.memsw.limit_in_bytes 2>/dev/null || echo $(($(cat /sys/fs/cgroup/memory.swap.max) + 67108864))'
    op "--memory-reservation" prints 33554432 run --memory-reservation 32m smoke sh -c 'cat /sys/fs/cgroup/memory/memory.soft_limit_in_bytes 2>/dev/null || cat /sys/fs/cgroup/memory.low'
    op "--cpu-shares" prints 512 run --cpu-shares 512 smoke sh -c 'cat /sys/fs/cgroup/cpu/cpu.shares 2>/dev/null || { w=$(cat /sys/fs/cgroup/cpu.weight); [ $w -ge 20 ] && [ $w -le 60 ] && echo 512; }'
    op "--cpuset-cpus" prints 0 run --cpuset-cpus 0 smoke sh -c 'cat /sys/fs/cgroup/cpuset/cpuset.cpus 2>/dev/null || cat /sys/fs/cgroup/cpuset.cpus'
    # Podman knows the file of the old CFQ scheduler only, and drops the weight where there is none
    if p run --rm --network none --blkio-weight 200 smoke true 2>&1 | grep -q "Weight discarded"; then
        skip "--blkio-weight" "Podman does not pass it on: this kernel has blkio.bfq.weight, not blkio.weight"
    else
        op "--blkio-weight" prints 200 run --blkio-weight 200 smoke sh -c 'cat /sys/fs/cgroup/blkio/blkio*.weight /sys/fs/cgroup/io.bfq.weight 2>/dev/null | sed "s/default //"'
    fi
    op "--device-cgroup-rule" prints "no yes" run --cap-add mknod --device-cgroup-rule 'c 235:11 r' smoke sh -c 'mknod /tmp/c c 235 11; for o in ">>" "<"; do (eval "true $o/tmp/c") 2>&1 | grep -q "not permitted" && echo no || echo yes; done | xargs'
    op "--cpus" prints 50000 run --cpus 0.5 smoke sh -c 'cat /sys/fs/cgroup/cpu/cpu.cfs_quota_us 2>/dev/null || cat /sys/fs/cgroup/cpu.max'
    if [ "$(basename "$runtime")" = runc ]; then
        skip "--cgroups disabled" "Podman does not ask this of runc"
    else
        op "--cgroups disabled" prints none run --cgroups disabled smoke echo none
    fi
    op "--pid host" prints "$$" run --pid host smoke sh -c "ls /proc | grep -x $$"
    op "--uts host" prints "$(hostname)" run --uts host smoke hostname
    op "--ipc host" prints "$(readlink /proc/self/ns/ipc)" run --ipc host smoke readlink /proc/self/ns/ipc
    op "--network host" prints "$(readlink /proc/self/ns/net)" p run --rm --network host smoke readlink /proc/self/ns/net
    needs=exec op "--network container:" joined
    op "--uidmap" prints "0 100000 1000" bash -c 'set -e; run --uidmap 0:100000:1000 --gidmap 0:100000:1000 smoke cat /proc/self/uid_map | tr -s " "'
    needs=update op "update --memory" updated
}

joined() {
    p run -d --name owner --network none smoke sleep 1000
    local net
    net=$(p exec owner readlink /proc/self/ns/net)
    prints "$net" p run --rm --network container:owner smoke readlink /proc/self/ns/net
    p rm --force --time 0 owner
}

updated() {
    p run -d --name limited --network none --memory 64m smoke sleep 1000
    p update --memory 32m limited
    prints 33554432 p exec limited sh -c 'cat /sys/fs/cgroup/memory/memory.limit_in_bytes 2>/dev/null || cat /sys/fs/cgroup/memory.max'
    p rm --force --time 0 limited
}

images() {
    op "commit" committed
    op "build" built
}

committed() {
    p run --name changed --network none smoke touch /data/changed
    p commit -q changed smoke:changed
    run smoke:changed test -e /data/changed
    p rm changed
}

built() {
    printf 'FROM smoke\nRUN echo built > /data/built\n' >"$work/Containerfile"
    p build -q --network none -t smoke:built -f "$work/Containerfile" "$work"
    prints built run smoke:built cat /data/built
}

pods() {
    op "pod create, run --pod, pod rm" bash -c 'set -e; p pod create --infra=false --name pod; p run --rm --network none --pod pod smoke echo hi | grep -q hi; p pod rm --force pod'
    op "many at once" many
    op "nothing is left" nothing_left
}

many() {
    local i
    p rm --force --time 0 --all
    for i in 1 2 3 4 5 6 7 8; do p run -d --name "many$i" --network none smoke sleep 1000 & done
    wait
    [ "$(p ps -q | wc -l)" = 8 ]
    p rm --force --time 0 --all
}

nothing_left() {
    [ -z "$(p ps -aq)" ] || {
        p ps -a
        return 1
    }
    soon no_monitors
}

no_monitors() { ! pgrep -af "conmon.*$work"; }

export -f run image p own_podman soon
export work runtime rootfs
