# shellcheck shell=bash
# ctr's operations, in groups; each leaves no container behind, or hands the one it made to the next.

image=docker.io/library/smoke:latest
ids=0

# once FLAGS... -- COMMAND...: a container of the image, run to its end and removed
once() {
    local flags=()
    while [ "$1" != -- ]; do
        flags+=("$1")
        shift
    done
    shift
    ids=$((ids + 1))
    # shellcheck disable=SC2046 # words
    c run --rm --runc-binary "$runtime" $(managed "once$BASHPID-$ids") "${flags[@]}" "$image" "once$BASHPID-$ids" "$@"
}

# managed ID: the options for a container in a scope of systemd's, with CGROUP_MANAGER=systemd
managed() { [ "${CGROUP_MANAGER-}" != systemd ] || echo "--runc-systemd-cgroup --cgroup system.slice:ctr:$1"; }

# begin ID FLAGS...: a container that stays, in the background
begin() {
    local id=$1
    shift
    # shellcheck disable=SC2046 # words
    c run --detach --runc-binary "$runtime" $(managed "$id") "$@" "$image" "$id" sleep 1000
}

finish() {
    local id
    for id; do
        c task kill --signal KILL "$id" || true
        c task delete --force "$id" || true
        c container delete "$id"
    done
}

# limit V1 V2: reads a limit in the container's own cgroup, on either version; ctr's containers have no cgroup namespace
limit() { echo "cat /sys/fs/cgroup/$1 2>/dev/null || cat /sys/fs/cgroup\$(sed -n s/^0:://p /proc/self/cgroup)/$2"; }

operations() {
    foreground
    confinement
    limits
    background
    images
    cri_operations
    interrupted
    op "nothing is left" nothing_left
}

smoke() {
    foreground
    limits
    background
    op "nothing is left" nothing_left
}

foreground() {
    op "ctr version" prints "Server:" c version
    op "run" prints hello once -- echo hello
    op "run: exit code" ends 7 "" once -- sh -c 'exit 7'
    op "run: killed by a signal" ends 137 "" once -- sh -c 'sh -c "kill -9 \$\$"; exit $?'
    op "run: no such program" ends 1 "executable file not found in" once -- no-such-program
    op "run: no such path" ends 1 "no such file or directory" once -- /no/such/path
    op "run: not executable" ends 1 "permission denied" once -- /etc/passwd
    op "run: standard input" prints piped bash -c '(echo piped; sleep ${slowness:-1}) | once -- cat'
    op "run: much output" prints 2000000 bash -c 'once -- sh -c "head -c 2000000 /dev/zero" | wc -c'
    op "run --rootfs" prints hi c run --rm --runc-binary "$runtime" --rootfs "$rootfs" of-rootfs /bin/echo hi
    op "run --rootfs --read-only" ends 1 "ead-only" c run --rm --runc-binary "$runtime" --read-only --rootfs "$rootfs" of-rootfs /bin/touch /data/x
    op "run --read-only" ends 1 "ead-only" once --read-only -- touch /data/x
    op "run --tty" prints /dev/pts on_terminal run --rm --tty --runc-binary "$runtime" "$image" terminal tty
    op "run --tty: its size" prints "33 111" sized_terminal
    op "run --cwd" prints /tmp once --cwd /tmp -- pwd
    op "run --env, the image's too" prints "v yes" once --env K=v -- sh -c 'echo $K $FROM_IMAGE'
    op "run --mount bind" bash -c 'set -e; once --mount type=bind,src=$work,dst=/mnt,options=rbind:ro -- test -e /mnt/config.toml'
    op "run --mount tmpfs" prints "tmpfs" once --mount type=tmpfs,src=tmpfs,dst=/mnt,options=size=1m -- grep " /mnt " /proc/mounts
    op "run --pid-file" bash -c 'set -e; once --pid-file $work/pid -- true; [ "$(cat $work/pid)" -gt 1 ]'
    op "run --null-io" once --null-io -- echo unseen
    op "run --no-pivot" prints hi once --no-pivot -- echo hi
    op "run --config" prints configured from_config
    op "run --rootfs-propagation" prints hi once --rootfs-propagation rslave -- echo hi
}

# on_terminal ARGS...: ctr with a terminal as its standard streams
on_terminal() {
    script -qec "$(printf '%q ' ctr --address /run/containerd/containerd.sock --namespace "$group" "$@")" /dev/null </dev/null
}

sized_terminal() {
    local line
    line=$(printf '%q ' ctr --address /run/containerd/containerd.sock --namespace "$group" run --rm --tty --runc-binary "$runtime" "$image" sized sh -c 'sleep 1; stty size')
    timeout 30 script -qec "stty rows 33 cols 111; $line" /dev/null </dev/null
}

from_config() {
    "$runtime" spec --bundle "$work"
    sed -i 's/"sh"/"echo", "configured"/; s/"terminal": true/"terminal": false/; s|"path": "rootfs"|"path": "'"$rootfs"'"|' "$work/config.json"
    c run --rm --runc-binary "$runtime" --config "$work/config.json" configured
    rm "$work/config.json"
}

confinement() {
    op "capabilities: containerd's default" prints 00000000a80425fb once -- grep CapEff /proc/self/status
    op "--cap-add" prints 00000000a80435fb once --cap-add CAP_NET_ADMIN -- grep CapEff /proc/self/status
    op "--cap-drop" prints 00000000a80425fa once --cap-drop CAP_CHOWN -- grep CapEff /proc/self/status
    op "--privileged" prints 1ff once --privileged -- grep CapEff /proc/self/status
    op "no new privileges by default" prints "NoNewPrivs:	1" once -- grep NoNewPrivs /proc/self/status
    op "--allow-new-privs" prints "NoNewPrivs:	0" once --allow-new-privs -- grep NoNewPrivs /proc/self/status
    op "--seccomp" prints "Seccomp:	2" once --seccomp -- grep Seccomp: /proc/self/status
    echo '{"defaultAction":"SCMP_ACT_ALLOW","syscalls":[{"names":["mkdir","mkdirat"],"action":"SCMP_ACT_ERRNO","errnoRet":28}]}' >"$work/profile.json"
    op "--seccomp-profile" ends 1 "No space left" once --seccomp --seccomp-profile "$work/profile.json" -- mkdir /tmp/x
    op "--device" prints 1:5 once --device /dev/zero -- stat -c %t:%T /dev/zero
    op "masked and read-only paths" ends 1 "ead-only" once -- sh -c 'echo 1 >/proc/sys/kernel/core_uses_pid'
    op "--net-host" prints "$(readlink /proc/self/ns/net)" once --net-host -- readlink /proc/self/ns/net
    op "--with-ns pid" shared_pid
    op "--uidmap, --gidmap" prints "0 100000 1000" bash -c 'once --uidmap 0:100000:1000 --gidmap 0:100000:1000 -- cat /proc/self/uid_map | tr -s " "'
    op "--label, --annotation" labelled
}

limits() {
    op "--memory-limit" prints 67108864 once --mount "$cgroups" --memory-limit 67108864 -- sh -c "$(limit memory/memory.limit_in_bytes memory.max)"
    op "--memory-limit: out of memory" ends 137 "" once --memory-limit 8000000 -- sh -c 'exec dd if=/dev/zero of=/dev/null bs=64M count=1'
    op "--cpus" prints 50000 once --mount "$cgroups" --cpus 0.5 -- sh -c "$(limit cpu/cpu.cfs_quota_us cpu.max)"
    op "--cpu-quota, --cpu-period" prints 20000 once --mount "$cgroups" --cpu-quota 20000 --cpu-period 100000 -- sh -c "$(limit cpu/cpu.cfs_quota_us cpu.max)"
    if [ "${CGROUP_MANAGER-}" = systemd ]; then
        op "--runc-systemd-cgroup" prints "/system.slice/ctr-once" once -- cat /proc/1/cgroup
    else
        op "--cgroup" prints "$group/elsewhere" once --cgroup "/$group/elsewhere" -- cat /proc/self/cgroup
    fi
    op "task metrics: usage and limits" measured
}

measured() {
    begin measured --memory-limit 67108864
    c task metrics --format json measured | tr -d ' \n' >"$work/metrics"
    cat "$work/metrics"
    grep -q '"limit":67108864\|"usage_limit":67108864' "$work/metrics"
    grep -q '"\(current\|pids\)":' "$work/metrics"
    grep -q '"\(usage_usec\|total\)":[1-9]' "$work/metrics"
    finish measured
}

cgroups=type=cgroup,src=cgroup,dst=/sys/fs/cgroup,options=ro:nosuid:noexec:nodev

shared_pid() {
    local pid
    begin pid-owner
    pid=$(task_pid pid-owner)
    prints "sleep 1000" once --with-ns "pid:/proc/$pid/ns/pid" -- ps
    finish pid-owner
}

labelled() {
    begin labelled --label one=1 --annotation two=2
    prints '"one": "1"' c container info labelled
    prints '"two": "2"' c container info labelled
    finish labelled
}

task_pid() { c task ls | awk -v id="$1" '$1 == id { print $2 }'; }
task_status() { c task ls | awk -v id="$1" '$1 == id { print $3 }'; }
is() { [ "$(task_status "$1")" = "$2" ]; }

background() {
    op "container create" c container create --env A=1 "$image" back sleep 1000
    op "task start" bash -c 'set -e; c task start --detach back; is back RUNNING'
    op "task ls, its pid" bash -c 'set -e; [ -d "/proc/$(task_pid back)" ]'
    op "task exec" prints inside c task exec --exec-id e1 back echo inside
    op "task exec: exit code" ends 9 "" c task exec --exec-id e2 back sh -c 'exit 9'
    op "task exec --cwd" prints "/tmp" c task exec --exec-id e3 --cwd /tmp back sh -c 'echo $PWD'
    op "task exec: the container's environment" prints 1 c task exec --exec-id e4 back sh -c 'echo $A'
    op "task exec: standard input" prints piped bash -c '(echo piped; sleep ${slowness:-1}) | c task exec --exec-id e5 back cat'
    op "task exec --tty" prints /dev/pts on_terminal task exec --tty --exec-id e6 back tty
    op "task exec --detach" bash -c 'set -e; c task exec --detach --exec-id e7 back touch /tmp/made; soon test -e "/proc/$(task_pid back)/root/tmp/made"'
    op "task exec: no such program" ends 1 "executable file not found in" c task exec --exec-id e9 back no-such-program
    op "task exec: no such directory" ends 1 "" c task exec --exec-id e10 --cwd /no/such back true
    # ctr mounts the container's snapshot a second time to look the user up, after which overlayfs cannot copy files up
    op "task exec --user" prints 1000 c task exec --exec-id e11 --user 1000 back id -u
    op "task exec, killed" exec_killed
    op "task ps" prints "$(printf 'PID')" c task ps back
    op "task metrics" prints "memory" c task metrics back
    needs=pause op "task pause" bash -c 'set -e; c task pause back; is back PAUSED'
    needs=pause op "task exec into a paused one is refused" bash -c '! c task exec --exec-id e20 back true'
    needs=pause op "task resume" bash -c 'set -e; c task resume back; is back RUNNING'
    op "task attach" attached
    op "task delete of a running one is refused" bash -c '! c task delete back'
    op "task kill" bash -c 'set -e; c task kill --signal KILL back; soon is back STOPPED'
    op "task exec into a stopped one is refused" bash -c '! c task exec --exec-id e30 back true'
    op "task delete: exit code" prints "exit code 137" c task delete back
    op "task start again" bash -c 'set -e; c task start --detach back; c task kill --signal KILL back; soon is back STOPPED; c task delete back || [ $? = 137 ]'
    op "container delete" c container delete back
    op "task kill --all" killed_all
    op "task kill --exec-id" exec_killed_by_id
    op "task delete --force" bash -c 'set -e; begin forced; c task delete --force forced || [ $? = 137 ]; c container delete forced'
    if criu check >/dev/null 2>&1; then
        op "checkpoint, restore" checkpointed
    else
        skip "checkpoint, restore" "criu check fails here"
    fi
    op "run --tty --detach" tty_in_background
    op "eight at once" eight
}

exec_killed_by_id() {
    begin k
    c task exec --detach --exec-id victim k sleep 500
    soon pgrep -fx 'sleep 500'
    c task kill --exec-id victim --signal KILL k
    soon gone 'sleep 500'
    finish k
}

exec_killed() {
    local status=0
    c task exec --exec-id long back sleep 501 &
    soon pgrep -fx 'sleep 501'
    c task kill --exec-id long --signal KILL back
    wait $! || status=$?
    [ "$status" = 137 ]
}

tty_in_background() {
    on_terminal run --detach --tty --runc-binary "$runtime" "$image" tty-back sleep 1000
    is tty-back RUNNING
    finish tty-back
}

attached() {
    local status=0
    c run --detach --runc-binary "$runtime" "$image" talker sh -c 'while :; do echo usr; sleep 0.2; done'
    seconds=$((2 * ${slowness:-1})) c task attach talker >"$work/attached" || status=$?
    # ctr hands the signal of timeout(1) on to the shell, which as pid 1 ignores it, and is killed
    [ "$status" = 137 ]
    grep usr "$work/attached"
    finish talker
}

killed_all() {
    c run --detach --runc-binary "$runtime" "$image" family sh -c 'sleep 502 & sleep 503 & wait'
    soon pgrep -fx 'sleep 503'
    c task kill --all --signal KILL family
    soon is family STOPPED
    gone 'sleep 50[23]'
    finish family
}

checkpointed() {
    begin checkpoint
    c container checkpoint --task --image checkpoint smoke:checkpoint
    finish checkpoint
    c container restore --live checkpoint smoke:checkpoint
    finish checkpoint
}

eight() {
    local i
    for i in 1 2 3 4 5 6 7 8; do begin "many$i" & done
    wait $(jobs -p)
    [ "$(c task ls -q | grep -c many)" = 8 ]
    for i in 1 2 3 4 5 6 7 8; do finish "many$i" & done
    wait $(jobs -p)
    ! c container ls -q | grep many
}

images() {
    op "image ls" prints smoke c image ls -q
    op "image export, import" bash -c 'set -e; c image export $work/exported.tar $image; c image import --base-name again $work/exported.tar'
    op "image mount" bash -c 'set -e; mkdir -p $work/mounted; c image mount $image $work/mounted; [ -x $work/mounted/bin/busybox ]; c image unmount $work/mounted'
    op "snapshot: what a container writes is in it" snapshot
    op "snapshot: native snapshotter" prints hi once --snapshotter native -- echo hi
    if command -v docker-registry >/dev/null; then
        op "image push, pull, run" pushed
    else
        skip "image push, pull, run" "docker-registry is not installed"
    fi
}

snapshot() {
    c run --runc-binary "$runtime" "$image" writer sh -c 'echo written >/data/file'
    c snapshot ls | grep writer
    c snapshot diff writer | tar -xzO data/file | grep written
    c container delete writer
}

pushed() {
    local name=127.0.0.1:5599/smoke:pushed
    mkdir -p "$work/registry"
    cat >"$work/registry.yml" <<END
version: 0.1
log: {level: error}
storage: {filesystem: {rootdirectory: $work/registry}}
http: {addr: "127.0.0.1:5599"}
END
    docker-registry serve "$work/registry.yml" >"$work/registry.log" 2>&1 &
    local registry=$!
    soon bash -c 'exec 3<>/dev/tcp/127.0.0.1/5599'
    c image tag "$image" "$name"
    c image push --plain-http "$name"
    c image rm "$name"
    c image pull --plain-http "$name"
    prints pulled c run --rm --runc-binary "$runtime" "$name" pulled echo pulled
    kill "$registry"
}

export -f c once begin managed finish task_pid task_status is soon gone
export image group seconds
