# shellcheck shell=bash
# shellcheck disable=SC2016,SC2086,SC2154 # the containers expand; lists of words; $runtime and $work are setup.sh's
# Each namespace as the host's, the container's own and another container's, and what those have to do with each other.

namespaces() {
    p run -d --name owner --network none --ipc shareable smoke sleep 1000 >/dev/null 2>&1
    local owners option
    owners=$(p exec owner sh -c 'for n in pid ipc uts net cgroup user; do readlink /proc/self/ns/$n; done')
    for option in pid ipc uts network cgroupns userns; do
        op "--$option host" in_host "$option"
        op "--$option private" in_own "$option"
        # a namespace that one is in already cannot be joined, setns(2): --userns has an operation of its own
        [ "$option" = userns ] || op "--$option container:" in_owners "$option" "$owners"
    done
    op "--ipc none" works --network none --ipc none
    op "--network none" prints lo p run --rm --network none smoke ls /sys/class/net
    p rm --force --time 0 owner >/dev/null 2>&1
    together
}

# kind OPTION: what the kernel calls it
kind() {
    case $1 in
    network) echo net ;;
    cgroupns) echo cgroup ;;
    userns) echo user ;;
    *) echo "$1" ;;
    esac
}

# with OPTION VALUE COMMAND...: a container with one namespace set
with() {
    local option=$1 value=$2
    shift 2
    case $option in
    network) p run --rm --network "$value" smoke "$@" ;;
    *) p run --rm --network none "--$option" "$value" smoke "$@" ;;
    esac
}

# a user's Podman is in a user namespace of its own, which is the host's for its containers
in_host() {
    local kind
    kind=$(kind "$1")
    if [ "$1" = userns ] && [ -n "$rootless" ]; then
        prints "$(podman unshare readlink /proc/self/ns/user)" with userns host readlink /proc/self/ns/user
    else
        prints "$(readlink "/proc/self/ns/$kind")" with "$1" host readlink "/proc/self/ns/$kind"
    fi
}

in_own() {
    local kind own value=private
    kind=$(kind "$1")
    # a network of its own, without one of Podman's programs
    [ "$1" = network ] && value=none
    [ "$1" = userns ] && value=auto:size=100
    own=$(with "$1" "$value" readlink "/proc/self/ns/$kind")
    [ -n "$own" ]
    [ "$own" != "$(readlink "/proc/self/ns/$kind")" ]
}

# in_owners OPTION LINKS: pid ipc uts net cgroup user of the owner
in_owners() {
    prints "$(grep "^$(kind "$1"):" <<<"$2")" with "$1" container:owner readlink "/proc/self/ns/$(kind "$1")"
}

# works OPTIONS...: a container whose /proc, /sys and cgroups can be read and whose processes can fork
works() {
    prints "fine" p run --rm "$@" smoke sh -c '
        test -r /proc/self/status && test -d /sys/kernel && test -e /dev/null && test -e /sys/fs/cgroup/cgroup.controllers &&
        ls / >/dev/null && echo fine'
}

# what failed on desktops: the host's network takes its /sys with it
together() {
    local options
    for options in \
        "--network host" \
        "--network host --pid host" \
        "--network host --privileged" \
        "--network host --systemd always" \
        "--network host --memory 64m" \
        "--network host --read-only" \
        "--network host --cgroupns host" \
        "--network host --cgroupns private --ipc host" \
        "--network host --uts private --hostname box" \
        "--network host --pid host --ipc host --uts host --cgroupns host" \
        "--network host --pid host --ipc host --uts host --privileged" \
        "--network host --cap-drop all" \
        "--network host --user 1000" \
        "--network host --init" \
        "--network host --security-opt unmask=ALL" \
        "--network none --pid host --privileged" \
        "--network none --privileged" \
        "--network none --privileged --read-only" \
        "--network none --cgroupns host" \
        "--network none --cgroupns host --privileged" \
        "--network none --systemd always" \
        "--network none --systemd always --read-only" \
        "--network none --systemd always --cgroupns host" \
        "--network none --cgroups no-conmon" \
        "--network none --cgroups disabled"; do
        op "$options" works $options
    done
    op "--systemd always: its cgroup may be written" p run --rm --network none --systemd always smoke sh -c 'mkdir /sys/fs/cgroup/own && rmdir /sys/fs/cgroup/own'
    op "--systemd always --network host: its cgroup may be written" p run --rm --network host --systemd always smoke sh -c 'mkdir /sys/fs/cgroup/own && rmdir /sys/fs/cgroup/own'
    op "the cgroup may not be written otherwise" ends 1 "ead-only" run smoke mkdir /sys/fs/cgroup/own
    if command -v pasta >/dev/null; then op "the default network" works; else skip "the default network" "passt is not installed"; fi
}
