# shellcheck shell=bash
# A Podman of this run's own: storage, state, events, a root filesystem and an image made of Debian's busybox.

setup() {
    work=$(mktemp -d /tmp/ocirun-podman.XXXXXX)
    rootfs=$work/rootfs
    busybox_rootfs "$rootfs"
    mkdir -p "$work/etc" "$work/net.d"
    echo '{"default":[{"type":"insecureAcceptAnything"}]}' >"$work/etc/policy.json"
    # the limits that we have: raising them takes a capability that the machine may not give, and Podman lowers the
    # number of its own processes to pid_max
    processes=$(limit -Hu)
    if [ "$processes" = -1 ] || [ "$processes" -gt "$(cat /proc/sys/kernel/pid_max)" ]; then processes=$(cat /proc/sys/kernel/pid_max); fi
    cat >"$work/etc/containers.conf" <<END
[containers]
default_ulimits = ["nofile=$(limit -Hn):$(limit -Hn)", "nproc=$processes:$processes"]
[engine]
events_logger = "file"
runtime_supports_json = ["$(basename "$runtime")", "$runtime"]
runtime_supports_nocgroup = ["$(basename "$runtime")", "$runtime"]
END
    # what makes Go start sooner on an emulated machine is handed on to the podman that conmon starts
    [ -z "${GOMAXPROCS-}" ] || echo "conmon_env_vars = [\"PATH=$PATH\", \"GOMAXPROCS=$GOMAXPROCS\", \"GOGC=$GOGC\", \"GODEBUG=$GODEBUG\"]" >>"$work/etc/containers.conf"
    export CONTAINERS_CONF=$work/etc/containers.conf PODMAN_IGNORE_CGROUPSV1_WARNING=1
    # Podman leaves its parent cgroup behind, empty; it is ours to remove only if it was not there before
    local hierarchy
    parents=()
    for hierarchy in /sys/fs/cgroup /sys/fs/cgroup/*/; do
        [ -e "$hierarchy/cgroup.procs" ] && [ ! -e "$hierarchy/libpod_parent" ] && parents+=("${hierarchy%/}/libpod_parent")
    done
    tar -C "$rootfs" --owner=0 --group=0 -c . | p import --change 'CMD ["/bin/sh"]' - smoke:latest >/dev/null 2>&1 || {
        echo "podman import failed" >&2
        exit 1
    }
}

# crun changes the owner of the host's /dev/null where it is a container's stdin: it gets its owner back
null_owner=$(stat -c %u:%g /dev/null)

# limit OPTION: a resource limit as Podman reads it
limit() {
    local value
    value=$(ulimit "$1")
    [ "$value" = unlimited ] && value=-1
    echo "$value"
}

teardown() {
    p pod rm --all --force --time 0 >/dev/null 2>&1
    p rm --all --force --time 0 >/dev/null 2>&1
    p rmi --all --force >/dev/null 2>&1
    local directory
    for directory in "${parents[@]}"; do [ -d "$directory" ] && find "$directory" -depth -type d -exec rmdir {} + 2>/dev/null; done
    grep -o " $work[^ ]*" /proc/self/mountinfo | sort -r | xargs -r umount -l 2>/dev/null
    rm -rf "$work"
    [ "$(id -u)" != 0 ] || chown "$null_owner" /dev/null
}

# p ARGS...: podman on the runtime under test. Podman 4's forced rm can meet a mount that conmon's clean-up is taking away, and
# fails with EBUSY (containers/podman#11594): asked again, it removes what is left.
p() {
    if [ "$1 $2" = "rm --force" ]; then
        own_podman "$@" || own_podman "$@" --ignore
    else
        own_podman "$@"
    fi
}

# own_podman ARGS...: for at most ${seconds:-60}
own_podman() {
    timeout -k 5 "${seconds:-60}" podman --root "$work/storage" --runroot "$work/run" --tmpdir "$work/tmp" --storage-driver overlay \
        --network-config-dir "$work/net.d" --cgroup-manager="${CGROUP_MANAGER:-cgroupfs}" --runtime "$runtime" "$@"
}
