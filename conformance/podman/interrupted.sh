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
    for verb in create start; do
        op "conmon is killed during $verb; rm --force cleans up" dies "$verb" "conmon.*$work"
    done
    needs=exec op "conmon is killed during exec; rm --force cleans up" dies exec "conmon.*$work"
    # which asks for the verb kill first, while conmon still waits
    op "conmon is killed during rm; another rm --force cleans up" dies kill "conmon.*$work"
    op "conmon is killed while the container runs; rm --force cleans up" loses_conmon
}

m() {
    timeout -k 5 60 podman --root "$work/storage" --runroot "$work/run" --tmpdir "$work/tmp" --storage-driver overlay \
        --cgroup-manager=cgroupfs --runtime "$work/mortal" "$@"
}

# dies VERB [PATTERN]: the runtime in that verb, or the processes of that command line
dies() {
    local seconds
    : >"$work/killed"
    for seconds in 0 0.001 0.003 0.006 0.013 0.03; do
        rm -f "$work/kill"
        case $1 in
        exec | kill | delete) dying ;;
        esac
        echo "$1 $seconds ${2-}" >"$work/kill"
        case $1 in
        exec) m exec dying true || true ;;
        kill | delete) m rm --force --time 0 dying || true ;;
        *) dying || true ;;
        esac
        rm -f "$work/kill"
        removed
        cleaned
    done
    # at least one of them was killed before its end
    [ -s "$work/killed" ]
    prints alive m run --rm --network none smoke echo alive
}

# Podman 5 says once that conmon is gone, and has cleaned up when asked again
removed() {
    m rm --force --time 0 --ignore dying || m rm --force --time 0 --ignore dying || {
        # Without conmon Podman unmounts the root filesystem at once, whatever the runtime is at: the mount points that it makes
        # a moment later lie in the bare directory, and in the way of every rm.
        find "$work"/storage/overlay/*/merged -xdev -mindepth 1 -delete
        m rm --force --time 0 --ignore dying
    }
}

# nothing of it in Podman, in the runtime's state, among the cgroups and the processes
cleaned() {
    [ -z "$(m ps -aq)" ]
    soon gone "sleep 4567"
    # Podman 4 forgets a container that lost its conmon without asking the runtime to, whichever it is; its user does
    patience=10 soon traceless || "$runtime" delete --force "$(cat "$work/dying")" || true
    soon traceless
}

traceless() {
    local id directory left
    id=$(cat "$work/dying" 2>/dev/null) || return 0
    for directory in "$work/run" /run/runc /run/crun /run/ocirun; do
        [ ! -e "$directory/$id" ] || {
            echo "state: $directory/$id"
            return 1
        }
    done
    left=$(find /sys/fs/cgroup -path "*/libpod-*$id*/cgroup.procs" 2>/dev/null) || true
    [ -z "$left" ] || {
        echo "cgroup: $left"
        return 1
    }
}

# its id, which Podman gives before the runtime is called
dying() {
    local status=0
    rm -f "$work/dying"
    m run -d --name dying --cidfile "$work/dying" --network none smoke sleep 4567 || status=$?
    return "$status"
}

loses_conmon() {
    local monitor
    dying
    monitor=$(m inspect --format '{{.State.ConmonPid}}' dying)
    kill -KILL "$monitor"
    removed
    cleaned
    prints alive m run --rm --network none smoke echo alive
}
