# shellcheck shell=bash
# shellcheck disable=SC2016,SC2154 # the containers expand; $work, $runtime are setup.sh's
# What a container may not do, what it shares with others, and what it may use.

restricted() {
    op "--security-opt seccomp=FILE" own_profile
    case $runtime in
    *ocirun)
        echo '{"defaultAction":"SCMP_ACT_ALLOW","syscalls":[{"names":["mount"],"action":"SCMP_ACT_ERRNO"}]}' >"$work/no-mount.json"
        op "a report of the default filter" reported swapon swapon /data
        op "a report of --security-opt seccomp=FILE" reported mount --security-opt "seccomp=$work/no-mount.json" mount -t tmpfs none /tmp
        ;;
    *) skip "a report of what the filter refused" "ocirun alone has one" ;;
    esac
    op "--security-opt unmask=" prints "kcore" run --security-opt unmask=/proc/kcore smoke sh -c 'grep -q " /proc/kcore " /proc/mounts || echo kcore'
    op "--security-opt unmask=ALL" prints 0 run --security-opt unmask=ALL smoke sh -c 'grep -c " /proc/" /proc/mounts || true'
    op "--security-opt proc-opts=" prints hidepid run --security-opt proc-opts=hidepid=2 smoke grep " /proc proc" /proc/mounts
    op "masked and read-only paths" bash -c 'set -e; run smoke sh -c "! cat /proc/kcore && ! touch /proc/sys/kernel/x && [ -z \"\$(ls /proc/acpi 2>/dev/null)\" ]"'
    op "--security-opt label=disable, apparmor=unconfined" prints fine run --security-opt label=disable --security-opt apparmor=unconfined smoke echo fine
    op "--user with --cap-add" prints "CapAmb:	0000000000000400" run --user 1000 --cap-add net_bind_service smoke grep CapAmb /proc/self/status
    op "--user by number, a group" prints "1234 5678" run --user 1234:5678 smoke sh -c 'echo $(id -u) $(id -g)'
    op "--passwd-entry, a user that is not there" ends 126 "" run --user nobodyhere smoke true
    op "--device: read only" prints denied run --device /dev/kmsg:/dev/only:r smoke sh -c '(: >/dev/only) 2>/dev/null || echo denied'
    mkdir -p "$work/devices"
    [ -e "$work/devices/nothing" ] || mknod "$work/devices/nothing" c 1 3
    op "--device: a directory" prints 1:3 run --device "$work/devices:/dev/several" smoke stat -c %t:%T /dev/several/nothing
    op "--privileged: devices, no masks" prints yes run --privileged smoke sh -c '[ -e /dev/kmsg ] && ! grep -q " /proc/kcore " /proc/mounts && echo yes'
    op "--privileged: /sys may be written" prints "rw" run --privileged smoke grep " /sys sysfs" /proc/mounts
    if has run --personality; then
        op "--personality" prints i686 run --personality LINUX32 smoke uname -m
    else
        skip "--personality" "this Podman has no such option"
    fi
    op "--oom-score-adj" prints 500 run --oom-score-adj 500 smoke cat /proc/self/oom_score_adj
    op "--ulimit core, stack" prints "0 1024" run --ulimit nofile=123:123 --ulimit "nproc=$processes:$processes" --ulimit core=0:0 --ulimit stack=1048576:1048576 smoke sh -c 'echo $(ulimit -c) $(ulimit -s)'
    op "--sysctl: two, ipc and net" prints "77 1" run --sysctl kernel.msgmax=77 --sysctl net.ipv4.ip_forward=1 smoke sh -c 'echo $(cat /proc/sys/kernel/msgmax /proc/sys/net/ipv4/ip_forward)'
    op "--sysctl of the host is refused" ends 126 "" run --ipc host --sysctl kernel.msgmax=77 smoke true
    if [ -e /usr/share/zoneinfo/Asia/Tokyo ]; then
        op "--tz" prints JST run --tz Asia/Tokyo smoke date
    else
        skip "--tz" "tzdata is not installed"
    fi
}

own_profile() {
    echo '{"defaultAction":"SCMP_ACT_ALLOW","syscalls":[{"names":["mkdir","mkdirat"],"action":"SCMP_ACT_ERRNO","errnoRet":38}]}' >"$work/seccomp.json"
    ends 1 "not implemented" run --security-opt "seccomp=$work/seccomp.json" smoke mkdir /data/x
}

# reported CALL [OPTION VALUE] PROGRAM...: the program sees EPERM as without a report, which names the call and the program.
# "ermi": busybox says `not permitted` or `permission denied`. Podman's own profile leaves mount(2) to the capabilities, and refuses swapon(2).
reported() {
    local call=$1 report=$work/report-$1.json options=()
    shift
    case $1 in --*) options=("$1" "$2") && shift 2 ;; esac
    OCIRUN_ANNOTATION_FILES=$work ends 1 ermi run --annotation "run.ocirun.seccomp-report=$report" "${options[@]}" smoke sh -c '"$@" 2>&1; exit 1' sh "$@" || return 1
    soon grep -q '"complete": true' "$report" || return 1
    tr -d "\n" <"$report" | grep -E "\"call\": \"$call\".*\"errno\": \"EPERM\".*\"comm\": \"$1\"" >/dev/null || {
        cat "$report"
        return 1
    }
}

shared() {
    p run -d --name owner --network none --ipc shareable smoke sleep 1000 >/dev/null 2>&1
    op "--pid container:" prints "sleep 1000" run --pid container:owner smoke ps
    op "--ipc container:" same_namespace ipc --ipc container:owner
    op "--uts container:" same_namespace uts --uts container:owner
    op "--network container:, --pid, --ipc together" prints "sleep 1000" p run --rm --network container:owner --pid container:owner --ipc container:owner smoke ps
    op "--cgroupns container:" same_namespace cgroup --cgroupns container:owner
    op "exec joins what is shared" bash -c 'set -e; p run -d --name guest --network none --pid container:owner smoke sleep 1001; p exec guest ps | grep "sleep 1000"; p rm --force --time 0 guest; p exec owner true'
    p rm --force --time 0 owner >/dev/null 2>&1
    op "--cgroupns private" bash -c 'set -e; [ "$(run --cgroupns private smoke readlink /proc/self/ns/cgroup)" != "$(readlink /proc/self/ns/cgroup)" ]'
    op "--cgroupns host" prints "$(readlink /proc/self/ns/cgroup)" run --cgroupns host smoke readlink /proc/self/ns/cgroup
    op "--cgroup-parent" prints "/own$$" run --cgroupns host --cgroup-parent "/own$$" smoke cat /proc/self/cgroup
    find /sys/fs/cgroup -depth -type d -path "*/own$$*" -exec rmdir {} + 2>/dev/null
    op "--cgroups no-conmon" run --cgroups no-conmon smoke true
    if [ -e /etc/subuid ] && [ -e /etc/subgid ]; then
        op "--userns auto" own_range
    else
        skip "--userns auto" "there is no /etc/subuid to give it a range in"
    fi
    op "--userns container:" shared_user
    op "--userns with a volume" bash -c 'set -e; mkdir -p "$work/mapped"; chown 100000:100000 "$work/mapped"; run --uidmap 0:100000:1000 --gidmap 0:100000:1000 --volume "$work/mapped:/mnt" smoke touch /mnt/x; [ "$(stat -c %u "$work/mapped/x")" = 100000 ]'
    op "--userns: exec into it" bash -c 'set -e; p run -d --name mapped --network none --uidmap 0:100000:1000 --gidmap 0:100000:1000 smoke sleep 1000; p exec mapped cat /proc/self/uid_map | grep 100000; p exec --user 5 mapped id -u | grep -x 5; p rm --force --time 0 mapped'
    op "--userns with --privileged" prints 100000 run --privileged --uidmap 0:100000:1000 --gidmap 0:100000:1000 smoke cat /proc/self/uid_map
    op "--network ns:" named_namespace
    op "--pid private, --uts private, --ipc none" prints fine run --pid private --uts private --ipc none smoke echo fine
}

same_namespace() {
    local kind=$1 theirs
    shift
    theirs=$(readlink "/proc/$(p inspect --format '{{.State.Pid}}' owner)/ns/$kind")
    prints "$theirs" run "$@" smoke readlink "/proc/self/ns/$kind"
}

# a range of the user `containers`, in a /etc/subuid that only this mount namespace sees
own_range() {
    local file status=0
    for file in subuid subgid; do
        { cat "/etc/$file"; echo containers:2147483647:2147483648; } >"$work/$file"
        mount --bind "$work/$file" "/etc/$file"
    done
    prints 2147483647 run --userns auto smoke cat /proc/self/uid_map || status=$?
    umount /etc/subuid /etc/subgid
    return "$status"
}

shared_user() {
    p run -d --name owner --network none --uidmap 0:100000:1000 --gidmap 0:100000:1000 smoke sleep 1000
    same_namespace user --userns container:owner
    p rm --force --time 0 owner
}

named_namespace() {
    local status=0
    touch "$work/netns"
    unshare --net="$work/netns" true
    prints "$(stat -Lc %i "$work/netns")" p run --rm --network "ns:$work/netns" smoke readlink /proc/self/ns/net || status=$?
    umount "$work/netns"
    return "$status"
}

bounded() {
    op "--memory: out of memory" out_of_memory
    op "--memory-swappiness" either_value 30 memory/memory.swappiness --memory-swappiness 30
    op "--cpu-quota --cpu-period" prints "20000" run --cpu-period 50000 --cpu-quota 20000 smoke sh -c 'cat /sys/fs/cgroup/cpu/cpu.cfs_quota_us 2>/dev/null || cat /sys/fs/cgroup/cpu.max'
    op "--cpuset-mems" prints 0 run --cpuset-mems 0 smoke sh -c 'cat /sys/fs/cgroup/cpuset/cpuset.mems 2>/dev/null || cat /sys/fs/cgroup/cpuset.mems'
    op "--pids-limit: reached" ends 2 "fork" run --pids-limit 5 smoke sh -c 'for i in 1 2 3 4 5 6 7 8; do sleep 1 & done; wait'
    op "--pids-limit -1" prints max run --pids-limit -1 smoke sh -c 'cat /sys/fs/cgroup/pids/pids.max 2>/dev/null || cat /sys/fs/cgroup/pids.max'
    op "--oom-kill-disable" either_value 1 memory/memory.oom_control --memory 64m --oom-kill-disable
    needs=update op "update: several at once" updated_more
}

# either_value TEXT FILE OPTION...: in the v1 file; a v2 tree has no such file, and Podman says so
either_value() {
    local text=$1 file=$2
    shift 2
    if [ -d /sys/fs/cgroup/memory ]; then
        prints "$text" run "$@" smoke cat "/sys/fs/cgroup/$file"
    else
        run "$@" smoke true
    fi
}

out_of_memory() {
    # conmon notes it in a file of its current directory
    cd "$work"
    ends 137 "" p run --name eater --network none --memory 16m --memory-swap 16m smoke sh -c 'dd if=/dev/zero of=/dev/null bs=64M count=1; tail /dev/zero'
    p rm eater
}

updated_more() {
    p run -d --name limited --network none smoke sleep 1000
    p update --memory 48m --cpus 0.25 --cpu-shares 300 limited
    if has update --pids-limit; then
        p update --pids-limit 44 limited
        prints "44" p exec limited sh -c 'cat /sys/fs/cgroup/pids/pids.max 2>/dev/null || cat /sys/fs/cgroup/pids.max'
    fi
    prints "25000" p exec limited sh -c 'cat /sys/fs/cgroup/cpu/cpu.cfs_quota_us 2>/dev/null || cat /sys/fs/cgroup/cpu.max'
    p rm --force --time 0 limited
}
