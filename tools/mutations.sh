#!/bin/bash
# mutations.sh [NAME[+NAME...]...]: takes each defence of docs/security.md out of a copy of the sources
# (tools/mutations/NAME.patch), builds it, and runs the tests that the patch names: each has to fail. Names that are joined
# by + are taken out together, which saves builds. Ends with a table, and with 1 if one passed.
set -euo pipefail
cd "$(dirname "$0")/.."
export UseSharedCompilation=${UseSharedCompilation-true}

root=$PWD
copy=$(mktemp -d /tmp/ocirun-mutations.XXXXXX)
trap 'rm -rf "$copy"' EXIT
git ls-files -z | xargs -0 cp --parents -t "$copy"
spec=$root/spec-tests/OciRuntime.SpecTests
binary=${RUNTIME-$root/bin/ocirun}

names=("$@")
if [ ${#names[@]} = 0 ]; then
    for patch in tools/mutations/*.patch; do
        patch=${patch##*/}
        names+=("${patch%.patch}")
    done
fi

patches_of() { printf "%s" "$1" | tr + "\n" | sed "s,.*,tools/mutations/&.patch,"; echo; }
tests_of() { patches_of "$1" | xargs sed -n 's/^Test: //p'; }

# run DIRECTORY PROJECT TEST...: prints the name of each test that failed
run() {
    local directory=$1 project=$2 filter="" test
    shift 2
    for test in "$@"; do filter="$filter|FullyQualifiedName~$test"; done
    rm -f "$copy/results.trx"
    (cd "$directory" && timeout -k 10 600 dotnet test "$project" -c Release --nologo -v q --filter "${filter#|}" \
        --logger "trx;LogFileName=$copy/results.trx") >"$copy/log" 2>&1 || true
    sed -n 's/.*<UnitTestResult .*testName="\([^"(]*\).* outcome="Failed".*/\1/p' "$copy/results.trx" 2>/dev/null | sort -u
}


# split TEST...: sorts them by the project that has them
split() {
    spec_tests=() unit_tests=()
    local test
    for test in "$@"; do
        if grep -rlq " ${test##*.}(" spec-tests/OciRuntime.SpecTests --include="*.cs"; then spec_tests+=("$test")
        else unit_tests+=("$test"); fi
    done
}

dotnet build "$spec" -c Release --nologo -v q >"$copy/log" 2>&1 || { cat "$copy/log"; exit 1; }
mapfile -t all < <(for name in "${names[@]}"; do tests_of "$name"; done | sort -u)
split "${all[@]}"
failed=$(RUNTIME=$binary run "$root" "$spec/bin/Release/net10.0/OciRuntime.SpecTests.dll" "${spec_tests[@]}")
if [ ! -s "$copy/results.trx" ]; then
    tail -n 20 "$copy/log"
    echo 'the tests did not end with all defences in place'
    exit 1
fi
if [ -n "$failed" ]; then
    printf 'these fail with all defences in place:\n%s\n' "$failed"
    exit 1
fi

caught=0 survived=0
for name in "${names[@]}"; do
    mapfile -t tests < <(tests_of "$name")
    patches_of "$name" | while read -r patch; do (cd "$copy" && git apply "$root/$patch"); done
    if ! make -C "$copy" -s build >"$copy/log" 2>&1; then
        tail -n 20 "$copy/log"
        printf '%-34s does not build\n' "$name"
        exit 1
    fi
    split "${tests[@]}"
    failed=""
    if [ ${#spec_tests[@]} != 0 ]; then
        failed=$(RUNTIME=$copy/bin/ocirun run "$root" "$spec/bin/Release/net10.0/OciRuntime.SpecTests.dll" "${spec_tests[@]}")
    fi
    if [ ${#unit_tests[@]} != 0 ]; then
        failed="$failed
$(run "$copy" spec-tests/OciRuntime.Tests "${unit_tests[@]}")"
    fi
    for test in "${tests[@]}"; do
        if printf '%s\n' "$failed" | grep -q "\.$test\$"; then
            caught=$((caught + 1)) result=fails
        else
            survived=$((survived + 1)) result="PASSES"
        fi
        printf '%-34s %-7s %s\n' "$name" "$result" "$test"
    done
    patches_of "$name" | while read -r patch; do (cd "$copy" && git apply -R "$root/$patch"); done
done
echo "$caught tests fail without their defence, $survived do not"
[ "$survived" = 0 ]
