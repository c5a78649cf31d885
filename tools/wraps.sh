#!/bin/sh
# wraps.sh OBJECT... -- ARCHIVE...: prints the linker's argument --wrap=NAME for each function __wrap_NAME of the objects,
# one a line. Fails, with the names, if one appears in none of the archives, those of the .NET runtime: the linker would
# accept it, wrap nothing, and every start would be slower. NM: the nm of the target's binutils.
set -eu

objects=
while [ "$1" != -- ]; do
    objects="$objects $1"
    shift
done
shift

# shellcheck disable=SC2086 # a list of words
wrapped=$(${NM:-nm} --defined-only $objects | sed -n 's/.* T __wrap_//p' | sort)
[ -n "$wrapped" ] || { echo "wraps: no function is called __wrap_ in:$objects" >&2; exit 1; }

known=$(mktemp)
trap 'rm -f "$known"' EXIT
# an archive without symbols is none of nm's errors that matter
for archive; do ${NM:-nm} "$archive" 2>/dev/null || :; done | awk 'NF > 1 { print $NF }' | sort -u >"$known"

status=0
for name in $wrapped; do
    if grep -qxF -e "$name" "$known"; then
        echo "-Wl,--wrap=$name"
    else
        echo "wraps: the .NET runtime's libraries have no symbol $name, which native/*_wraps.c replaces" >&2
        status=1
    fi
done
exit $status
