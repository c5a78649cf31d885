# shellcheck shell=bash
# shellcheck disable=SC2154 # test.sh's variables
# The lists that CI runs (quick-guest.sh), and their counts.

quick() {
    local lists="podman-root-cgroupfs podman-root-systemd podman-user-cgroupfs podman-user-systemd containerd-cgroupfs spec-cgroupfs spec-systemd"
    local name line passed=0 failed=0 skipped=0
    lists=${LISTS:-$lists}
    cp -r "$top/conformance" "$VM_SHARE/conformance"
    export VM_TIMES=$VM_SHARE/results/machine
    bash "$here/run.sh" "LISTS='${LISTS-}' PARTS='${PARTS-}' ONLY='${ONLY-}' FILTER='${FILTER-}' limit='${LIST_TIMEOUT-}' bash /host/conformance/vm/quick-guest.sh" || echo "the virtual machine ended with $?"
    for name in $lists; do
        echo "== $name"
        cat "$VM_SHARE/results/$name" "$VM_SHARE/results/$name.part" 2>/dev/null | grep -v '^ok  ' || :
        line=$(grep -E '^[0-9]+ passed, [0-9]+ failed, [0-9]+ skipped$' "$VM_SHARE/results/$name" 2>/dev/null | tail -n 1) || :
        # a list that did not end is one failure
        read -r p _ f _ s _ <<<"${line:-0 passed, 1 failed, 0 skipped}"
        [ -n "$line" ] || echo "$name did not end"
        passed=$((passed + p)) failed=$((failed + f)) skipped=$((skipped + s))
    done
    cat "$VM_SHARE"/results/{times,machine} 2>/dev/null || :
    echo "$passed passed, $failed failed, $skipped skipped"
    [ "$failed" = 0 ] && [ "$passed" != 0 ]
}
