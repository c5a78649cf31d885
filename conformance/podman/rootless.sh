# shellcheck shell=bash
# shellcheck disable=SC2154 # $work, $runtime, $rootfs are setup.sh's
# A normal user's Podman: the first user of /etc/subuid, in a directory of the run's own, without a network.

rootless() {
    local user
    user=$(cut -d: -f1 /etc/subuid 2>/dev/null | while read -r name; do id "$name" >/dev/null 2>&1 && echo "$name" && break; done)
    if [ -z "$user" ] || ! command -v newuidmap >/dev/null; then
        skip "rootless: run, --userns keep-id and nomap, exec, rm" "no user has a row in /etc/subuid, or newuidmap is not installed"
        return
    fi
    op "rootless: run, --userns keep-id and nomap, exec, rm" as_user "$user"
}

as_user() {
    local home status=0
    home=$(mktemp -d /tmp/ocirun-rootless.XXXXXX)
    mkdir "$home/run"
    cp "$runtime" "$home/$(basename "$runtime")"
    cp "$work/etc/policy.json" "$home/policy.json"
    tar -C "$rootfs" -cf "$home/rootfs.tar" .
    printf '[containers]\ndefault_ulimits = ["nofile=1024:1024", "nproc=1000:1000"]\n[engine]\nevents_logger = "file"\n' >"$home/containers.conf"
    cat >"$home/script" <<END_OF_SCRIPT
set -e
cd "$home"
export HOME=$home XDG_RUNTIME_DIR=$home/run CONTAINERS_CONF=$home/containers.conf
mkdir -p .config/containers
cp policy.json .config/containers/
p() { timeout -k 5 60 podman --root "$home/storage" --runroot "$home/run/containers" --storage-driver vfs --cgroup-manager=cgroupfs --runtime "$home/$(basename "$runtime")" "\$@"; }
# a user's Podman leaves a process that holds its user namespace
trap 'p rm --all --force --time 0; podman unshare rm -rf "$home/storage"; kill "\$(cat "$home/run/libpod/tmp/pause.pid")"' EXIT
p import - smoke:latest <rootfs.tar
p run --rm --network none smoke cat /proc/self/uid_map | awk '\$1 == 0 && \$2 == $(id -u "$1") { found = 1 } END { exit !found }'
# the user is himself in there, or nowhere
[ "\$(p run --rm --network none --userns keep-id smoke id -u)" = "$(id -u "$1")" ]
p run --rm --network none --userns nomap smoke cat /proc/self/uid_map | awk '\$2 <= 0 { found = 1 } END { exit found }'
p run -d --name mine --network none smoke sleep 1000
[ "\$(p exec mine echo inside)" = inside ]
p rm --force --time 0 mine
END_OF_SCRIPT
    chown -R "$1" "$home"
    timeout -k 5 200 su "$1" -s /bin/bash -c "bash $home/script" || status=$?
    rm -rf "$home"
    return "$status"
}
