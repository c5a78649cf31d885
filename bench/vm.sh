#!/bin/bash
# Measures ocirun in the virtual machine of conformance/vm (Debian 13, systemd, cgroup v2), beside the crun and the runc that are
# in it, once for each cgroup manager: results/v2-cgroupfs.json and results/v2-systemd.json, with results.md. The machine has one
# processor, whose clock counts instructions: times are ratios. Environment: ROUNDS (3), VERBS, BUNDLES (engine), PEERS (more
# runtimes, static ones or such as find their libraries there), RESULTS, MANAGERS ("cgroupfs systemd"), VM_HOME, VM_SUITE.
# bench/README.md says more.
set -euo pipefail
top=$(cd "$(dirname "$0")/.." && pwd) here=$top/conformance/vm
results=${RESULTS:-$top/bench/results} page=${RESULTS:-$top/bench}/results.md
mkdir -p "$results"
# shellcheck source=conformance/vm/prepare.sh
. "$here/prepare.sh"
prepare_image
export VM_TIMEOUT=${VM_TIMEOUT:-2400} VM_ICOUNT=${VM_ICOUNT:-0} VM_SHARE
VM_SHARE=$(mktemp -d /tmp/ocirun-vm-share.XXXXXX)
trap 'rm -rf --one-file-system "$VM_SHARE"' EXIT
profile=${PROFILE:-/usr/share/containers/seccomp.json}
[ -e "$profile" ] || DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends golang-github-containers-common

mkdir "$VM_SHARE/results" "$VM_SHARE/tools"
cp "$profile" "$VM_SHARE/seccomp.json"
gcc -O2 -Wall -Wextra -Werror -static -o "$VM_SHARE/tools/measure" "$top/bench/measure.c"
gcc -O2 -Wall -Wextra -Werror -static -o "$VM_SHARE/tools/floor" "$top/bench/floor/floor.c"
gcc -O2 -static -nostdlib -o "$VM_SHARE/tools/nothing" "$top/bench/nothing.c"
dotnet publish "$top/bench/OciRuntime.Bench" -c Release -p:BenchMachine=x64 -o "$VM_SHARE/bench" -v q --nologo >&2
install -m 755 "${OCIRUN:-$top/bin/ocirun}" "$VM_SHARE/tools/ocirun"
peers=crun,runc
PEERS=${PEERS-}
for peer in ${PEERS//,/ }; do
    install -m 755 "$peer" "$VM_SHARE/tools/"
    peers=$peers,/srv/tools/$(basename "$peer")
done

# What is measured lies on the machine's own disk and tmpfs: the shared directory would answer at any time.
cat >"$VM_SHARE/all.sh" <<GUEST
cp -r /host/tools /host/bench /host/seccomp.json /srv/
export OCIRUN=/srv/tools/ocirun PEERS=$peers MEASURE=/srv/tools/measure FLOOR=/srv/tools/floor NOTHING=/srv/tools/nothing
export PROFILE=/srv/seccomp.json INSTRUCTIONS=1 ROUNDS=${ROUNDS:-3} TMPDIR=/run/bench DOTNET_TieredPGO=0
export BUNDLES=${BUNDLES:-engine} VERBS="${VERBS:-run,create,start,create+start+delete,exec,state,update,delete,delete --force,floor}"
mkdir /run/bench
for manager in ${MANAGERS:-cgroupfs systemd}; do
    [ \$manager = systemd ] && export SYSTEMD=1 || export SYSTEMD=
    VIEW=v2-\$manager /srv/bench/ocirun-bench measure /host/results
done
GUEST
bash "$here/run.sh" 'bash /host/all.sh'
cp "$VM_SHARE"/results/*.json "$results/"
dotnet "$VM_SHARE/bench/ocirun-bench.dll" page "$results" "$page"
