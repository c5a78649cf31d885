# shellcheck shell=bash
# A containerd of this run's own: root, state and socket in $work, an image made of busybox, a CRI plugin on the runtime.

setup() {
    private_run
    mkdir -p "$work"/{cni,image}
    # containerd's CRI keeps the addresses it gave here
    mkdir -p /var/lib/cni
    mount --bind "$work/cni" /var/lib/cni
    rootfs=$work/rootfs
    busybox_rootfs "$rootfs"
    write_config
    # where a client names no runtime, the shim looks for runc in PATH
    mkdir -p "$work/bin"
    ln -sf "$runtime" "$work/bin/runc"
    PATH=$work/bin:$PATH containerd --config "$work/config.toml" >"$work/containerd.log" 2>&1 &
    soon c version || fatal
    oci_archive "$work/image.tar" "docker.io/library/smoke:latest"
    c image import "$work/image.tar" >/dev/null || fatal
}

fatal() {
    echo "containerd did not start" >&2
    tail -n 20 "$work/containerd.log" >&2
    exit 1
}

write_config() {
    cat >"$work/config.toml" <<END
version = 2
root = "$work/root"
state = "/run/containerd"
[grpc]
  address = "/run/containerd/containerd.sock"
[plugins."io.containerd.grpc.v1.cri"]
  # a machine may not let us go below zero
  restrict_oom_score_adj = true
  sandbox_image = "docker.io/library/smoke:latest"
  [plugins."io.containerd.grpc.v1.cri".cni]
    bin_dir = "/usr/lib/cni"
    conf_dir = "$work/net.d"
  [plugins."io.containerd.grpc.v1.cri".containerd]
    default_runtime_name = "under-test"
    [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.under-test]
      runtime_type = "io.containerd.runc.v2"
      options = { BinaryName = "$runtime" }
END
    mkdir -p "$work/net.d"
    cat >"$work/net.d/10-bridge.conflist" <<END
{"cniVersion": "0.4.0", "name": "smoke", "plugins": [
  {"type": "bridge", "bridge": "ocirun0", "isGateway": true,
   "ipam": {"type": "host-local", "ranges": [[{"subnet": "10.99.0.0/24"}]]}},
  {"type": "loopback"}]}
END
}

# oci_archive FILE NAME: an image of one layer, as docker save writes it
oci_archive() {
    local layer=$work/image/layer.tar config=$work/image/config.json digest
    tar -C "$rootfs" -cf "$layer" .
    digest=$(sha256sum "$layer" | cut -d' ' -f1)
    cat >"$config" <<END
{"architecture": "amd64", "os": "linux", "created": "2024-01-01T00:00:00Z",
 "config": {"Cmd": ["/bin/sleep", "1000"], "Env": ["PATH=/bin", "FROM_IMAGE=yes"], "WorkingDir": "/data"},
 "rootfs": {"type": "layers", "diff_ids": ["sha256:$digest"]}}
END
    echo '[{"Config":"config.json","RepoTags":["'"$2"'"],"Layers":["layer.tar"]}]' >"$work/image/manifest.json"
    tar -C "$work/image" -cf "$1" manifest.json config.json layer.tar
}

# c ARGS...: ctr in a containerd namespace of the run's own, which also names the cgroup parent
c() { timeout -k 5 "${seconds:-60}" ctr --address /run/containerd/containerd.sock --namespace "$group" "$@"; }
