#!/bin/bash
# In the virtual machine: the lists that CI runs, in two lanes for two processors. Each list's output goes to
# /host/results/NAME; quick.sh reads them. Lists: Podman's as root and as a normal user with both cgroup managers, containerd's,
# and the spec tests of the lifecycle and of exec with both.
set -u
runtime=/usr/local/bin/ocirun
install -m 755 "${RUNTIME_FILE:-/host/ocirun}" "$runtime"
cp -r /host/conformance /srv/conformance
mkdir -p /host/results
modprobe bfq # cgroups have weights of block devices as long as a scheduler that knows them is there
# what udev does where it runs: the default network of a user is pasta's
modprobe tun && chmod 666 /dev/net/tun
# An emulated processor is slow where the threads of a process meet, and Go's garbage collector meets itself.
go=(GOMAXPROCS=1 GOGC=off GODEBUG=asyncpreemptoff=1)
# seconds for one call of a client, tenths of one for what happens soon
slow=(seconds=120 patience=600 slowness=5)
# Podman's groups that have to do with the cgroup manager: with the second manager of a user these alone
of_managers="namespaces limits running group_of_containers"

# list NAME COMMAND...: for at most $limit seconds
list() {
    local name=$1
    shift
    case " ${LISTS-} " in *" $name "* | "  ") ;; *) return ;; esac
    timeout -k 10 "${limit:-600}" "$@" >"/host/results/$name.part" 2>&1 </dev/null
    echo "$name: status $?, $(cut -d. -f1 /proc/uptime) seconds after the boot" >>/host/results/times
    mv "/host/results/$name.part" "/host/results/$name"
}

# podman_of_root MANAGER [GROUPS]
podman_of_root() {
    list "podman-root-$1" env "${go[@]}" "${slow[@]}" CGROUP_MANAGER="$1" PARTS="${PARTS:-${2-}}" ONLY="${ONLY-}" bash /srv/conformance/podman/matrix/run "$runtime"
}

# in a service of the user's own systemd, which is given its cgroup, as a terminal of a desktop is
podman_of_user() {
    local variables=() one
    for one in "${go[@]}" "${slow[@]}" CGROUP_MANAGER="$1" PARTS="${PARTS:-${2-}}" ONLY="${ONLY-}"; do variables+=(-E "$one"); done
    list "podman-user-$1" systemd-run --user --machine=tester@ --pipe --wait --quiet -p Delegate=yes "${variables[@]}" \
        bash /srv/conformance/podman/matrix/run "$runtime"
}

# no namespaces around it: systemd has to see its processes
containerd_with() {
    mkdir -p "/tmp/containerd-$1"
    list "containerd-$1" env GOMAXPROCS=1 "${slow[@]}" CGROUP_MANAGER="$1" ENCLOSED=1 KEEP_RUN=1 SMOKE=1 work="/tmp/containerd-$1" \
        group="ocirun-$1" runtime="$runtime" bash /srv/conformance/containerd/run
}

spec_with() {
    # how paths of the other form are understood
    local but=() filter
    read -ra filter <<<"${FILTER:-.Runtime. .Exec_Containers .Exec_Process .Exec_States .Exec_Descriptors}"
    [ "$1" != systemd ] || but=(-CgroupsPath)
    # the linker of the tests' small programs wants a directory of its own
    [ -d "/tmp/tests-$1" ] || cp -r /host/tests "/tmp/tests-$1"
    list "spec-$1" env CGROUP_MANAGER="$1" RUNTIME="$runtime" DOTNET_TieredCompilation=1 "/tmp/tests-$1/spec-tests" "${but[@]}" \
        "${filter[@]}"
}

# the user's systemd answers
until systemctl --user --machine=tester@ is-active --quiet basic.target 2>/dev/null || [ "$(cut -d. -f1 /proc/uptime)" -gt 300 ]; do sleep 1; done
first_lane() {
    podman_of_root cgroupfs
    podman_of_root systemd "$of_managers"
    spec_with cgroupfs
}
second_lane() {
    podman_of_user systemd
    podman_of_user cgroupfs "$of_managers"
    containerd_with cgroupfs
    spec_with systemd
}
first_lane &
second_lane &
wait
