# shellcheck shell=bash
# Images and the daemon's own settings.

images() {
    op "commit" committed
    op "save, load" bash -c 'set -e; d save smoke -o $work/saved.tar; d load -i $work/saved.tar'
    op "import of an export" bash -c 'set -e; d create --name exported smoke; d export exported | d import - smoke:imported; d rm exported; image smoke:imported echo hi'
    if command -v docker-registry >/dev/null; then
        op "push, pull, run, commit, push" pushed
    else
        skip "push, pull, run, commit, push" "docker-registry is not installed"
    fi
}

committed() {
    d run --name changed --network none smoke touch /data/changed
    d commit changed smoke:changed
    image smoke:changed test -e /data/changed
    d rm changed
}

pushed() {
    local name=127.0.0.1:5598/smoke:pushed registry
    mkdir -p "$work/registry"
    cat >"$work/registry.yml" <<END
version: 0.1
log: {level: error}
storage: {filesystem: {rootdirectory: $work/registry}}
http: {addr: "127.0.0.1:5598"}
END
    docker-registry serve "$work/registry.yml" >"$work/registry.log" 2>&1 &
    registry=$!
    soon bash -c 'exec 3<>/dev/tcp/127.0.0.1/5598'
    d tag smoke "$name"
    d push "$name"
    d rmi "$name"
    d pull "$name"
    d run --name changing --network none "$name" sh -c 'echo new >/data/new'
    d commit changing "$name"
    d rm changing
    d push "$name"
    d rmi "$name"
    prints new d run --rm --network none "$name" cat /data/new
    kill "$registry"
}

builds() {
    mkdir -p "$work/context"
    echo copied >"$work/context/file"
    cat >"$work/context/Dockerfile" <<'END'
FROM smoke AS first
ARG WORD=none
COPY file /data/file
RUN echo $WORD >/data/word && test -e /data/file
USER user
WORKDIR /tmp
RUN id -u >uid
FROM smoke
COPY --from=first /data /data
COPY --from=first /tmp/uid /data/uid
CMD ["cat", "/data/word", "/data/uid", "/data/file"]
END
    op "build" prints "built
1000
copied" built
    op "build: a RUN that fails" ends 6 "returned a non-zero code: 6" bash -c 'printf "FROM smoke\nRUN exit 6\n" | d build --force-rm --network none -'
    op "build --memory" bash -c 'set -e; printf "FROM smoke\nRUN cat /sys/fs/cgroup/memory/memory.limit_in_bytes /sys/fs/cgroup/memory.max 2>/dev/null | grep 67108864\n" | d build --force-rm --network none --memory 64m -'
    op "build with BuildKit" prints "built
1000
copied" env DOCKER_BUILDKIT=1 bash -c built
    op "BuildKit: its RUN is by the runtime" grep -E '(^| )run .*--bundle' "$work/buildkit/calls"
    op "BuildKit: a RUN that fails" ends 1 "exit code: 6" env DOCKER_BUILDKIT=1 bash -c 'printf "FROM smoke\nRUN exit 6\n" | d build --network none --progress plain -'
}

built() {
    d build --network none --build-arg WORD=built -t smoke:built "$work/context" >"$work/build.log" 2>&1 || {
        tail -n 8 "$work/build.log"
        return 1
    }
    d run --rm --network none smoke:built
}

daemons() {
    op "live restore: a container outlives dockerd" outlived
    op "userns-remap" remapped
    op "as an additional runtime beside runc" additional
    restarted_with under-test
}

# restarted_with DEFAULT [LINES]: dockerd again, with these settings
restarted_with() {
    stop_daemon
    write_daemon_json "$@"
    start_daemon
}

outlived() {
    local pid
    restarted_with under-test '"live-restore": true'
    d run -d --name survivor --network none smoke sleep 1000
    pid=$(d inspect --format '{{.State.Pid}}' survivor)
    stop_daemon
    [ -d "/proc/$pid" ]
    start_daemon
    is survivor running
    prints hi d exec survivor echo hi
    d rm --force survivor
}

remapped() {
    echo dockremap:200000:65536 >"$work/subids"
    mount --bind "$work/subids" /etc/subuid
    mount --bind "$work/subids" /etc/subgid
    echo 'dockremap:x:999:999::/:/bin/false' | cat /etc/passwd - >"$work/passwd"
    echo 'dockremap:x:999:' | cat /etc/group - >"$work/group"
    mount --bind "$work/passwd" /etc/passwd
    mount --bind "$work/group" /etc/group
    restarted_with under-test '"userns-remap": "dockremap"'
    tar -C "$rootfs" -c . | d import - smoke:latest
    prints "0 200000 65536" bash -c 'set -e; image smoke cat /proc/self/uid_map | tr -s " "'
    d run -d --name mapped smoke sleep 1000
    prints "0" d exec mapped id -u
    [ "$(awk '/^Uid:/ { print $2 }' "/proc/$(d inspect --format '{{.State.Pid}}' mapped)/status")" = 200000 ]
    prints "$(readlink "/proc/self/ns/user")" d run --rm --userns host smoke readlink /proc/self/ns/user
    d rm --force mapped
}

additional() {
    # that is the system's runc
    first_in_path=$work/bin restarted_with runc
    prints hello d run --rm --network none smoke echo hello
    prints hello d run --rm --network none --runtime under-test smoke echo hello
}

export -f built
