# shellcheck shell=bash
# shellcheck disable=SC2154 # $work is setup.sh's
# The runtime or conmon killed in the middle of create, start, exec and delete: Podman's own rm cleans up, and the next
# container runs.

interrupted() {
    local verb
    mortal_runtime "$work/mortal"
    for verb in create start delete; do
        op "the runtime is killed during $verb; rm --force cleans up" dies "$verb"
    done
    needs=exec op "the runtime is killed during exec; rm --force cleans up" dies exec
    op "conmon is killed while the container runs; rm --force cleans up" loses_conmon
}

m() {
    timeout -k 5 60 podman --root "$work/storage" --runroot "$work/run" --tmpdir "$work/tmp" --storage-driver overlay \
        --cgroup-manager=cgroupfs --runtime "$work/mortal" "$@"
}

dies() {
    local seconds
    : >"$work/killed"
    for seconds in 0 0.001 0.003 0.006 0.013 0.03; do
        rm -f "$work/kill"
        case $1 in
        exec | delete) m run -d --name dying --network none smoke sleep 4567 ;;
        esac
        echo "$1 $seconds" >"$work/kill"
        case $1 in
        exec) m exec dying true || true ;;
        delete) m rm --force --time 0 dying || true ;;
        *) m run -d --name dying --network none smoke sleep 4567 || true ;;
        esac
        rm -f "$work/kill"
        m rm --force --time 0 --ignore dying
        cleaned
    done
    # at least one of them was killed before its end
    [ -s "$work/killed" ]
    prints alive m run --rm --network none smoke echo alive
}

cleaned() {
    [ -z "$(m ps -aq)" ]
    soon sleepless
}

sleepless() { ! pgrep -afx "sleep 4567"; }

loses_conmon() {
    local monitor
    m run -d --name dying --network none smoke sleep 4567
    monitor=$(m inspect --format '{{.State.ConmonPid}}' dying)
    kill -KILL "$monitor"
    m rm --force --time 0 dying
    cleaned
    prints alive m run --rm --network none smoke echo alive
}
