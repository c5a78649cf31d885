# shellcheck shell=bash
# A dockerd of this run's own: data, state and socket in $work, ours as an additional or as the default runtime.

setup() {
    private_run
    # with userns-remap the daemon's directories are searched by the mapped root
    chmod 711 "$work"
    mkdir -p "$work"/{docker,client,bin,home}
    # a client's own settings, and a PATH in which `docker` is Debian's
    export DOCKER_CONFIG=$work/client HOME=$work/home DOCKER_HOST=unix:///run/docker.sock DOCKER_BUILDKIT=0
    docker=/usr/bin/docker
    export docker
    rootfs=$work/rootfs
    busybox_rootfs "$rootfs"
    write_daemon_json "$runtime_name"
    # bridges are made with iptables; where the kernel has none, ports go through the proxy alone
    iptables -t nat -L -n >/dev/null 2>&1 || no_iptables=--iptables=false
    # older ones lower their own score, which a machine may not allow
    ! dockerd --help | grep -q oom-score-adjust || oom="--oom-score-adjust 0"
    # BuildKit inside dockerd has no setting of its runtime: older ones look for runc in PATH, newer ones in a variable first
    mkdir "$work/buildkit"
    printf '#!/bin/sh\necho "$@" >>%s\nexec %s "$@"\n' "$work/buildkit/calls" "$runtime" >"$work/buildkit/runc"
    chmod +x "$work/buildkit/runc"
    start_daemon
    tar -C "$rootfs" -c . | d import --change 'CMD ["/bin/sh"]' --change 'ENV FROM_IMAGE=yes PATH=/bin' - smoke:latest >/dev/null || fatal
}

fatal() {
    echo "dockerd did not start" >&2
    tail -n 20 "$work/dockerd.log" >&2
    exit 1
}

runtime_name=under-test

# write_daemon_json DEFAULT [LINES]
write_daemon_json() {
    cat >"$work/daemon.json" <<END
{"runtimes": {"under-test": {"path": "$runtime"}, "mortal": {"path": "$work/bin/mortal"}}, "default-runtime": "$1",
 "exec-opts": ["native.cgroupdriver=cgroupfs"], "storage-driver": "overlay2", "insecure-registries": ["127.0.0.0/8"],
 "bip": "10.98.0.1/24", "cgroup-parent": "/$group"${2:+, $2}}
END
}

start_daemon() {
    PATH=${first_in_path-$work/buildkit}:$PATH DOCKER_BUILDKIT_RUNC_COMMAND=$work/buildkit/runc dockerd --config-file "$work/daemon.json" --data-root "$work/docker" --exec-root /run/docker \
        --pidfile /run/docker.pid --host "$DOCKER_HOST" ${oom-} ${no_iptables-} >>"$work/dockerd.log" 2>&1 &
    soon d version || fatal
}

stop_daemon() {
    local daemon
    daemon=$(cat /run/docker.pid)
    kill "$daemon"
    patience=400 soon ended "$daemon"
}

ended() { ! kill -0 "$1"; }

# d ARGS...: docker, for at most ${seconds:-60}
d() { timeout -k 5 "${seconds:-60}" "$docker" "$@"; }
