#!/bin/bash
# In the virtual machine: runs /host/.vm/command as root, its output to the port `out`, its exit code to /host/.vm/code.
mkdir -p /host
port=/dev/$(basename "$(dirname "$(grep -lx out /sys/class/virtio-ports/*/name)")")
if ! mount -t virtiofs host /host; then
    echo "the host's directory cannot be mounted" >"$port"
    echo o >/proc/sysrq-trigger
    sleep 10
fi
ip link set lo up
export HOME=/root USER=root TERM=dumb LANG=C.UTF-8 PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
touch /host/.vm/booted
cd /host && bash /host/.vm/command >"$port" 2>&1 </dev/null
echo $? >/host/.vm/code
sync
echo o >/proc/sysrq-trigger
sleep 10
