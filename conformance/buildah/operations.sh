# shellcheck shell=bash
# shellcheck disable=SC2016,SC2154 # the containers expand; $work is the driver's
# The operations: a container made from scratch, runs in it, and builds from files.

setup() {
    private_run
    rootfs=$work/rootfs
    busybox_rootfs "$rootfs"
    mkdir -p "$work/etc" "$work/context"
    echo '{"default":[{"type":"insecureAcceptAnything"}]}' >"$work/etc/policy.json"
    # raising limits takes a capability that the machine may not give
    printf '[containers]\ndefault_ulimits = ["nofile=%s:%s", "nproc=%s:%s"]\n' "$(hard n)" "$(hard n)" "$(hard u)" "$(hard u)" >"$work/etc/containers.conf"
    export CONTAINERS_CONF=$work/etc/containers.conf BUILDAH_ISOLATION=oci
    echo content >"$work/context/file"
}

# hard LETTER: a hard limit, as a number
hard() {
    local value most
    value=$(ulimit "-H$1")
    most=$(cat /proc/sys/kernel/pid_max)
    [ "$value" != unlimited ] || value=$most
    [ "$1" != u ] || [ "$value" -lt "$most" ] || value=$most
    echo "$value"
}

# b ARGS...: buildah with storage of this run's own
b() { timeout -k 5 "${seconds:-60}" buildah --root "$work/storage" --runroot "$work/run" --storage-driver overlay "$@"; }

operations() {
    by_hand
    runs
    builds
    nothing_stays
}

by_hand() {
    op "from scratch" prints by-hand b from --name by-hand scratch
    op "add" b add -q by-hand "$rootfs" /
    op "config" b config --env K=v --workingdir /data --cmd /bin/sh by-hand
    op "mount, umount" bash -c 'set -e; at=$(b mount by-hand); [ -x "$at/bin/busybox" ]; b umount by-hand'
    op "commit" b commit -q by-hand smoke
    op "images, inspect" bash -c 'set -e; b images | grep smoke; b inspect --type image --format "{{.OCIv1.Config.WorkingDir}}" smoke | grep -x /data'
    op "from an image" prints work b from --name work --pull-never smoke
}

r() { b run --runtime "$runtime" "$@"; }

runs() {
    op "run" prints hello r work echo hello
    op "run: exit code" ends 7 "" r work sh -c 'exit 7'
    op "run: no such program" fails 'not found in $PATH' r work no-such-program
    op "run: standard input" bash -c 'set -e; [ "$(echo piped | r work cat)" = piped ]'
    op "run: environment, directory" prints "v /data" r work sh -c 'echo $K $PWD'
    op "run --user" prints 1000 r --user user work id -u
    op "run --hostname" prints box r --hostname box work hostname
    op "run --env --workingdir" prints "w /tmp" r --env L=w --workingdir /tmp work sh -c 'echo $L $PWD'
    op "run --terminal" prints /dev/pts timeout 30 script -qec "$(quoted work tty)" /dev/null
    op "run --volume" prints content r --volume "$work/context:/mnt" work cat /mnt/file
    op "run --volume :ro" ends 1 "ead-only" r --volume "$work/context:/mnt:ro" work touch /mnt/x
    op "run --mount type=tmpfs" prints tmpfs r --mount type=tmpfs,dst=/scratch work grep " /scratch " /proc/mounts
    op "run --cap-drop" prints 0000000000000000 r --cap-drop all work grep CapEff /proc/self/status
    # Debian's 1.28 lets "drop all" win over what is added, and wants the prefix
    op "run --cap-add" r --cap-drop CAP_CHOWN --cap-add CAP_NET_ADMIN work sh -c 'caps=0x$(sed -n "s/CapEff:.//p" /proc/self/status); [ $((caps & 0x1001)) = $((0x1000)) ]'
    op "run --runtime-flag" bash -c 'set -e; r --runtime-flag log-format=json --runtime-flag log=$work/log work true'
    op "run --network none" prints 1 r --network none work sh -c 'ls /sys/class/net | wc -l'
    op "run --ipc, --uts, --pid host" prints "$(readlink /proc/self/ns/pid)" r --ipc host --uts host --pid host work readlink /proc/self/ns/pid
    op "run: what it changes stays" bash -c 'set -e; r work touch /data/new; r work test -e /data/new'
    op "copy" bash -c 'set -e; b copy -q work $work/context/file /data/copied; r work cat /data/copied | grep -x content'
    op "run: interrupted" interrupted
}

# quoted ARGS...: the command line of a run with a terminal
quoted() { printf '%q ' timeout --foreground 60 buildah --root "$work/storage" --runroot "$work/run" --storage-driver overlay run --runtime "$runtime" --terminal "$@"; }

# fails TEXT COMMAND...: the command fails, and says TEXT
fails() {
    local text=$1 output
    shift
    if output=$("$@" 2>&1); then
        echo "no failure: $output"
        return 1
    fi
    case $output in
    *"$text"*) ;;
    *)
        echo "not '$text': $output"
        return 1
        ;;
    esac
}

# Ctrl-C once the program runs: Buildah kills the container and removes it
interrupted() {
    local status=0
    rm -f "$work/seen"
    # Buildah looks the program up and gives its path
    interrupt_when_seen "/bin/sleep 4321" &
    # in the foreground: a shell starts its background commands with SIGINT ignored
    timeout --foreground -k 5 60 bash -c 'echo $$ >"$work/buildah.pid"; exec buildah --root "$work/storage" --runroot "$work/run" --storage-driver overlay run --runtime "$runtime" work sleep 4321' || status=$?
    [ -e "$work/seen" ]
    [ "$status" != 0 ]
    soon gone "/bin/sleep 4321"
    r work true
}

interrupt_when_seen() {
    soon pgrep -fx "$1"
    touch "$work/seen"
    kill -INT "$(cat "$work/buildah.pid")"
}

# build LINES...: a build from these lines; the image is called built
build() {
    printf '%s\n' "FROM smoke" "$@" >"$work/Containerfile"
    # shellcheck disable=SC2086 # words
    b bud -q --runtime "$runtime" --pull-never -t built -f "$work/Containerfile" $options "$work/context"
}

in_built() {
    local name status=0
    name=$(b from --pull-never built)
    r "$name" "$@" || status=$?
    b rm "$name" >/dev/null
    return $status
}

builds() {
    export options=
    op "bud: RUN" bash -c 'set -e; build "RUN echo built >/data/built"; in_built cat /data/built | grep -x built'
    op "bud: RUN fails" fails "" build "RUN exit 3"
    op "bud: COPY, ENV, WORKDIR, USER" bash -c 'set -e; build "COPY file /tmp/" "ENV E=e" "WORKDIR /tmp" "USER user" "RUN [ \$E:\$(id -u):\$(cat file) = e:1000:content ]"'
    op "bud: RUN --mount=type=cache" build "RUN --mount=type=cache,target=/cache touch /cache/x"
    op "bud: RUN --mount=type=bind" build "RUN --mount=type=bind,source=file,target=/mnt/file grep content /mnt/file"
    op "bud: several stages" build "RUN echo one >/data/one" "FROM smoke" "COPY --from=0 /data/one /data/" "RUN grep one /data/one"
    options=--layers
    op "bud --layers" bash -c 'set -e; build "RUN echo a >/data/a" "RUN echo b >/data/b"; in_built cat /data/a /data/b'
    options='--memory 64m'
    op "bud --memory" build 'RUN [ $(cat /sys/fs/cgroup/memory/memory.limit_in_bytes 2>/dev/null || cat /sys/fs/cgroup/memory.max) = 67108864 ]'
    options='--isolation chroot'
    op "bud --isolation chroot" build "RUN true"
}

nothing_stays() {
    op "rm --all, rmi --all" bash -c 'set -e; b rm --all; b rmi --all --force'
    op "nothing is left" bash -c 'set -e; [ -z "$(b containers -q)" ]; ! "$runtime" list -q | grep .'
}

export -f b r build in_built
export work runtime rootfs
