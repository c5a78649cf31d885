#!/usr/bin/python3
"""cri SOCKET METHOD JSON: one call of the CRI's runtime service (runtime.v1), its answer printed as JSON.

Debian has no client of it. The messages are written and read here by the field numbers of k8s.io/cri-api's api.proto;
fields that are not in the table are left out of the answer.
"""
import json
import sys

import grpc

# message: field: (number, type); [type] is repeated, {} a map of strings
MESSAGES = {
    "Version": {},
    "VersionResponse": {"runtime_name": (2, "str"), "runtime_version": (3, "str"), "runtime_api_version": (4, "str")},
    "Status": {},
    "StatusResponse": {"status": (1, "RuntimeStatus")},
    "RuntimeStatus": {"conditions": (1, ["Condition"])},
    "Condition": {"type": (1, "str"), "status": (2, "int"), "reason": (3, "str"), "message": (4, "str")},
    "RunPodSandbox": {"config": (1, "PodConfig"), "runtime_handler": (2, "str")},
    "RunPodSandboxResponse": {"pod_sandbox_id": (1, "str")},
    "PodConfig": {"metadata": (1, "PodName"), "hostname": (2, "str"), "log_directory": (3, "str"), "dns_config": (4, "Dns"),
                  "port_mappings": (5, ["Port"]), "linux": (8, "LinuxPod")},
    "PodName": {"name": (1, "str"), "uid": (2, "str"), "namespace": (3, "str"), "attempt": (4, "int")},
    "Dns": {"servers": (1, ["str"])},
    "Port": {"protocol": (1, "int"), "container_port": (2, "int"), "host_port": (3, "int")},
    "LinuxPod": {"cgroup_parent": (1, "str"), "security_context": (2, "PodSecurity"), "sysctls": (3, {})},
    "PodSecurity": {"namespace_options": (1, "Namespaces"), "run_as_user": (3, "Value"), "readonly_rootfs": (4, "int")},
    "Security": {"capabilities": (1, "Capability"), "privileged": (2, "int"), "namespace_options": (3, "Namespaces"),
                 "run_as_user": (5, "Value"), "readonly_rootfs": (7, "int"), "supplemental_groups": (8, ["int"]),
                 "seccomp_profile_path": (10, "str"), "no_new_privs": (11, "int"), "run_as_group": (12, "Value"),
                 "masked_paths": (13, ["str"]), "readonly_paths": (14, ["str"]), "seccomp": (15, "Profile")},
    "Value": {"value": (1, "int")},
    "Profile": {"profile_type": (1, "int"), "localhost_ref": (2, "str")},
    "Capability": {"add_capabilities": (1, ["str"]), "drop_capabilities": (2, ["str"])},
    "Namespaces": {"network": (1, "int"), "pid": (2, "int"), "ipc": (3, "int"), "target_id": (4, "str")},
    "CreateContainer": {"pod_sandbox_id": (1, "str"), "config": (2, "Config"), "sandbox_config": (3, "PodConfig")},
    "CreateContainerResponse": {"container_id": (1, "str")},
    "Config": {"metadata": (1, "ContainerName"), "image": (2, "Image"), "command": (3, ["str"]), "args": (4, ["str"]),
               "working_dir": (5, "str"), "envs": (6, ["Env"]), "mounts": (7, ["Mount"]), "devices": (8, ["Device"]),
               "log_path": (11, "str"), "stdin": (12, "int"), "tty": (14, "int"), "linux": (15, "LinuxContainer")},
    "ContainerName": {"name": (1, "str"), "attempt": (2, "int")},
    "Image": {"image": (1, "str")},
    "Env": {"key": (1, "str"), "value": (2, "str")},
    "Mount": {"container_path": (1, "str"), "host_path": (2, "str"), "readonly": (3, "int"), "propagation": (5, "int")},
    "Device": {"container_path": (1, "str"), "host_path": (2, "str"), "permissions": (3, "str")},
    "LinuxContainer": {"resources": (1, "Resources"), "security_context": (2, "Security")},
    "Resources": {"cpu_period": (1, "int"), "cpu_quota": (2, "int"), "cpu_shares": (3, "int"),
                  "memory_limit_in_bytes": (4, "int"), "oom_score_adj": (5, "int"), "cpuset_cpus": (6, "str")},
    "StartContainer": {"container_id": (1, "str")},
    "StopContainer": {"container_id": (1, "str"), "timeout": (2, "int")},
    "RemoveContainer": {"container_id": (1, "str")},
    "ContainerStatus": {"container_id": (1, "str")},
    "ContainerStatusResponse": {"status": (1, "ContainerState")},
    "ContainerState": {"id": (1, "str"), "state": (3, "int"), "exit_code": (7, "int"), "reason": (10, "str")},
    "ListContainers": {},
    "ListContainersResponse": {"containers": (1, ["Listed"])},
    "Listed": {"id": (1, "str"), "state": (6, "int")},
    "ExecSync": {"container_id": (1, "str"), "cmd": (2, ["str"]), "timeout": (3, "int")},
    "ExecSyncResponse": {"stdout": (1, "str"), "stderr": (2, "str"), "exit_code": (3, "int")},
    "Exec": {"container_id": (1, "str"), "cmd": (2, ["str"]), "tty": (3, "int"), "stdin": (4, "int"), "stdout": (5, "int"),
             "stderr": (6, "int")},
    "ExecResponse": {"url": (1, "str")},
    "Attach": {"container_id": (1, "str"), "stdin": (2, "int"), "tty": (3, "int"), "stdout": (4, "int"), "stderr": (5, "int")},
    "AttachResponse": {"url": (1, "str")},
    "PortForward": {"pod_sandbox_id": (1, "str"), "port": (2, ["int"])},
    "PortForwardResponse": {"url": (1, "str")},
    "UpdateContainerResources": {"container_id": (1, "str"), "linux": (2, "Resources")},
    "UpdateContainerResourcesResponse": {},
    "ContainerStats": {"container_id": (1, "str")},
    "ContainerStatsResponse": {"stats": (1, "Stats")},
    "Stats": {"memory": (3, "Memory")},
    "Memory": {"working_set_bytes": (2, "Value"), "usage_bytes": (4, "Value")},
    "StopPodSandbox": {"pod_sandbox_id": (1, "str")},
    "RemovePodSandbox": {"pod_sandbox_id": (1, "str")},
    "PodSandboxStatus": {"pod_sandbox_id": (1, "str")},
    "PodSandboxStatusResponse": {"status": (1, "PodState")},
    "PodState": {"id": (1, "str"), "state": (3, "int"), "network": (5, "Network")},
    "Network": {"ip": (1, "str")},
    "ListPodSandbox": {},
    "ListPodSandboxResponse": {"items": (1, ["Listed"])},
    "ReopenContainerLog": {"container_id": (1, "str")},
}


def varint(number):
    number &= (1 << 64) - 1
    out = bytearray()
    while number > 0x7F:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes(out + bytes([number]))


def read_varint(data, at):
    number = shift = 0
    while True:
        byte = data[at]
        number |= (byte & 0x7F) << shift
        at, shift = at + 1, shift + 7
        if byte < 0x80:
            return number, at


def chunk(number, data):
    return varint(number << 3 | 2) + varint(len(data)) + data


def encode(kind, value):
    out = b""
    for name, content in value.items():
        number, field = MESSAGES[kind][name]
        for item in content if isinstance(field, list) else content.items() if field == {} else [content]:
            element = field[0] if isinstance(field, list) else field
            if element == "int":
                out += varint(number << 3) + varint(int(item))
            elif element == "str":
                out += chunk(number, item.encode())
            elif element == {}:
                out += chunk(number, chunk(1, item[0].encode()) + chunk(2, item[1].encode()))
            else:
                out += chunk(number, encode(element, item))
    return out


def decode(kind, data):
    fields = {number: (name, field) for name, (number, field) in MESSAGES.get(kind, {}).items()}
    out, at = {}, 0
    while at < len(data):
        tag, at = read_varint(data, at)
        if tag & 7 == 0:
            item, at = read_varint(data, at)
        else:
            size, at = (8, at) if tag & 7 == 1 else (4, at) if tag & 7 == 5 else read_varint(data, at)
            item, at = data[at:at + size], at + size
        if tag >> 3 not in fields:
            continue
        name, field = fields[tag >> 3]
        element = field[0] if isinstance(field, list) else field
        item = item if element == "int" else item.decode() if element == "str" else decode(element, item)
        if isinstance(field, list):
            out.setdefault(name, []).append(item)
        else:
            out[name] = item
    return out


def main():
    socket, method, request = sys.argv[1], sys.argv[2], json.loads(sys.argv[3])
    with grpc.insecure_channel("unix://" + socket) as channel:
        call = channel.unary_unary("/runtime.v1.RuntimeService/" + method,
                                   lambda value: encode(method, value), lambda data: decode(method + "Response", data))
        try:
            print(json.dumps(call(request, timeout=60)))
        except grpc.RpcError as error:
            sys.exit(f"{error.code().name}: {error.details()}")


main()
