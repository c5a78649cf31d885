# shellcheck shell=bash
# shellcheck disable=SC2016,SC2154 # the containers expand; $work is setup.sh's
# Checkpoints, where criu knows the kernel: Debian 12's 3.17.1 ends on Linux 6.18 with "vdso: Unexpected rt vDSO area
# bounds", 4.2.1 works. Another criu is taken when it comes first in PATH.

checkpoints() {
    local lack
    if ! lack=$(PATH=$PATH:/usr/sbin criu check 2>&1); then
        skip "container checkpoint, restore" "criu check: ${lack%%$'\n'*}"
        return
    fi
    needs=checkpoint op "container checkpoint" checkpointed
    needs=restore op "container restore" restored_counting
    needs=checkpoint op "container checkpoint --leave-running" left_running
    needs=restore op "container checkpoint --export, restore --import" exported_and_imported
    needs=restore op "container restore --tcp-established --file-locks" with_options
    p rm --all --force --time 0 >/dev/null 2>&1
}

# the counter is in memory: one that begins anew is below what it had reached
count() { p exec "$1" cat /tmp/n; }

checkpointed() {
    p run -d --name counting --network none smoke sh -c 'i=0; while :; do i=$((i+1)); echo $i >/tmp/m; mv /tmp/m /tmp/n; sleep 0.05; done'
    soon counted counting 10
    count counting >"$work/count"
    p container checkpoint counting
    prints Exited p ps -a --filter name=counting --format '{{.Status}}'
}

counted() { [ "$(count "$1")" -ge "$2" ]; }

restored_counting() {
    p container restore counting
    soon counted counting $(($(cat "$work/count") + 1))
    [ "$(count counting)" -lt $(($(cat "$work/count") + 300)) ]
}

left_running() {
    p container checkpoint --leave-running counting
    prints Up p ps --filter name=counting --format '{{.Status}}'
}

exported_and_imported() {
    count counting >"$work/count"
    p container checkpoint --export="$work/checkpoint.tar.gz" counting
    p rm counting
    p container restore --import="$work/checkpoint.tar.gz" --name moved
    soon counted moved $(($(cat "$work/count") + 1))
}

with_options() {
    p container checkpoint --tcp-established --file-locks moved
    p container restore --tcp-established --file-locks moved
    count moved
}
