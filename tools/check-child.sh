#!/bin/sh
# check-child.sh [BINARY.dbg]: disassembles what runs after clone in the built binary, and fails on what a cloned child must
# not reach: allocation, throw, type checks, static constructors, statics, lazy binding, calls through pointers. It starts
# at the Run methods of OciRuntime.Launch.Child and at the Run of each operation, whose address Step.Make takes; the loop
# of ChildMain.Run calls those through the one pointer that is allowed (docs/adr/0014). It allows by name and refuses the
# rest, so a new helper of the runtime is refused until somebody has looked at it. Needs awk and binutils, those of the
# other architecture for a cross-compiled binary.
set -eu
cd "$(dirname "$0")/.."

symbols=${1-bin/ocirun.dbg}
binary=${symbols%.dbg}
work=$(mktemp -d /tmp/check-child.XXXXXX)
trap 'rm -rf "$work"' EXIT

# the C library's functions that the bindings import, which tests hold free of process-wide state; __wrap_* are what
# libc_wraps.c puts before them, which keeps no state either
sed -nE 's/.*static extern [a-z0-9_*]+ ([a-z_0-9]+)\(.*/\1/p' src/OciRuntime.Native/Libc/*.cs >"$work/allowed"
cat >>"$work/allowed" <<'END'
memcpy
memmove
memset
__wrap_madvise
__wrap_syscall
END
# of the runtime:
#   RhpGcPoll            follows each import, is called only when another thread has asked for a collection, and there is none
#   RhpStackProbe        touches the pages of a large frame
#   RhpFallbackFailFast  ends the process when a buffer on the stack was overrun
cat >>"$work/allowed" <<'END'
RhpGcPoll
RhpStackProbe
RhpFallbackFailFast
END

# 183: EM_AARCH64
machine=x86_64
[ "$(od -An -tu2 -j18 -N2 "$binary" | tr -d ' ')" != 183 ] || machine=aarch64
tool=
[ "$machine" = "$(uname -m)" ] || tool=$machine-linux-gnu-
"${tool}nm" "$symbols" | awk '$1 ~ /^[0-9a-f]+$/ { print $1, $2, $3 }' | sort >"$work/names"
"${tool}objdump" -d --no-show-raw-insn -j __managedcode "$binary" >"$work/code"

walk() {
    awk -v root="$1" -v machine="$machine" -v dispatcher=OciRuntime_Launch_Child_ChildMain__Run -v table='OciRuntime_Launch_Child_Step__Make<' \
        -f tools/check-child.awk \
        file=allowed "$work/allowed" file=names "$work/names" file=code "$work/code"
}

# a walk that sees nothing would pass: what runs before clone allocates, throws and calls through pointers
walk OciRuntime_Launch_Parent_ >"$work/parent" && { echo "check-child: found nothing in code that may allocate" >&2; exit 1; }
for sight in 'calls RhpNew' 'calls RhpThrow' 'a call through a pointer' 'uses .*STATICS'; do
    grep -q "$sight" "$work/parent" || { echo "check-child: does not see: $sight" >&2; exit 1; }
done

walk 'OciRuntime_Launch_Child_[A-Za-z]*__Run$'
