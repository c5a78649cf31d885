#!/bin/bash
# roots.sh [SUITE...]: installs dist/*.deb in fresh Debian roots (bookworm, trixie and sid without words) as a user would, and
# looks at what the user gets: the package's dependencies, Podman on it by name, the manual, the completions of three shells,
# and nothing that is left when the package is removed. Ends with `N passed, N failed, N skipped`. Needs root and the network.
set -u
checkout=$(cd "$(dirname "$0")/.." && pwd)
package=$(find "$checkout/dist" -name "ocirun_*_$(dpkg --print-architecture).deb" 2>/dev/null | head -n 1)
passed=0 failed=0

check() { # check NAME COMMAND...
    local name=$1 said
    shift
    if said=$("$@" 2>&1); then
        passed=$((passed + 1))
        echo "ok: $name"
    else
        failed=$((failed + 1))
        printf 'FAILED: %s\n%s\n' "$name" "$(tail -n 15 <<<"$said")"
    fi
}

in_root() { DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8 chroot "$tree" "$@"; }

make_root() {
    debootstrap --variant=minbase --include=ca-certificates "$1" "$tree" ${MIRROR:+"$MIRROR"} || return
    # nothing is started, and manual pages are kept
    printf '#!/bin/sh\nexit 101\n' >"$tree/usr/sbin/policy-rc.d"
    chmod +x "$tree/usr/sbin/policy-rc.d"
    rm -f "$tree/etc/dpkg/dpkg.cfg.d/docker"
}

install_package() {
    cp "$package" "$tree/root/ocirun.deb"
    in_root apt-get install -q -y --no-install-recommends /root/ocirun.deb podman crun- runc- 2>&1 ||
        in_root apt-get install -q -y --no-install-recommends /root/ocirun.deb podman
}

install_tools() {
    in_root apt-get install -q -y --no-install-recommends man-db expect bash-completion zsh fish busybox-static
}

# entered COMMAND...: in a root of its own, by pivot_root, because a chroot may not make user namespaces
entered() {
    # shellcheck disable=SC2016 # the inner shell's variables
    unshare --mount --pid --ipc --uts --fork --kill-child --propagation private bash -euc '
        tree=$1 checkout=$2
        shift 2
        mount --bind "$tree" "$tree"
        mount -t proc proc "$tree/proc"
        mount --rbind /sys "$tree/sys"
        mount --rbind /dev "$tree/dev"
        mount -t tmpfs -o mode=755 tmpfs "$tree/run"
        mkdir -p "$tree/checkout" "$tree/old"
        mount --bind "$checkout" "$tree/checkout"
        cd "$tree"
        pivot_root . old
        umount -l /old
        export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LC_ALL=C.UTF-8 PODMAN_IGNORE_CGROUPSV1_WARNING=1
        cd /root
        exec "$@"' roots "$tree" "$checkout" "$@"
}

podman_runs() {
    # shellcheck disable=SC2016
    entered bash -euc '
        mkdir -p rootfs/bin rootfs/proc rootfs/dev rootfs/sys rootfs/etc rootfs/run rootfs/tmp
        cp /bin/busybox rootfs/bin/echo
        said=$(podman --cgroup-manager cgroupfs --events-backend file --runtime ocirun run --rm --network none --rootfs /root/rootfs echo hi)
        [ "$said" = hi ]'
}

manual_opens() { entered sh -c 'MANPAGER=cat man ocirun-run | grep -q "ocirun-run" && man -w ocirun && man -w ocirun-errors'; }

shells_complete() { entered env INSTALLED=1 sh /checkout/packaging/completions-test.sh /usr/bin/ocirun; }

removed() {
    local left
    in_root dpkg -L ocirun >"$tree/root/list"
    in_root apt-get remove -q -y ocirun || return
    left=$(while read -r path; do [ -e "$tree$path" ] && [ ! -d "$tree$path" ] && echo "$path"; done <"$tree/root/list"
        find "$tree/usr" "$tree/etc" "$tree/var/lib/dpkg/info" -name '*ocirun*')
    [ -z "$left" ] || {
        echo "left: $left"
        return 1
    }
}

[ -n "$package" ] || {
    echo "no package in dist: make dist"
    echo "0 passed, 1 failed, 0 skipped"
    exit 1
}
for tool in debootstrap:debootstrap busybox:busybox-static; do
    command -v "${tool%:*}" >/dev/null || apt-get install -q -y --no-install-recommends "${tool#*:}"
done
work=$(mktemp -d /var/tmp/ocirun-roots.XXXXXX)
trap 'rm -rf --one-file-system "$work"' EXIT
[ $# != 0 ] || set -- bookworm trixie sid
for suite; do
    tree=$work/$suite
    check "$suite: a fresh root" make_root "$suite"
    check "$suite: the package is installed" install_package
    check "$suite: what the tests use is installed" install_tools
    check "$suite: podman --runtime ocirun run" podman_runs
    check "$suite: man ocirun-run" manual_opens
    check "$suite: bash, zsh and fish complete" shells_complete
    check "$suite: nothing is left when the package is removed" removed
    rm -rf --one-file-system "$tree"
done
echo "$passed passed, $failed failed, 0 skipped"
[ "$failed" = 0 ]
