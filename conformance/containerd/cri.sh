# shellcheck shell=bash
# The CRI plugin's operations, as a kubelet asks for them.

cri() { timeout -k 5 90 "$here/cri.py" /run/containerd/containerd.sock "$@"; }

# value FIELD: the first text or number of that name in the JSON on standard input
value() { sed -nE "s/.*\"$1\": \"?([^\",}]*).*/\1/p" | head -n 1; }

cri_operations() {
    if ! /usr/bin/python3 -c 'import grpc' 2>/dev/null; then
        skip "CRI" "python3-grpcio is not installed"
        return
    fi
    # the plugin has images of its own namespace
    c --namespace k8s.io image import "$work/image.tar" >/dev/null
    op "CRI: Version" prints containerd cri Version '{}'
    op "CRI: Status" soon network_ready
    op "CRI: RunPodSandbox" pod_run pod '{"namespace_options": {"network": 2, "pid": 1}}'
    op "CRI: PodSandboxStatus, ListPodSandbox" bash -c 'set -e; cri PodSandboxStatus "$(pod_id pod)" | grep "$(cat $work/pod)"; cri ListPodSandbox "{}" | grep "$(cat $work/pod)"'
    op "CRI: CreateContainer" made first '{}' 'echo started; exec sleep 1000'
    op "CRI: StartContainer" bash -c 'set -e; cri StartContainer "$(ct first)"; state first 1'
    op "CRI: its log" soon grep -E "stdout F started" "$work/logs/first.log"
    op "CRI: ReopenContainerLog" bash -c 'set -e; rm $work/logs/first.log; cri ReopenContainerLog "$(ct first)"; [ -e $work/logs/first.log ]'
    op "CRI: ListContainers" bash -c 'cri ListContainers "{}" | grep "$(cat $work/first)"'
    op "CRI: ExecSync" prints inside exec_sync first echo inside
    op "CRI: ExecSync: exit code, standard error" bash -c 'set -e; exec_sync first sh -c "echo bad >&2; exit 9" | tee /dev/stderr | grep -q "bad.*\"exit_code\": 9"'
    op "CRI: ExecSync: no such program" ends 1 "executable file not found in" exec_sync first no-such-program
    op "CRI: ExecSync: its time is over" ends 1 "DEADLINE_EXCEEDED" exec_sync first sleep 100
    cri_streams
    op "CRI: ContainerStats" bash -c 'set -e; [ "$(cri ContainerStats "$(ct first)" | value value)" -gt 0 ]'
    op "CRI: UpdateContainerResources" resources_updated
    op "CRI: StopContainer" bash -c 'set -e; cri StopContainer "$(ct first 1)"; state first 2; cri ContainerStatus "$(ct first)" | grep "\"exit_code\": 143"'
    op "CRI: RemoveContainer" bash -c 'set -e; cri RemoveContainer "$(ct first)"; ! cri ContainerStatus "$(ct first)"'
    cri_settings
    op "CRI: a container that ends" ended '{}' 'exit 3' 3
    op "CRI: StopPodSandbox, RemovePodSandbox" bash -c 'set -e; cri StopPodSandbox "$(pod_id pod)"; cri RemovePodSandbox "$(pod_id pod)"; ! cri PodSandboxStatus "$(pod_id pod)"'
    op "CRI: a pod with a network" networked
    op "CRI: a pod with one pid namespace, RemovePodSandbox of a running one" one_pid_namespace
    op "CRI: sysctls of a pod" pod_with_sysctls
}

cri_settings() {
    op "CRI: capabilities" said 00000000a80435fb '{"capabilities": {"add_capabilities": ["NET_ADMIN"]}}' 'grep CapEff /proc/self/status'
    op "CRI: user, groups" said "uid=1000 gid=1000 groups=42,1000" '{"run_as_user": {"value": 1000}, "run_as_group": {"value": 1000}, "supplemental_groups": [42]}' 'id | sed "s/([a-z]*)//g"'
    op "CRI: read-only root" said "Read-only" '{"readonly_rootfs": 1}' 'touch /x 2>&1'
    op "CRI: no new privileges" said "NoNewPrivs:	1" '{"no_new_privs": 1}' 'grep NoNewPrivs /proc/self/status'
    op "CRI: seccomp, the runtime's default" said "Seccomp:	2" '{"seccomp": {"profile_type": 0}}' 'grep Seccomp: /proc/self/status'
    op "CRI: seccomp, a file" said "No space" "{\"seccomp\": {\"profile_type\": 2, \"localhost_ref\": \"$work/profile.json\"}}" 'mkdir /tmp/x 2>&1'
    op "CRI: masked and read-only paths" said "0 Read-only" '{"masked_paths": ["/proc/keys"], "readonly_paths": ["/proc/sys"]}' 'echo $(wc -c </proc/keys) $( (echo 1 >/proc/sys/kernel/core_uses_pid) 2>&1 | grep -o Read-only)'
    op "CRI: mounts, variables, devices" said "v shared 1:3" '{}' 'echo $K $(cat /mnt/file) $(stat -c %t:%T /dev/nothing)'
}

network_ready() { cri Status '{}' | grep '"type": "NetworkReady", "status": 1'; }
pod_id() { printf '{"pod_sandbox_id": "%s"}' "$(cat "$work/$1")"; }
ct() { printf '{"container_id": "%s", "timeout": %s}' "$(cat "$work/$1")" "${2-0}" | sed 's/, "timeout": 0//'; }
state() { cri ContainerStatus "$(ct "$1")" | grep "\"state\": $2"; }

# pod_config NAME SECURITY SYSCTLS: a pod in the node's network has the node's name
pod_config() {
    local host=$1
    [[ $2 != *'"network": 2'* ]] || host=
    printf '{"metadata": {"name": "%s", "uid": "u", "namespace": "n"}, "hostname": "%s", "log_directory": "%s/logs",
        "linux": {"cgroup_parent": "/%s", "sysctls": %s, "security_context": %s}}' "$1" "$host" "$work" "$group" "$3" "$2"
}

# quoted WORD: as a JSON string
quoted() {
    local word=${1//\\/\\\\}
    printf '"%s"' "${word//\"/\\\"}"
}

# pod_run NAME SECURITY [SYSCTLS]
pod_run() {
    local none='{}'
    pod_config "$1" "$2" "${3-$none}" >"$work/$1.json"
    cri RunPodSandbox "{\"config\": $(cat "$work/$1.json"), \"runtime_handler\": \"${handler:-under-test}\"}" >"$work/answer"
    value pod_sandbox_id <"$work/answer" >"$work/$1"
}

# made NAME SECURITY SCRIPT: a container of the pod ${pod:-pod}
made() {
    local pod=${pod:-pod}
    echo shared >"$work/file"
    cri CreateContainer "{\"pod_sandbox_id\": \"$(cat "$work/$pod")\", \"sandbox_config\": $(cat "$work/$pod.json"), \"config\": {
        \"metadata\": {\"name\": \"$1\"}, \"image\": {\"image\": \"$image\"}, \"command\": [\"sh\", \"-c\", $(quoted "$3")], \"log_path\": \"$1.log\", ${settings:+$settings,}
        \"envs\": [{\"key\": \"K\", \"value\": \"v\"}], \"mounts\": [{\"container_path\": \"/mnt/file\", \"host_path\": \"$work/file\", \"readonly\": 1}],
        \"devices\": [{\"container_path\": \"/dev/nothing\", \"host_path\": \"/dev/null\", \"permissions\": \"rw\"}],
        \"linux\": {\"resources\": {\"memory_limit_in_bytes\": 134217728, \"cpu_shares\": 100, \"cpu_period\": 100000, \"cpu_quota\": 50000}, \"security_context\": $2}}}" >"$work/answer"
    value container_id <"$work/answer" >"$work/$1"
}

exec_sync() {
    local id=$1 command='' word
    shift
    for word; do command+=", $(quoted "$word")"; done
    cri ExecSync "{\"container_id\": \"$(cat "$work/$id")\", \"timeout\": 2, \"cmd\": [${command#, }]}"
}

# ended SECURITY SCRIPT CODE: a container that ends by itself with this exit code
ended() {
    made brief "$1" "$2"
    cri StartContainer "$(ct brief)"
    soon state brief 2
    [ "$3" = any ] || cri ContainerStatus "$(ct brief)" | grep "\"exit_code\": $3"
    cri RemoveContainer "$(ct brief)"
}

# said TEXT SECURITY SCRIPT
said() {
    ended "$2" "$3" any
    prints "$1" cat "$work/logs/brief.log"
    rm "$work/logs/brief.log"
}

resources_updated() {
    cri UpdateContainerResources "{\"container_id\": \"$(cat "$work/first")\", \"linux\": {\"memory_limit_in_bytes\": 67108864}}"
    cat "/sys/fs/cgroup"{/memory,}"/$group/$(cat "$work/first")"/memory.{limit_in_bytes,max} 2>/dev/null | grep -x 67108864
}

networked() {
    pod_run net '{"namespace_options": {"network": 0, "pid": 1}}'
    prints '"ip": "10.99.0.' cri PodSandboxStatus "$(pod_id net)"
    pod=net made web '{}' 'echo served >/data/index.html; exec httpd -f -p 80 -h /data'
    cri StartContainer "$(ct web)"
    prints served exec_sync web wget -q -O - "http://$(cri PodSandboxStatus "$(pod_id net)" | value ip)"
    prints "hostname net" exec_sync web sh -c 'echo hostname $(hostname)'
    cri StopPodSandbox "$(pod_id net)"
    cri RemovePodSandbox "$(pod_id net)"
}

one_pid_namespace() {
    pod_run shared '{"namespace_options": {"network": 2, "pid": 0}}'
    pod=shared made a '{"namespace_options": {"network": 2, "pid": 0}}' 'exec sleep 555'
    pod=shared made b '{"namespace_options": {"network": 2, "pid": 0}}' 'exec sleep 556'
    cri StartContainer "$(ct a)"
    cri StartContainer "$(ct b)"
    prints "sleep 555" exec_sync b ps
    cri RemovePodSandbox "$(pod_id shared)"
    gone 'sleep 55[56]'
}

pod_with_sysctls() {
    pod_run tuned '{"namespace_options": {"network": 0, "pid": 1}}' '{"net.core.somaxconn": "4096"}'
    pod=tuned made c '{}' 'cat /proc/sys/net/core/somaxconn; exec sleep 1000'
    cri StartContainer "$(ct c)"
    soon grep 4096 "$work/logs/c.log"
    cri RemovePodSandbox "$(pod_id tuned)"
}

export -f cri value pod_id ct state exec_sync quoted
export here
