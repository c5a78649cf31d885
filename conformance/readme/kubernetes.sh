# shellcheck shell=bash
# shellcheck disable=SC2154 # $work, $here are setup.sh's
# containerd's CRI plugin with the handler of the README, a RuntimeClass of that name, and CRI-O's settings.

# shellcheck source=conformance/containerd/cri.sh
. "$here/../containerd/cri.sh"

cri() { timeout -k 5 90 "$here/../containerd/cri.py" "${socket:-/run/containerd/containerd.sock}" "$@"; }

kubernetes_lines() {
    op "Kubernetes: a RuntimeClass of containerd's handler" runtime_class
    if ! installed containerd || ! /usr/bin/python3 -c 'import grpc' 2>/dev/null; then
        skip_lines "Kubernetes: a pod of that handler" "containerd or python3-grpcio is not installed" 'plugins.*cri.*runtimes'
        return
    fi
    start_containerd
    handler=$(handler_of_containerd)
    image=$(containerd config dump | sed -nE 's/^ *sandbox_image = "(.*)"/\1/p')
    docker_archive "$work/pause.tar" "$image"
    ctr --namespace k8s.io image import "$work/pause.tar" >/dev/null
    op "Kubernetes: a pod of that handler" a_pod
    op "Kubernetes: a container in it, exec" a_container
    op "Kubernetes: both stopped and removed" gone_again
}

# the name of the runtime that is the binary installed
handler_of_containerd() { block 'plugins.*cri.*runtimes' | sed -nE 's/^ *([a-z]+) = .*BinaryName.*/\1/p'; }

runtime_class() {
    local class
    class=$(block 'RuntimeClass')
    if /usr/bin/python3 -c 'import yaml' 2>/dev/null; then
        class=$(/usr/bin/python3 -c 'import sys, yaml
it = yaml.safe_load(sys.stdin)
assert (it["apiVersion"], it["kind"]) == ("node.k8s.io/v1", "RuntimeClass") and it["metadata"]["name"], it
print("handler: %s}" % it["handler"])' <<<"$class")
    fi
    [[ $class = *"handler: $(handler_of_containerd)}" ]]
}

a_pod() {
    pod_run pod '{"namespace_options": {"network": 2, "pid": 1}}'
    known_to_runtime k8s.io "$(cat "$work/pod")"
}

a_container() {
    made first '{"namespace_options": {"network": 2, "pid": 1}}' 'echo started; exec sleep 1000'
    cri StartContainer "$(ct first)"
    state first 1
    prints hi exec_sync first echo hi
}

gone_again() {
    cri StopContainer "$(ct first)"
    cri RemoveContainer "$(ct first)"
    cri StopPodSandbox "$(pod_id pod)"
    cri RemovePodSandbox "$(pod_id pod)"
    ! cri PodSandboxStatus "$(pod_id pod)"
}

# CRIO: a crio of one's own, with pinns beside it, since Debian has no package of it
crio_lines() {
    local crio
    crio=${CRIO:-$(command -v crio)}
    op "CRI-O: a runtime's names in its settings" crio_settings
    if [ ! -x "$crio" ] || ! built || ! /usr/bin/python3 -c 'import grpc' 2>/dev/null; then
        skip "CRI-O itself" "no crio (Debian has no package of it; CRIO names one's own), no image of Podman's, or no python3-grpcio"
        return
    fi
    start_crio "$crio"
    socket=/run/crio/crio.sock handler=$(crio_handler) image=localhost/image:latest
    op "CRI-O: a pod of that handler" crio_pod
    op "CRI-O: a container in it, exec" a_container
    op "CRI-O: both stopped and removed" gone_again
    if (echo -998 >/proc/self/oom_score_adj) 2>/dev/null; then
        op "CRI-O, one pid namespace for a pod" crio_infra
    else
        skip "CRI-O, one pid namespace for a pod" "its first container has an OOM score below zero, which this machine does not allow"
    fi
    unset socket
}

crio_handler() { block 'crio.runtime.runtimes' | sed -nE 's/.*runtimes\.([a-z]+)\].*/\1/p'; }

# as crio.conf(5) has them
crio_settings() {
    block 'crio.runtime.runtimes' | /usr/bin/python3 -c 'import sys, tomllib
it = tomllib.loads(sys.stdin.read())["crio"]["runtime"]["runtimes"]
assert it == {"ocirun": {"runtime_path": sys.argv[1], "runtime_type": "oci"}}, it' "$runtime"
}

start_crio() {
    mkdir -p /etc/crio/crio.conf.d /etc/cni/net.d
    # what a machine without systemd and without a registry needs
    cat >/etc/crio/crio.conf <<END
[crio.runtime]
cgroup_manager = "cgroupfs"
conmon_cgroup = "pod"
pinns_path = "$(dirname "$1")/pinns"
[crio.image]
pause_image = "localhost/image:latest"
END
    block 'crio.runtime.runtimes' >/etc/crio/crio.conf.d/ocirun.conf
    "$1" >"$work/logs/crio.log" 2>&1 &
    socket=/run/crio/crio.sock soon cri Version '{}' || tail -n 20 "$work/logs/crio.log"
}

crio_pod() {
    pod_run pod '{"namespace_options": {"network": 2, "pid": 1}}'
    [ -n "$(cat "$work/pod")" ]
}

# its first container is CRI-O's own
crio_infra() {
    pod_run pod '{"namespace_options": {"network": 2, "pid": 0}}'
    made first '{"namespace_options": {"network": 2, "pid": 0}}' 'exec sleep 1000'
    cri StartContainer "$(ct first)"
    prints "sleep 100000" exec_sync first ps
    gone_again
}
