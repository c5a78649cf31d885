# shellcheck shell=bash
# shellcheck disable=SC2154 # $work, $here are setup.sh's
# containerd's CRI plugin with the handler of the README, a RuntimeClass of that name, and CRI-O's settings.

# shellcheck source=conformance/containerd/cri.sh
. "$here/../containerd/cri.sh"

cri() { timeout -k 5 90 "$here/../containerd/cri.py" /run/containerd/containerd.sock "$@"; }

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
    made first '{}' 'echo started; exec sleep 1000'
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

crio_lines() { skip_lines "CRI-O" "Debian has no package of it" 'crio.runtime.runtimes'; }
