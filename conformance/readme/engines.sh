# shellcheck shell=bash
# shellcheck disable=SC2154 # $work, $group, $here are setup.sh's and lib.sh's
# Podman, containerd through ctr, Docker. What a machine may withhold from its clients is said in their own settings or
# by a wrapper; the lines stay as they are.

# limit OPTION: a hard limit as Podman reads it, at most pid_max
limit() {
    local value most
    value=$(ulimit "$1")
    most=$(cat /proc/sys/kernel/pid_max)
    [ "$value" != unlimited ] && [ "$value" -lt "$most" ] || value=$most
    echo "$value"
}

podman_lines() {
    local lines=('podman .* --rootfs' 'podman .* build' 'podman .* run -d')
    if ! installed podman; then
        skip_lines "Podman" "podman is not installed" "${lines[0]}"
        return
    fi
    mkdir -p /etc/containers
    cat >/etc/containers/containers.conf <<END
[containers]
default_ulimits = ["nofile=$(ulimit -Hn):$(ulimit -Hn)", "nproc=$(limit -Hu):$(limit -Hu)"]
[engine]
cgroup_manager = "cgroupfs"
events_logger = "file"
END
    echo '{"default":[{"type":"insecureAcceptAnything"}]}' >/etc/containers/policy.json
    export PODMAN_IGNORE_CGROUPSV1_WARNING=1
    op "Podman: run --rootfs" says hi typed "${lines[0]}"
    if [ -n "${no_iptables-}" ]; then
        skip_lines "Podman: build, run -d" "Podman's bridge is made with iptables, which is not to be had" "${lines[1]}"
        return
    fi
    op "Podman: build" podman_built "${lines[1]}"
    op "Podman: run -d, exec" podman_runs "${lines[2]}"
}

# says LINE COMMAND...: it prints a line that is only this
says() {
    local want=$1 output
    shift
    output=$("$@") || {
        echo "failed: $output"
        return 1
    }
    grep -qx "$want" <<<"$output" || {
        echo "not '$want': $output"
        return 1
    }
}

podman_built() {
    typed "$1"
    says built podman --runtime "$runtime" run --rm --network none image cat /data/word
}

# built: whether Podman has the image, of which a container runs
built() { installed podman && podman container exists web; }

podman_runs() {
    typed "$1"
    says "true /usr/local/bin/ocirun" podman inspect --format '{{.State.Running}} {{.OCIRuntime}}' web
    says hi podman exec web echo hi
}

start_containerd() {
    [ -z "${containerd_up-}" ] || return 0
    mkdir -p /etc/containerd
    # as Debian's, and a machine may not let us go below zero
    cat >/etc/containerd/config.toml <<'END'
version = 2
[plugins."io.containerd.grpc.v1.cri"]
  restrict_oom_score_adj = true
[plugins."io.containerd.grpc.v1.cri".cni]
  bin_dir = "/usr/lib/cni"
  conf_dir = "/etc/cni/net.d"
[plugins."io.containerd.internal.v1.opt"]
  path = "/var/lib/containerd/opt"
END
    block 'plugins.*cri.*runtimes' >>/etc/containerd/config.toml
    containerd >"$work/logs/containerd.log" 2>&1 &
    containerd_up=$!
    soon test -S /run/containerd/containerd.sock && ctr version >/dev/null || tail -n 20 "$work/logs/containerd.log"
}

containerd_lines() {
    local lines=('ctr image import' 'ctr run --rm' 'ctr task exec')
    if ! installed containerd || ! installed ctr; then
        skip_lines "containerd" "containerd is not installed" "${lines[0]}"
        return
    fi
    start_containerd
    if built; then
        op "ctr: image import" bash -c 'set -e; typed "$1"; ctr image ls -q | grep -x localhost/image:latest' - "${lines[0]}"
    else
        skip "ctr: image import" "no image of Podman's"
        line "${lines[0]}" >/dev/null
        docker_archive "$work/image.tar" localhost/image:latest
        ctr image import "$work/image.tar" >/dev/null
    fi
    op "ctr: run --rm" says hi typed "${lines[1]}"
    op "ctr: run -d, task exec" says hi typed "${lines[2]}"
    op "ctr: the runtime knows the task" known_to_runtime default two
    op "ctr: task kill, delete" bash -c 'set -e; ctr task kill --signal KILL two; soon ctr task delete two; ctr container delete two'
}

# known_to_runtime NAMESPACE ID: in the directory that containerd gives it for that namespace
known_to_runtime() { "$runtime" --root "/run/containerd/runc/$1" list | grep "$2.*running"; }

# docker_archive FILE NAME: an image as docker save writes it, of the same root filesystem
docker_archive() {
    local directory=$work/archive digest
    mkdir -p "$directory"
    cp "$work/desk/rootfs.tar" "$directory/layer.tar"
    digest=$(sha256sum "$directory/layer.tar" | cut -d' ' -f1)
    cat >"$directory/config.json" <<END
{"architecture": "amd64", "os": "linux", "created": "2024-01-01T00:00:00Z",
 "config": {"Cmd": ["sleep", "1000"], "Env": ["PATH=/bin"]}, "rootfs": {"type": "layers", "diff_ids": ["sha256:$digest"]}}
END
    echo '[{"Config":"config.json","RepoTags":["'"$2"'"],"Layers":["layer.tar"]}]' >"$directory/manifest.json"
    tar -C "$directory" -cf "$1" manifest.json config.json layer.tar
}

docker_lines() {
    local lines=('dockerd' 'docker build' 'docker run')
    if ! installed dockerd || ! installed docker-init; then
        skip_lines "Docker" "docker.io is not installed" '"runtimes"' "${lines[0]}"
        return
    fi
    mkdir -p /etc/docker
    block '"runtimes"' >/etc/docker/daemon.json
    # the README's sentence about older ones
    mkdir -p "$work/older"
    grep -q DOCKER_BUILDKIT_RUNC_COMMAND "$(command -v dockerd)" || ln -s "$runtime" "$work/older/runc"
    # older ones lower their own score, which a machine may not allow
    if dockerd --help | grep -q oom-score-adjust; then score=--oom-score-adjust=0; fi
    printf '#!/bin/sh\nPATH=%s:$PATH exec /usr/sbin/dockerd %s %s "$@"\n' "$work/older" "${score-}" "${no_iptables:+--iptables=false}" >"$work/bin/dockerd"
    chmod +x "$work/bin/dockerd"
    op "Docker: dockerd with the runtime" docker_up "${lines[0]}"
    if [ "$(docker --version | sed 's/[^0-9]*\([0-9]*\).*/\1/')" -ge 23 ] && ! docker buildx version >/dev/null 2>&1; then
        skip_lines "Docker: build with BuildKit" "docker-buildx is not installed" "${lines[1]}"
        # the old builder takes the default runtime, which is out of reach here
        op "Docker: an image of the root filesystem" docker import --change 'CMD ["sleep", "1000"]' "$work/desk/rootfs.tar" image
    else op "Docker: build with BuildKit" bash -c 'set -e; typed "$1"; docker image inspect image' - "${lines[1]}"; fi
    op "Docker: run --runtime" says hi typed "${lines[2]}"
    op "Docker: as the default" docker_default
}

docker_up() {
    typed "$1" >"$work/logs/dockerd.log" 2>&1
    soon docker version || {
        tail -n 8 "$work/logs/dockerd.log"
        return 1
    }
    prints ocirun docker info --format '{{json .Runtimes}}'
}

# the words of the README's sentence, beside the block's
docker_default() {
    local words
    # shellcheck disable=SC2016 # a backquote of the README's
    words=$(grep -o '`"default-runtime": "[a-z]*"`' "$readme" | tr -d '`')
    sed -i "s/}\$/, $words}/" /etc/docker/daemon.json
    kill "$(cat /run/docker.pid)"
    patience=400 soon bash -c '! docker version'
    patience=400 soon bash -c '[ ! -e /run/docker.pid ]'
    dockerd >>"$work/logs/dockerd.log" 2>&1 &
    soon docker version
    says ocirun docker info --format '{{.DefaultRuntime}}'
    says hi docker run --rm image echo hi
}

export -f typed line fenced soon
export readme rootfs
