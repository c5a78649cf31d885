# shellcheck shell=bash
# shellcheck disable=SC2016,SC2086,SC2154 # the containers expand; lists of words; $runtime and $work are setup.sh's
# Pods.

group_of_containers() {
    op "pod create, run --pod" bash -c 'set -e; p pod create --name group --network none; p run -d --pod group --name one smoke sleep 1000; p run -d --pod group --name two smoke sleep 1000'
    op "pod: network, ipc and uts are shared" bash -c 'set -e; links="readlink /proc/self/ns/net /proc/self/ns/ipc /proc/self/ns/uts"; links="for n in net ipc uts; do readlink /proc/self/ns/\$n; done"; [ "$(p exec one sh -c "$links")" = "$(p exec two sh -c "$links")" ]'
    op "pod ps, pod top" bash -c 'set -e; p pod ps | grep Running; p pod top group | grep sleep'
    op "pod stats" prints one p pod stats --no-stream --format '{{.Name}}' group
    op "pod pause, unpause" bash -c 'set -e; p pod pause group; p pod unpause group; p exec one true'
    op "pod restart" bash -c 'set -e; p pod restart group; p exec two true'
    op "pod stop, start" bash -c 'set -e; p pod stop --time 0 group; p pod start group; p exec two true'
    op "pod rm" bash -c 'set -e; p pod rm --force --time 0 group; [ -z "$(p ps -aq)" ]'
    op "pod create --share pid" bash -c 'set -e; p pod create --name seen --network none --share pid; p run -d --name first --pod seen smoke sleep 1000; p run --rm --pod seen smoke ps | grep "sleep 1000"; p pod rm --force --time 0 seen'
    op "pod create --network host" bash -c 'set -e; p pod create --name hosted --network host; p run --rm --pod hosted smoke readlink /proc/self/ns/net | grep -Fx "$(readlink /proc/self/ns/net)"; p pod rm --force --time 0 hosted'
    op "pod create --userns auto" bash -c 'set -e; p pod create --name mapped --network none --userns auto:size=300; p run --rm --pod mapped smoke cat /proc/self/uid_map | grep 300; p pod rm --force --time 0 mapped'
    if [ -n "$rootless" ] && [ "$CGROUP_MANAGER" = cgroupfs ]; then
        skip "pod create --memory --cpus" "Podman gives a user's pod no cgroup without systemd, on crun either"
    else
        op "pod create --memory --cpus" limited_pod
    fi
    op "pod create --infra=false" bash -c 'set -e; p pod create --infra=false --name bare; p run --rm --network none --pod bare smoke true; p pod rm --force bare'
    if [ -n "$rootless" ]; then
        op "pod create --userns keep-id" bash -c 'set -e; p pod create --name kept --network none --userns keep-id; [ "$(p run --rm --pod kept smoke id -u)" = "$(id -u)" ]; p pod rm --force --time 0 kept'
    fi
    p pod rm --all --force --time 0 >/dev/null 2>&1
    p rm --all --force --time 0 >/dev/null 2>&1
}

limited_pod() {
    local pid
    p pod create --name limited --network none --memory 64m --cpus 0.5
    p run -d --name inside --pod limited --memory 32m smoke sleep 1000
    pid=$(p inspect --format '{{.State.Pid}}' inside)
    cat "/sys/fs/cgroup$(sed -n 's/^0:://p' "/proc/$pid/cgroup")"/../memory.max "/sys/fs/cgroup$(sed -n 's/^0:://p' "/proc/$pid/cgroup")"/../../memory.max 2>/dev/null | grep 67108864
    p pod rm --force --time 0 limited
}
