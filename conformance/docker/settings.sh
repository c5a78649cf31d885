# shellcheck shell=bash
# What a container may be given: confinement, file systems, limits, namespaces, networks.

confinement() {
    op "capabilities: Docker's default" prints 00000000a80425fb image smoke grep CapEff /proc/self/status
    op "--cap-drop all" prints 0000000000000000 image --cap-drop all smoke grep CapEff /proc/self/status
    op "--cap-add" prints 0000000000001000 image --cap-drop all --cap-add net_admin smoke grep CapEff /proc/self/status
    if has_all_capabilities; then
        op "--privileged" prints "Seccomp:	0" image --privileged smoke grep Seccomp: /proc/self/status
        op "--privileged: devices" image --privileged smoke test -c /dev/kmsg
    else
        skip "--privileged" "Docker asks for all capabilities, and this machine withholds some even from root"
        skip "--privileged: devices" "Docker asks for all capabilities, and this machine withholds some even from root"
    fi
    op "default seccomp profile" prints "Seccomp:	2" image smoke grep Seccomp: /proc/self/status
    op "default seccomp profile refuses" ends 1 "not permitted" image smoke unshare -U true
    op "--security-opt seccomp=unconfined" prints "Seccomp:	0" image --security-opt seccomp=unconfined smoke grep Seccomp: /proc/self/status
    echo '{"defaultAction":"SCMP_ACT_ALLOW","syscalls":[{"names":["mkdir","mkdirat"],"action":"SCMP_ACT_ERRNO","errnoRet":28}]}' >"$work/profile.json"
    op "--security-opt seccomp=FILE" ends 1 "No space left" image --security-opt "seccomp=$work/profile.json" smoke mkdir /tmp/x
    op "--security-opt no-new-privileges" prints "NoNewPrivs:	1" image --security-opt no-new-privileges smoke grep NoNewPrivs /proc/self/status
    op "--security-opt systempaths=unconfined" image --security-opt systempaths=unconfined smoke sh -c '! grep " /proc/kcore " /proc/mounts'
    op "masked paths" prints 0 image smoke sh -c 'wc -c </proc/keys'
    op "read-only paths" ends 1 "ead-only" image smoke sh -c 'echo 1 >/proc/sys/kernel/core_uses_pid'
    op "--device" prints 1:3 image --device /dev/null:/dev/nothing smoke stat -c %t:%T /dev/nothing
    op "--device :r" ends 1 "not permitted" image --device /dev/kmsg:/dev/nothing:r smoke sh -c 'echo x >/dev/nothing'
    op "--device-cgroup-rule" image --cap-add mknod --device-cgroup-rule 'c 1:7 rwm' smoke sh -c 'mknod /tmp/full c 1 7 && head -c 1 /tmp/full | wc -c'
    op "a device that no rule allows" ends 1 "not permitted" image smoke sh -c 'mknod /tmp/mem c 1 1 && head -c 1 /tmp/mem'
    op "--group-add" prints 42 image --group-add 42 smoke id -G
    op "--sysctl" prints 4096 image --sysctl net.core.somaxconn=4096 smoke cat /proc/sys/net/core/somaxconn
    op "--ulimit" prints 123 image --ulimit nofile=123:123 smoke sh -c 'ulimit -n'
    op "--oom-score-adj" prints 500 image --oom-score-adj 500 smoke cat /proc/self/oom_score_adj
    op "--init" prints docker-init image --init smoke cat /proc/1/comm
}

# has_all_capabilities: the mask has one bit for each that the kernel knows
has_all_capabilities() { grep -qi "^CapEff:.$(printf %016x $(((1 << ($(cat /proc/sys/kernel/cap_last_cap) + 1)) - 1)))" /proc/self/status; }

filesystems() {
    mkdir -p "$work/volume"
    echo shared >"$work/volume/file"
    op "--volume" prints shared image --volume "$work/volume:/mnt" smoke cat /mnt/file
    op "--volume :ro" ends 1 "ead-only" image --volume "$work/volume:/mnt:ro" smoke touch /mnt/x
    op "--volume of one file" prints shared image --volume "$work/volume/file:/etc/one" smoke cat /etc/one
    op "--volume by name" bash -c 'set -e; image --volume named:/mnt smoke touch /mnt/x; image --volume named:/mnt smoke test -e /mnt/x; d volume rm named'
    op "--volume: what the image has there is copied" bash -c 'set -e; image --volume fresh:/bin smoke true; [ -x "$(d volume inspect --format "{{.Mountpoint}}" fresh)/busybox" ]; d volume rm fresh'
    op "--volumes-from" bash -c 'set -e; d run --name holder --network none --volume /kept smoke touch /kept/x; image --volumes-from holder smoke test -e /kept/x; d rm -v holder'
    op "--mount type=bind,readonly" ends 1 "ead-only" image --mount "type=bind,src=$work/volume,dst=/mnt,readonly" smoke touch /mnt/x
    op "--mount bind-propagation" bash -c 'set -e; mount --bind $work/volume $work/volume; mount --make-shared $work/volume; image --mount type=bind,src=$work/volume,dst=/mnt,bind-propagation=rslave smoke grep " /mnt .*master:" /proc/self/mountinfo; umount $work/volume'
    op "--tmpfs" prints "size=1024k" image --tmpfs /scratch:size=1m,mode=1777 smoke grep " /scratch " /proc/mounts
    op "--mount type=tmpfs" prints "tmpfs" image --mount type=tmpfs,dst=/scratch,tmpfs-size=1m smoke grep " /scratch " /proc/mounts
    op "--tmpfs: noexec" ends 126 "permission denied" bash -c 'd run --rm --network none --tmpfs /scratch smoke sh -c "cp /bin/busybox /scratch/x; /scratch/x true" 2>&1 | sed "s/P/p/"; exit ${PIPESTATUS[0]}'
    op "--read-only" ends 1 "ead-only" image --read-only smoke touch /data/x
    op "--read-only, --tmpfs" image --read-only --tmpfs /tmp smoke touch /tmp/x
    op "--shm-size" prints 2.0M image --shm-size 2m smoke df -h /dev/shm
    op "/etc/hosts, /etc/hostname, /etc/resolv.conf" prints "10.1.2.3	far" image --add-host far:10.1.2.3 --dns 10.4.5.6 smoke sh -c 'cat /etc/hosts; grep 10.4.5.6 /etc/resolv.conf; test -s /etc/hostname'
}

limits() {
    op "--memory" prints 67108864 image --memory 64m smoke sh -c "$(limit memory/memory.limit_in_bytes memory.max)"
    op "--memory-reservation" prints 33554432 image --memory-reservation 32m smoke sh -c "$(limit memory/memory.soft_limit_in_bytes memory.low)"
    op "--memory: out of memory" out_of_memory
    op "--pids-limit" prints 33 image --pids-limit 33 smoke sh -c "$(limit pids/pids.max pids.max)"
    op "--cpus" prints 50000 image --cpus 0.5 smoke sh -c "$(limit cpu/cpu.cfs_quota_us cpu.max)"
    op "--cpu-shares" image --cpu-shares 512 smoke sh -c "$(limit cpu/cpu.shares cpu.weight) | grep -E '^(512|20)\$'"
    op "--cpuset-cpus" prints 0 image --cpuset-cpus 0 smoke sh -c "$(limit cpuset/cpuset.cpus cpuset.cpus)"
    op "--cgroup-parent" prints "/$group/below/" image --cgroup-parent "/$group/below" --cgroupns host smoke cat /proc/self/cgroup
    op "--device-read-bps" image --device-read-bps /dev/vda:1mb smoke true
}

out_of_memory() {
    d run --name greedy --network none --memory 8m --memory-swap 8m smoke dd if=/dev/zero of=/dev/null bs=64M count=1 || true
    prints 137 d inspect --format '{{.State.ExitCode}}' greedy
    d rm greedy
}

namespaces() {
    op "--pid host" prints "dockerd" image --pid host smoke ps
    op "--pid container:" joined pid
    op "--ipc container:" joined ipc
    op "--network container:" joined net
    op "--uts host" prints "$(readlink /proc/self/ns/uts)" image --uts host smoke readlink /proc/self/ns/uts
    op "--ipc host" prints "$(readlink /proc/self/ns/ipc)" image --ipc host smoke readlink /proc/self/ns/ipc
    op "--cgroupns private" prints ":/" image --cgroupns private smoke sh -c 'grep :memory:/$ /proc/self/cgroup || grep ::/$ /proc/self/cgroup'
    op "--network host" prints "$(readlink /proc/self/ns/net)" d run --rm --network host smoke readlink /proc/self/ns/net
}

joined() {
    local mode=$1 namespace
    [ "$mode" != net ] || mode=network
    d run -d --name owner --network none --ipc shareable smoke sleep 1000
    namespace=$(readlink "/proc/$(d inspect --format '{{.State.Pid}}' owner)/ns/$1")
    prints "$namespace" d run --rm "--$mode" container:owner smoke readlink "/proc/self/ns/$1"
    d rm --force owner
}

networks() {
    op "--network none" prints 1 image smoke sh -c 'ls /sys/class/net | wc -l'
    op "--network bridge" prints "10.98.0." d run --rm smoke ip addr show eth0
    op "bridge: the host is reached" d run --rm smoke ping -c 1 -W 2 10.98.0.1
    op "--publish" published
    op "network create, two containers by name" named
    op "network connect, disconnect" connected
    op "--ip, --mac-address" prints "02:42:0a:60:00:09" bash -c 'd network create --subnet 10.96.0.0/24 fixed >/dev/null && d run --rm --network fixed --ip 10.96.0.9 smoke ip addr show eth0; d network rm fixed >/dev/null'
}

published() {
    d run -d --name web --publish 127.0.0.1:8099:80 smoke sh -c 'echo served >/data/index.html; exec httpd -f -p 80 -h /data'
    soon bash -c 'exec 3<>/dev/tcp/127.0.0.1/8099; printf "GET / HTTP/1.0\r\n\r\n" >&3; timeout 5 cat <&3 | grep served'
    d rm --force web
}

named() {
    d network create --subnet 10.97.0.0/24 pair
    d run -d --name one --network pair smoke sleep 1000
    d run --rm --network pair smoke ping -c 1 -W 2 one
    d rm --force one
    d network rm pair
}

connected() {
    d network create --subnet 10.95.0.0/24 later
    d run -d --name two --network none smoke sleep 1000
    d network disconnect none two
    d network connect later two
    prints 10.95.0. d exec two ip addr
    d network disconnect later two
    d rm --force two
    d network rm later
}
