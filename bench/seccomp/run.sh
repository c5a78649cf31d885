#!/bin/sh
# Measures the seccomp filter of Podman's default profile beside libseccomp, runc and crun, in one run, and writes
# results.md here. Usage: run.sh [ROUNDS]      OCIRUN, RUNC, CRUN name the programs
set -eu
rounds=${1:-7}
here=$(cd "$(dirname "$0")" && pwd)
ocirun=${OCIRUN:-$here/../../bin/ocirun}
runc=${RUNC:-runc}
crun=${CRUN:-crun}
profile=${PROFILE:-/usr/share/containers/seccomp.json}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

dotnet publish "$here" -c Release -r linux-x64 -o "$work/bin" -v q --nologo >&2
bench=$work/bin/seccomp-bench
gcc -O2 -o "$work/reference" "$here/../../spec-tests/OciRuntime.Tests/Security/libseccomp_reference.c" -lseccomp
gcc -O2 -static -o "$work/calls" "$here/calls.c"
mkdir -p "$work/bundle/rootfs/proc" "$work/bundle/rootfs/dev" "$work/bundle/rootfs/sys"
cp "$work/calls" "$work/bundle/rootfs/calls"
"$bench" config "$profile" /calls 3 > "$work/bundle/config.json"
"$bench" text "$profile" > "$work/profile.txt"

# the first compilation of a process is what a container start pays; the rounds alternate, the machine's noise hits both
: > "$work/ours"; : > "$work/theirs"
i=0
while [ "$i" -lt "$((rounds * 4))" ]; do
	"$bench" compile 1 "$profile" >> "$work/ours" 2> "$work/size"
	"$work/reference" time 1 < "$work/profile.txt" >> "$work/theirs"
	i=$((i + 1))
done
median() { sort -n "$1" | awk '{ v[NR] = $1 } END { printf "%.2f", v[int((NR + 1) / 2)] / 1e6 }'; }
theirs_size=$(( $("$work/reference" bpf < "$work/profile.txt" | wc -c) / 8 ))
ours=$(median "$work/ours"); theirs=$(median "$work/theirs")

run() { # NAME COMMAND...: one line of nanoseconds
	name=$1; shift
	"$@" >> "$work/calls.$name"
}
i=0
while [ "$i" -lt "$rounds" ]; do
	cd "$work/bundle"
	run none "$work/calls" 3
	run ocirun "$ocirun" --root "$work/root" --cgroup-manager disabled run "seccomp-bench-$$"
	run runc "$runc" --root "$work/root.runc" run "seccomp-bench-$$"
	# crun refuses a hybrid cgroup tree: it sees only version 2 here
	run crun unshare -m sh -c 'mount -t cgroup2 none /sys/fs/cgroup && exec "$@"' crun "$crun" --root "$work/root.crun" --cgroup-manager=disabled run "seccomp-bench-$$"
	i=$((i + 1))
done
least() { awk '{ for (i = 1; i <= NF; i++) if (NR == 1 || $i < m[i]) m[i] = $i } END { for (i = 1; i <= NF; i++) printf " %.0f |", m[i] }' "$work/calls.$1"; }

{
	echo "# Seccomp: Podman's default profile for x86_64, x86 and x32"
	echo
	echo "Linux $(uname -r), $(nproc) cores; $rounds rounds that alternate. Written by \`bench/seccomp/run.sh\`."
	echo
	echo "| compiling it, in a new process | time (median) | instructions |"
	echo "|---|---|---|"
	echo "| ocirun | $ours ms | $(cut -d' ' -f1 "$work/size") |"
	echo "| libseccomp $(pkg-config --modversion libseccomp) | $theirs ms | $theirs_size |"
	echo
	echo "| a system call under it, least of the rounds, in ns | getppid | epoll_pwait2 | personality | lookup_dcookie (refused) |"
	echo "|---|---|---|---|---|"
	echo "| no filter |$(least none)"
	echo "| ocirun |$(least ocirun)"
	echo "| $("$runc" --version | head -1) |$(least runc)"
	echo "| $("$crun" --version | head -1) |$(least crun)"
} > "$here/results.md"
cat "$here/results.md"
