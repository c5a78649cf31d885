#!/bin/bash
# test.sh [quick]: tests in the virtual machine (systemd, cgroup v2); ends with one line of counts. Without a word the tests
# that depend on cgroups, once for each cgroup manager; `quick`: what CI runs (quick-guest.sh). RUNTIME: a runtime of the
# machine such as runc (bin/ocirun without). FILTER: another list of tests. CLIENTS: podman, containerd or both with a comma,
# whose lists of operations run instead of the tests. MANAGERS: one manager alone. VM_SUITE: trixie (13) or sid. VM_HOME: where
# the images are kept (~/.cache/ocirun-vm). VM_ARCH: x64, or arm64, whose machine has no systemd and runs more of the tests.
# VM_PAGES: 16k for arm64's pages of that size.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd) top=$(cd "$(dirname "$0")/../.." && pwd)
# make test gives the quick lists twenty minutes in all
[ "${1-}" = quick ] && timeout=1020 || timeout=2400
export VM_TIMEOUT=${VM_TIMEOUT:-$timeout}
case ${VM_ARCH:=x64} in
x64)
    managers=${MANAGERS:-cgroupfs systemd}
    filter=${FILTER:-.Cgroups. .Runtime. Exec_Containers}
    ;;
arm64)
    managers=cgroupfs
    filter=${FILTER:-.Runtime. .Exec. .Hooks. .Cgroups. .Spec. .Seccomp}
    ;;
esac
# the machine's own architecture's binary lies in bin, the other's below it
binary=$top/bin/$VM_ARCH/ocirun
[ "$(uname -m)" != "${VM_ARCH/x64/x86_64}" ] && [ "$(uname -m)" != "${VM_ARCH/arm64/aarch64}" ] || binary=$top/bin/ocirun
runtime=${RUNTIME:-$binary}
[ "$runtime" != "$binary" ] || runtime=/host/ocirun

# shellcheck source=conformance/vm/prepare.sh
. "$here/prepare.sh"
prepare_image || {
    echo "the image of the virtual machine could not be made: status $?"
    echo "0 passed, 1 failed, 0 skipped"
    exit 1
}

VM_SHARE=$(mktemp -d /tmp/ocirun-vm-share.XXXXXX)
export VM_SHARE
trap 'rm -rf --one-file-system "$VM_SHARE"' EXIT
mkdir "$VM_SHARE/results"
install -m 755 "$binary" "$VM_SHARE/ocirun"
if [ -n "${CLIENTS-}" ]; then
    # shellcheck source=conformance/vm/clients.sh
    . "$here/clients.sh"
    clients
    exit
fi
dotnet publish "$top/spec-tests/OciRuntime.SpecRunner" -c Release -p:TestMachine="$VM_ARCH" -o "$VM_SHARE/tests" -v q --nologo
if [ "${1-}" = quick ]; then
    # shellcheck source=conformance/vm/quick.sh
    . "$here/quick.sh"
    quick
    exit
fi

cat >"$VM_SHARE/all.sh" <<GUEST
export RUNTIME=$runtime
modprobe bfq # cgroups have weights of block devices as long as a scheduler that knows them is there
cp -r /host/tests /tmp/tests # the linker of the tests' small programs wants a directory of its own
for manager in $managers; do
    echo "== \$RUNTIME, cgroups by \$manager"
    # how paths of the other form are understood
    [ \$manager = systemd ] && but=-CgroupsPath || but=
    CGROUP_MANAGER=\$manager /tmp/tests/spec-tests $filter \$but >/host/results/\$manager
    grep -v '^ok ' /host/results/\$manager
done
GUEST
bash "$here/run.sh" 'bash /host/all.sh' || echo "the virtual machine ended with $?"

passed=0 failed=0 skipped=0
for manager in $managers; do
    read -r p _ f _ s _ < <(tail -n 1 "$VM_SHARE/results/$manager" 2>/dev/null | grep -E '^[0-9]+ passed, [0-9]+ failed, ') || {
        echo "no results with $manager"
        p=0 f=1 s=0
    }
    passed=$((passed + p)) failed=$((failed + f)) skipped=$((skipped + s))
done
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" = 0 ] && [ "$passed" != 0 ]
