#!/bin/sh
# Measures ocirun beside runc and crun, keeps the result in results/VIEW.json and writes results.md and results.svg.
# Environment: ROUNDS, VERBS, PEERS (more runtimes, by comma), VIEW=v1 (default: the host's cgroup v1 hierarchies without the
# v2 one, which crun needs), v2 (a cgroup v2 tree), or host (as it is); RESULTS, another directory for the results, with the
# page in it. bench/README.md says more.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
view=${VIEW:-v1}
as_root=
[ "$(id -u)" = 0 ] || as_root=sudo
need() { command -v "$1" >/dev/null || $as_root apt-get install -q -y --no-install-recommends "$2"; }
need runc runc
need crun crun
need strace strace
[ -e "${PROFILE:=/usr/share/containers/seccomp.json}" ] || $as_root apt-get install -q -y --no-install-recommends golang-github-containers-common
work=$(mktemp -d /tmp/ocirun-bench-tools.XXXXXX)
trap 'rm -rf "$work"; rmdir /sys/fs/cgroup/ocirun-bench /sys/fs/cgroup/*/ocirun-bench 2>/dev/null || :' EXIT
# dash does not come to EXIT by a signal
trap 'exit 130' INT TERM HUP
gcc -O2 -Wall -Wextra -Werror -static -o "$work/measure" "$here/measure.c"
gcc -O2 -Wall -Wextra -Werror -static -o "$work/floor" "$here/floor/floor.c"
gcc -O2 -static -nostdlib -o "$work/nothing" "$here/nothing.c"
dotnet build "$here/OciRuntime.Bench" -c Release -v q --nologo -o "$work/bench" >&2
export OCIRUN="${OCIRUN:-$here/../bin/ocirun}" PEERS="crun,runc${PEERS:+,$PEERS}" MEASURE="$work/measure" FLOOR="$work/floor" NOTHING="$work/nothing" PROFILE VIEW="$view"

# The state and the bundles on a tmpfs, as on a host: work stays in sight below it.
# shellcheck disable=SC2016 # the inner shell's variables
unshare -m --propagation private sh -c '
    case $VIEW in
    v1) umount -l /sys/fs/cgroup/unified 2>/dev/null || : ;;
    v2) umount -l /sys/fs/cgroup && mount -t cgroup2 none /sys/fs/cgroup ;;
    esac
    mkdir "$0/tmp" && mount -t tmpfs none "$0/tmp"
    TMPDIR=$0/tmp exec "$@"' "$work" dotnet "$work/bench/ocirun-bench.dll" measure "${RESULTS:-$here/results}"
dotnet "$work/bench/ocirun-bench.dll" page "${RESULTS:-$here/results}" "${RESULTS:-$here}/results.md"
