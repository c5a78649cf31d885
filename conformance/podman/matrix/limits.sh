# shellcheck shell=bash
# shellcheck disable=SC2016,SC2086,SC2154 # the containers expand; lists of words; $runtime and $work are setup.sh's
# Limits, as the kernel's files in the container say.

limits() {
    p run -d --name full --network none --memory 64m --memory-swap 128m --memory-reservation 32m --pids-limit 33 --cpu-shares 512 \
        --cpus 0.5 --oom-score-adj 500 --ulimit nofile=123:124 smoke sleep 1000 >/dev/null 2>&1
    local row
    while read -r row; do
        op "several limits at once: ${row%% *}" bash -c 'set -e; p exec full cat "/sys/fs/cgroup/$1" | tee /dev/stderr | grep -xE "$2"' reads ${row%% *} "${row#* }"
    done <<'END'
memory.max 67108864
memory.swap.max 67108864
memory.low 33554432
pids.max 33
cpu.weight 20|59|60
cpu.max 50000 100000
END
    op "the cgroup on the host is the one" on_the_host
    op "--oom-score-adj" prints 500 p exec full cat /proc/1/oom_score_adj
    op "--ulimit" prints "123 124" p exec full sh -c 'echo $(ulimit -Sn) $(ulimit -Hn)'
    op "stats: memory's limit" prints 67.11MB p stats --no-stream --format '{{.MemUsage}}' full
    op "update --memory --cpus --pids-limit" bash -c 'set -e; p update --memory 32m --memory-swap 64m --cpus 0.25 --pids-limit 44 full; [ "$(p exec full sh -c "cd /sys/fs/cgroup; cat memory.max pids.max cpu.max" | xargs)" = "33554432 44 25000 100000" ]'
    op "update --pids-limit 0, then another limit" bash -c 'set -e; p update --pids-limit 0 full; p update --cpu-shares 300 full; p exec full sh -c "true & wait"'
    op "update --cpu-shares" bash -c 'set -e; p update --cpu-shares 2048 full; p exec full cat /sys/fs/cgroup/cpu.weight | grep -xE "79|170|174|100"'
    p rm --force --time 0 full >/dev/null 2>&1
    op "--memory: out of memory" ends 137 "" run --memory 16m --memory-swap 16m smoke sh -c 'head -c 100000000 /dev/zero | tail'
    op "--pids-limit: reached" ends 2 fork run --pids-limit 5 smoke sh -c 'for i in 1 2 3 4 5 6 7 8; do sleep 1 & done; wait'
    op "--cpu-period --cpu-quota" prints "20000 50000" run --cpu-period 50000 --cpu-quota 20000 smoke cat /sys/fs/cgroup/cpu.max
    op "--cgroup-conf" prints 33554432 run --cgroup-conf memory.high=33554432 smoke cat /sys/fs/cgroup/memory.high
    op "--cpuset-cpus --cpuset-mems" prints "1 0" run --cpuset-cpus 1 --cpuset-mems 0 smoke sh -c 'cd /sys/fs/cgroup; echo $(cat cpuset.cpus cpuset.mems)'
    if [ -z "$rootless" ]; then
        op "--device-read-bps" prints "rbps=1048576" run --device-read-bps /dev/vda:1mb smoke cat /sys/fs/cgroup/io.max
        op "--device-cgroup-rule" prints "no yes" run --cap-add mknod --device-cgroup-rule 'c 235:11 r' smoke sh -c 'mknod /tmp/c c 235 11; for o in ">>" "<"; do (eval "true $o/tmp/c") 2>&1 | grep -q "not permitted" && echo no || echo yes; done | xargs'
        op "--cgroup-parent" bash -c 'set -e; parent=/own; [ "$CGROUP_MANAGER" = cgroupfs ] || parent=own.slice; run --cgroupns host --cgroup-parent $parent smoke cat /proc/self/cgroup | grep own'
    fi
    op "--cgroups split" run --cgroups split smoke true
}

on_the_host() {
    local pid
    pid=$(p inspect --format '{{.State.Pid}}' full)
    [ "$(cat "/sys/fs/cgroup$(sed -n 's/^0:://p' "/proc/$pid/cgroup")/pids.max")" = 33 ]
}
