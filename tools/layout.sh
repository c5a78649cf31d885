#!/bin/bash
# layout.sh BINARY: writes src/OciRuntime/layout/order.txt, the functions that the verbs call, in the order of their first
# calls, for the linker to put them together (docs/adr/0009). As root, on x86_64, with a static busybox. The list need not be
# complete: a name that is not there any more is passed over, and a new function lies with the others.
set -euo pipefail
binary=$(realpath "$1") top=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d /tmp/ocirun-layout.XXXXXX)
trap '"$binary" --root "$work/state" delete --force layout 2>/dev/null || :; rm -rf "$work"; rmdir /sys/fs/cgroup/*/ocirun-layout /sys/fs/cgroup/ocirun-layout 2>/dev/null || :' EXIT
gcc -O2 -Wall -Wextra -Werror -o "$work/calls" "$top/tools/layout/calls.c"
nm "$binary.dbg" | awk '$2 ~ /^[tTwWi]$/ { print $1, $3 }' >"$work/symbols"
cut -d' ' -f1 "$work/symbols" >"$work/addresses"

mkdir -p "$work/rootfs/bin" "$work"/rootfs/{proc,dev,sys,etc} "$work/run"
cp "$(command -v busybox)" "$work/rootfs/bin/busybox"
for applet in true sleep; do ln -s busybox "$work/rootfs/bin/$applet"; done
printf 'layout\n' | tee "$work/hostname" >"$work/rootfs/etc/hostname"
# as an engine writes it
config() {
    cat <<JSON
{"ociVersion":"1.2.0","hostname":"layout","root":{"path":"$work/rootfs"},
 "process":{"user":{"uid":0,"gid":0,"umask":18,"additionalGids":[1,2]},"args":["$1","$2"],"env":["PATH=/bin","TERM=xterm"],"cwd":"/",
  "rlimits":[{"type":"RLIMIT_NOFILE","hard":1024,"soft":1024}],"noNewPrivileges":true,"oomScoreAdj":0,
  "capabilities":{"bounding":["CAP_CHOWN","CAP_KILL"],"effective":["CAP_CHOWN","CAP_KILL"],"permitted":["CAP_CHOWN","CAP_KILL"]}},
 "mounts":[{"destination":"/proc","type":"proc","source":"proc","options":["nosuid","noexec","nodev"]},
  {"destination":"/dev","type":"tmpfs","source":"tmpfs","options":["nosuid","strictatime","mode=755","size=65536k"]},
  {"destination":"/dev/pts","type":"devpts","source":"devpts","options":["nosuid","noexec","newinstance","ptmxmode=0666","mode=0620","gid=5"]},
  {"destination":"/dev/shm","type":"tmpfs","source":"shm","options":["nosuid","noexec","nodev","mode=1777","size=65536k"]},
  {"destination":"/dev/mqueue","type":"mqueue","source":"mqueue","options":["nosuid","noexec","nodev"]},
  {"destination":"/sys","type":"sysfs","source":"sysfs","options":["nosuid","noexec","nodev","ro"]},
  {"destination":"/etc/hostname","type":"bind","source":"$work/hostname","options":["rbind","rprivate","ro"]},
  {"destination":"/sys/fs/cgroup","type":"cgroup","source":"cgroup","options":["rprivate","nosuid","noexec","nodev","relatime","ro"]}],
 "annotations":{"org.example.name":"layout"},
 "linux":{"sysctl":{"net.ipv4.ping_group_range":"0 0"},
  "resources":{"devices":[{"allow":false,"access":"rwm"}],"memory":{"limit":209715200},"cpu":{"quota":150000,"period":100000,"shares":512},"pids":{"limit":2048}},
  "namespaces":[{"type":"pid"},{"type":"network"},{"type":"ipc"},{"type":"uts"},{"type":"mount"},{"type":"cgroup"}],
  "maskedPaths":["/proc/acpi","/proc/kcore","/proc/keys","/proc/timer_list","/proc/scsi","/sys/firmware"],
  "readonlyPaths":["/proc/bus","/proc/fs","/proc/irq","/proc/sys","/proc/sysrq-trigger"],
  "seccomp":{"defaultAction":"SCMP_ACT_ALLOW","architectures":["SCMP_ARCH_X86_64","SCMP_ARCH_X86","SCMP_ARCH_X32"],"syscalls":[
   {"names":["acct","add_key","bpf","delete_module","finit_module","fsconfig","fsmount","fsopen","init_module","ioperm","iopl","kexec_file_load",
    "kexec_load","keyctl","lookup_dcookie","mbind","mount","move_mount","move_pages","open_by_handle_at","open_tree","perf_event_open",
    "pivot_root","quotactl","reboot","request_key","set_mempolicy","setns","settimeofday","swapoff","swapon","syslog","umount2","unshare",
    "userfaultfd","vhangup"],"action":"SCMP_ACT_ERRNO","errnoRet":1},
   {"names":["personality"],"action":"SCMP_ACT_ERRNO","args":[{"index":0,"value":8,"op":"SCMP_CMP_EQ"}]},
   {"names":["socket"],"action":"SCMP_ACT_ERRNO","errnoRet":22,"args":[{"index":0,"value":16,"op":"SCMP_CMP_EQ"},{"index":2,"value":9,"op":"SCMP_CMP_EQ"}]},
   {"names":["clone"],"action":"SCMP_ACT_ERRNO","args":[{"index":0,"value":2114060288,"valueTwo":0,"op":"SCMP_CMP_MASKED_EQ"}]}]}}}
JSON
}
mkdir "$work/shared" "$work/allows"
config /bin/true x >"$work/config.json"
config /bin/true x | sed 's/,{"type":"cgroup"}//; s|/rootfs"}|/rootfs","readonly":true}|' >"$work/shared/config.json"
# a profile that allows what it names, by conditions of several kinds
config /bin/true x | sed 's/"defaultAction":"SCMP_ACT_ALLOW"/"defaultAction":"SCMP_ACT_ERRNO","defaultErrnoRet":38/
    s/"names":\["acct",/"names":["execve","execveat","exit","exit_group","brk","arch_prctl","set_tid_address","set_robust_list","rseq","prlimit64","prctl","readlink","getrandom","mprotect","getuid","read","write","nanosleep",/
    s/"action":"SCMP_ACT_ERRNO","errnoRet":1/"action":"SCMP_ACT_ALLOW"/
    s/{"names":\["personality"\],"action":"SCMP_ACT_ERRNO","args":\[{"index":0,"value":8,"op":"SCMP_CMP_EQ"}\]}/{"names":["personality"],"action":"SCMP_ACT_ALLOW","args":[{"index":0,"value":0,"op":"SCMP_CMP_EQ"}]},{"names":["personality"],"action":"SCMP_ACT_ALLOW","args":[{"index":0,"value":8,"op":"SCMP_CMP_EQ"}]},{"names":["socket"],"action":"SCMP_ACT_ALLOW","args":[{"index":0,"value":40,"op":"SCMP_CMP_NE"}]}/
    s/"options":\["rbind","rprivate","ro"\]/"options":["bind","rprivate"]/
    s/"namespaces":\[/"cgroupsPath":"\/ocirun-layout\/of","namespaces":[/' >"$work/allows/config.json"
config /bin/sleep 1000 >"$work/run/config.json"
verb() {
    "$work/calls" "$work/addresses" "$work/called" "$binary" --root "$work/state" "$@" </dev/null >/dev/null || {
        echo "layout.sh: $1 failed" >&2
        exit 1
    }
}
verb run --bundle "$work" layout
verb run --bundle "$work/shared" layout
verb run --bundle "$work/allows" layout
verb create --bundle "$work/run" layout
verb start layout
verb exec layout /bin/true
verb state layout
verb list
verb update --memory 300000000 layout
verb kill layout TERM
verb delete --force layout
mkdir -p "$top/src/OciRuntime/layout"
awk 'NR == FNR { names[$1] = names[$1] $2 "\n"; next }
     { sub(/^0*/, ""); address = sprintf("%016s", $1); gsub(/ /, "0", address); if (!seen[address]++) printf "%s", names[address] }' \
    "$work/symbols" "$work/called" >"$top/src/OciRuntime/layout/order.txt"
wc -l <"$top/src/OciRuntime/layout/order.txt"
