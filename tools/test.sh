#!/bin/sh
# test.sh [spec]: runs the tests and ends with the line `N passed, N failed, N skipped`, which adds up the test runner's
# own result files, the check of the child and the smoke lists of the clients. `spec`: only the tests by section, on the
# runtime that RUNTIME names.
set -eu
cd "$(dirname "$0")/.."

what=${1-all}
RUNTIME=${RUNTIME-$PWD/bin/ocirun}
case $RUNTIME in
*/*) RUNTIME=$(realpath "$RUNTIME") ;;
*) RUNTIME=$(command -v "$RUNTIME") ;;
esac
export RUNTIME
results=$(mktemp -d /tmp/ocirun-results.XXXXXX)
trap 'rm -rf "$results"' EXIT
passed=0 failed=0 skipped=0

# run PROJECT MINUTES: a run that dies or never ends counts as one failure more than its result file shows
run() {
    project=$1 name=$(basename "$1")
    echo "== $name (runtime: $RUNTIME)"
    status=0
    timeout -k 10 "$2m" dotnet test "$project" -c Release --nologo -v q --logger "trx;LogFileName=$results/$name.trx" \
        --logger "console;verbosity=minimal" --results-directory "$results" || status=$?
    counts=$(sed -n 's/.*<Counters \([^>]*\)\/>.*/\1/p' "$results/$name.trx" 2>/dev/null | head -n 1)
    total=$(counter total) ran=$(counter executed) good=$(counter passed)
    passed=$((passed + good))
    failed=$((failed + ran - good))
    skipped=$((skipped + total - ran))
    if [ "$status" != 0 ] && [ "$ran" = "$good" ]; then
        echo "$name ended with status $status"
        failed=$((failed + 1))
    fi
}

counter() {
    value=$(printf '%s' "$counts" | sed -n "s/.*\b$1=\"\([0-9]*\)\".*/\1/p")
    echo "${value:-0}"
}

if [ "$what" = all ]; then
    FUZZ_SECONDS=${FUZZ_SECONDS-60}
    export FUZZ_SECONDS
    run spec-tests/OciRuntime.Tests 10
    echo "== check-child"
    if sh tools/check-child.sh "$RUNTIME.dbg"; then passed=$((passed + 1)); else failed=$((failed + 1)); fi
fi
run spec-tests/OciRuntime.SpecTests 15

# add FILE: adds the counts of FILE's last line `N passed, N failed, N skipped`; a file without one is a failure
add() {
    counts=$(sed -n 's/^\([0-9]*\) passed, \([0-9]*\) failed, \([0-9]*\) skipped$/passed="\1" failed="\2" skipped="\3"/p' "$1" | tail -n 1)
    passed=$((passed + $(counter passed)))
    failed=$((failed + $(counter failed)))
    skipped=$((skipped + $(counter skipped)))
    [ -n "$counts" ] || failed=$((failed + 1))
}

if [ "$what" = all ]; then
    echo "== packaging"
    sh packaging/test.sh bin/ocirun 2>&1 | tee "$results/packaging" || true
    add "$results/packaging"

    # each is one skip if it is not installed
    echo "== clients (runtime: $RUNTIME)"
    SMOKE=1 conformance/clients podman containerd readme guides 2>&1 | tee "$results/clients" || true
    add "$results/clients"

    # VM=1: what depends on systemd and cgroup v2, emulated; makes its image on a new machine
    if [ -n "${VM-}" ]; then
        echo "== virtual machine (runtime: $RUNTIME)"
        timeout -k 30 20m bash conformance/vm/test.sh quick 2>&1 | tee "$results/vm" || true
        add "$results/vm"
    fi
fi

echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" = 0 ] && [ "$passed" != 0 ]
