#!/bin/bash
# test.sh: the tests that depend on cgroups, in the virtual machine (systemd, cgroup v2), once for each cgroup manager; ends
# with one line of counts. RUNTIME: a runtime of the machine such as runc (bin/ocirun without). FILTER: another list of
# tests. CLIENTS: podman, containerd or both with a comma, whose lists of operations run instead of the tests. MANAGERS: one
# manager alone. VM_HOME: where the image is kept (~/.cache/ocirun-vm).
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd) top=$(cd "$(dirname "$0")/../.." && pwd)
export VM_HOME=${VM_HOME:-${XDG_CACHE_HOME:-$HOME/.cache}/ocirun-vm} VM_TIMEOUT=${VM_TIMEOUT:-2400}
runtime=${RUNTIME:-/host/ocirun}
[ "$runtime" = "$top/bin/ocirun" ] && runtime=/host/ocirun
managers=${MANAGERS:-cgroupfs systemd}
filter=${FILTER:-FullyQualifiedName~.Cgroups.|FullyQualifiedName~.Runtime.|FullyQualifiedName~Exec_Containers}

missing=
need() { [ -x "$(command -v "$1" || echo "$1")" ] || missing="$missing $2"; }
PATH=$PATH:/usr/sbin:/sbin
need qemu-system-x86_64 qemu-system-x86
need debootstrap debootstrap
need cpio cpio
need xz xz-utils
need zstd zstd
need mke2fs e2fsprogs
[ -x /usr/lib/qemu/virtiofsd ] || need /usr/libexec/virtiofsd virtiofsd
# shellcheck disable=SC2086 # a list of words
[ -z "$missing" ] || DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends $missing
bash "$here/image.sh"

VM_SHARE=$(mktemp -d /tmp/ocirun-vm-share.XXXXXX)
export VM_SHARE
trap 'umount "$VM_SHARE/dotnet" 2>/dev/null || :; rm -rf --one-file-system "$VM_SHARE"' EXIT
mkdir "$VM_SHARE/dotnet" "$VM_SHARE/results"
install -m 755 "$top/bin/ocirun" "$VM_SHARE/ocirun"
if [ -n "${CLIENTS-}" ]; then
    # shellcheck source=conformance/vm/clients.sh
    . "$here/clients.sh"
    clients
    exit
fi
mount --bind "$(dirname "$(realpath "$(command -v dotnet)")")" "$VM_SHARE/dotnet"
dotnet publish "$top/spec-tests/OciRuntime.SpecTests" -c Release -o "$VM_SHARE/tests" -v q --nologo

cat >"$VM_SHARE/all.sh" <<GUEST
export DOTNET_ROOT=/host/dotnet DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1 RUNTIME=$runtime VSTEST_CONNECTION_TIMEOUT=600
modprobe bfq # cgroups have weights of block devices as long as a scheduler that knows them is there
cp -r /host/tests /tmp/tests # the linker of the tests' small programs wants a directory of its own
for manager in $managers; do
    echo "== \$RUNTIME, cgroups by \$manager"
    # how paths of the other form are understood
    [ \$manager = systemd ] && but='&FullyQualifiedName!~CgroupsPath' || but=
    CGROUP_MANAGER=\$manager /host/dotnet/dotnet vstest /tmp/tests/OciRuntime.SpecTests.dll --TestCaseFilter:"($filter)\$but" \\
        --logger:"trx;LogFileName=/host/results/\$manager.trx" --logger:"console;verbosity=minimal" || :
done
GUEST
bash "$here/run.sh" 'bash /host/all.sh' || echo "the virtual machine ended with $?"

passed=0 failed=0 skipped=0
for manager in $managers; do
    counts=$(sed -n 's/.*<Counters \([^>]*\)\/>.*/\1/p' "$VM_SHARE/results/$manager.trx" 2>/dev/null | head -n 1)
    number() { printf '%s' "$counts" | sed -n "s/.*\b$1=\"\([0-9]*\)\".*/\1/p"; }
    if [ -z "$counts" ]; then
        echo "no results with $manager"
        failed=$((failed + 1))
        continue
    fi
    passed=$((passed + $(number passed)))
    failed=$((failed + $(number executed) - $(number passed)))
    skipped=$((skipped + $(number total) - $(number executed)))
done
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" = 0 ] && [ "$passed" != 0 ]
