# shellcheck shell=bash
# A Podman of this run's own: storage, state, events, a root filesystem and an image made of Debian's busybox.

passed=0 failed=0 skipped=0

setup() {
    work=$(mktemp -d /tmp/ocirun-podman.XXXXXX)
    rootfs=$work/rootfs
    mkdir -p "$rootfs"/{bin,etc,tmp,root,proc,sys,dev,data}
    cp "$(command -v busybox)" "$rootfs/bin/busybox"
    local applet
    for applet in $("$rootfs/bin/busybox" --list); do
        [ "$applet" = busybox ] || ln -s busybox "$rootfs/bin/$applet"
    done
    printf 'root:x:0:0:root:/root:/bin/sh\nuser:x:1000:1000:user:/tmp:/bin/sh\n' >"$rootfs/etc/passwd"
    printf 'root:x:0:\nuser:x:1000:\n' >"$rootfs/etc/group"
    mkdir -p "$work/etc"
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
    export CONTAINERS_CONF=$work/etc/containers.conf
    # Podman leaves its parent cgroup behind, empty; it is ours to remove only if it was not there before
    local hierarchy
    parents=()
    for hierarchy in /sys/fs/cgroup /sys/fs/cgroup/*/; do
        [ -e "$hierarchy/cgroup.procs" ] && [ ! -e "$hierarchy/libpod_parent" ] && parents+=("${hierarchy%/}/libpod_parent")
    done
    tar -C "$rootfs" -c . | p import --change 'CMD ["/bin/sh"]' - smoke:latest >/dev/null 2>&1 || {
        echo "podman import failed" >&2
        exit 1
    }
}

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
}

# p ARGS...: podman on the runtime under test, for at most ${seconds:-60}
p() {
    timeout -k 5 "${seconds:-60}" podman --root "$work/storage" --runroot "$work/run" --tmpdir "$work/tmp" --storage-driver overlay \
        --cgroup-manager=cgroupfs --runtime "$runtime" "$@"
}

# op NAME COMMAND...: passes when the command does, each line of it; its output is shown only when it does not.
# needs=VERB op …: skipped on a runtime that has no such verb
op() {
    local name=$1 output
    shift
    if [ -n "${needs-}" ] && ! "$runtime" "$needs" --help >/dev/null 2>&1; then
        skip "$name" "the runtime has no verb $needs"
        return
    fi
    # no condition around it: that would switch off set -e inside
    output=$(
        set -e
        "$@" 2>&1
    )
    # shellcheck disable=SC2181
    if [ $? = 0 ]; then
        passed=$((passed + 1))
        echo "ok   $name"
    else
        failed=$((failed + 1))
        echo "FAIL $name"
        printf '%s\n' "$output" | tail -n 8 | sed 's/^/     | /'
    fi
}

# skip NAME REASON
skip() {
    skipped=$((skipped + 1))
    echo "skip $1: $2"
}

# prints TEXT COMMAND...: the command succeeds and prints a text that contains TEXT
prints() {
    local text=$1 output
    shift
    output=$("$@" 2>&1) || {
        echo "status $?: $output"
        return 1
    }
    case $output in
    *"$text"*) return 0 ;;
    esac
    echo "no '$text' in: $output"
    return 1
}

# ends STATUS TEXT COMMAND...: the command exits with STATUS, having printed TEXT
ends() {
    local want=$1 text=$2 output status=0
    shift 2
    output=$("$@" 2>&1) || status=$?
    if [ "$status" = "$want" ]; then
        case $output in
        *"$text"*) return 0 ;;
        esac
    fi
    echo "status $status, not $want with '$text': $output"
    return 1
}

# soon COMMAND...: succeeds within five seconds
soon() {
    local tries=0
    until "$@" >/dev/null 2>&1; do
        tries=$((tries + 1))
        [ "$tries" -lt 50 ] || {
            "$@"
            return 1
        }
        sleep 0.1
    done
}
