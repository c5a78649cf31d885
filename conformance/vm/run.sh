#!/bin/bash
# run.sh COMMAND: boots the virtual machine of image.sh (systemd, cgroup v2, emulated: no KVM needed), with the directory
# $VM_SHARE as its /host, runs the shell command there as root, passes on its output and exit code (125: the machine itself
# failed). The disk forgets what a run changed. VM_TIMEOUT: seconds (900). VM_MEMORY: megabytes (3072).
# VM_TIMES: a file for its real and processor time. VM_ARCH: x64 without it, or arm64 with image-arm64.sh's disk.
# VM_ICOUNT: one processor, whose clock counts instructions, each 2^VM_ICOUNT ns, and does not wait where nothing runs: times are
# ratios then, and hardly differ from run to run.
set -uo pipefail
home=${VM_HOME:?the directory of image.sh} share=${VM_SHARE:?a directory to share} memory=${VM_MEMORY:-3072}M
talk=$share/.vm

filesystem='' emulator='' output='' watch='' work=''
# whoever ends this script ends the machine, too
trap 'kill $watch $emulator $filesystem $output 2>/dev/null; rm -rf "$work"' EXIT

# machine_of ARCH: its emulator, machine and kernel's options
machine_of() {
    append="quiet panic=-1 mitigations=off audit=0 cryptomgr.notests norandmaps nokaslr"
    case $1 in
    x64)
        qemu=qemu-system-x86_64 machine=(-cpu 'Nehalem-v1,+rdrand')
        append="console=ttyS0 $append random.trust_cpu=on tsc=reliable systemd.show_status=0 nopti no5lvl"
        # QEMU 7's emulation of cmpxchg16b spoils the flags, which panics the guest's kernel at random; .NET cannot do without
        # the instruction, so that only the kernel is told that there is none.
        if qemu-system-x86_64 --version | grep -q 'version 7'; then append="$append clearcpuid=cx16"; fi
        ;;
    arm64)
        # the oldest processor of QEMU's with pages of 4, 16 and 64 KiB, 32-bit programs and atomic instructions, and without
        # pointer authentication, which is slow to emulate
        qemu=qemu-system-aarch64 machine=(-machine 'virt,gic-version=3' -cpu cortex-a76)
        append="console=ttyAMA0 $append kpti=off"
        ;;
    esac
}

attempt() {
    local code begun=$SECONDS qemu machine append turns=(-accel "tcg,thread=multi" -smp 2)
    [ -z "${VM_ICOUNT-}" ] || turns=(-accel "tcg,thread=single" -smp 1 -icount "shift=$VM_ICOUNT,sleep=off")
    work=$(mktemp -d /tmp/ocirun-vm.XXXXXX)
    rm -rf "$talk" && mkdir -p "$talk"
    printf '%s\n' "$1" >"$talk/command"
    machine_of "${VM_ARCH:-x64}"
    if [ -x /usr/lib/qemu/virtiofsd ]; then
        /usr/lib/qemu/virtiofsd --socket-path="$work/fs" -o source="$share" -o cache=auto -o sandbox=chroot >"$work/fs.log" 2>&1 &
    else
        /usr/libexec/virtiofsd --socket-path="$work/fs" --shared-dir "$share" --cache auto --sandbox chroot >"$work/fs.log" 2>&1 &
    fi
    filesystem=$!
    for _ in $(seq 100); do [ -S "$work/fs" ] && break; sleep 0.05; done
    mkfifo "$work/out"
    cat "$work/out" &
    output=$!
    timeout -k 5 "${VM_TIMEOUT:-900}" "$qemu" "${machine[@]}" "${turns[@]}" -m "$memory" \
        -object memory-backend-memfd,id=memory,size="$memory",share=on -numa node,memdev=memory \
        -nodefaults -no-user-config -display none -no-reboot -serial file:"$home/console.log" \
        -kernel "$home/vmlinuz" -initrd "$home/initrd.img" \
        -append "$append" \
        -drive file="$home/disk.img",format=raw,if=none,id=disk,cache=unsafe,snapshot=on -device virtio-blk-pci,drive=disk \
        -chardev socket,id=fs,path="$work/fs" -device vhost-user-fs-pci,chardev=fs,tag=host,queue-size=1024 \
        -device virtio-rng-pci -device virtio-serial-pci \
        -chardev file,id=out,path="$work/out" -device virtserialport,chardev=out,name=out >"$home/qemu.log" 2>&1 &
    emulator=$!
    # Under a loaded host systemd sometimes freezes while it boots.
    (
        for _ in $(seq "${VM_BOOT_TIMEOUT:-240}"); do
            sleep 1
            if [ -e "$talk/booted" ] || ! kill -0 $emulator 2>/dev/null; then exit; fi
            grep -aq 'Freezing execution\|Kernel panic' "$home/console.log" && break
        done
        pkill -P $emulator
    ) &
    watch=$!
    wait $emulator
    # a machine that never opened its end would leave the reader waiting for one
    : <>"$work/out"
    kill $watch $filesystem 2>/dev/null
    wait $output
    rm -rf "$work"
    if [ -n "${VM_TIMES-}" ]; then
        times >"$VM_TIMES"
        sed -i -n "2s/\(.*\) \(.*\)/the virtual machine ran for $((SECONDS - begun)) s; processor time \1, in the kernel \2/p" "$VM_TIMES"
    fi
    filesystem='' emulator='' output='' watch=''
    code=$(cat "$talk/code" 2>/dev/null) || code=125
    return "${code:-125}"
}

exec 9>"$home/lock"
flock 9 # one machine at a time on a disk
attempt "$*" 9>&-
code=$?
if [ "$code" = 125 ] && [ ! -e "$talk/booted" ]; then
    echo "the virtual machine did not boot (see $home/console.log, $home/qemu.log); once more" >&2
    attempt "$*" 9>&-
    code=$?
fi
exit $code
