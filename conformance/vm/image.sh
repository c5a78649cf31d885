#!/bin/bash
# image.sh: makes the virtual machine's kernel, initrd and disk in $VM_HOME, from Debian packages alone; needs root, the
# network and 5 GB. What this recipe has made before is kept.
set -euo pipefail
home=${VM_HOME:?a directory for the image}
root=$home/root
mkdir -p "$home"
recipe=$(cat "$0" "$(dirname "$0")/guest.sh" | sha256sum)
if [ "$(cat "$home/recipe" 2>/dev/null)" = "$recipe" ]; then exit 0; fi
rm -rf --one-file-system "$home/recipe" "$root"

packages=systemd,systemd-sysv,dbus,udev,linux-image-cloud-amd64,runc,crun,jq,procps,iproute2,kmod,ca-certificates,busybox-static
packages=$packages,bash,dbus-user-session,libpam-systemd,uidmap,sudo,gcc,libc6-dev,strace
packages=$packages,podman,conmon,catatonit,netavark,containerd,iptables,nftables,python3
debootstrap --variant=minbase --include="$packages" trixie "$root" ${MIRROR:+"$MIRROR"}

kernel=$(find "$root/lib/modules" -mindepth 1 -maxdepth 1 -printf '%f\n' | sort -V | tail -n 1)
cp "$root/boot/vmlinuz-$kernel" "$home/vmlinuz"

echo vm >"$root/etc/hostname"
: >"$root/etc/fstab"
echo 0123456789abcdef0123456789abcdef >"$root/etc/machine-id"
mkdir -p "$root/host" "$root/var/lib/systemd/linger"
# a user without privileges, whose systemd runs and has controllers to give
grep -q '^tester:' "$root/etc/passwd" || chroot "$root" useradd -m -u 1000 -s /bin/bash tester
for map in subuid subgid; do grep -q '^tester:' "$root/etc/$map" || echo tester:100000:65536 >>"$root/etc/$map"; done
touch "$root/var/lib/systemd/linger/tester"
mkdir -p "$root/etc/systemd/system/user@.service.d" "$root/etc/systemd/system/multi-user.target.wants"
printf '[Service]\nDelegate=cpu cpuset io memory pids\n' >"$root/etc/systemd/system/user@.service.d/delegate.conf"
# What costs seconds of an emulated boot and serves no test.
for unit in getty.target serial-getty@ttyS0.service getty@tty1.service apt-daily.timer apt-daily-upgrade.timer dpkg-db-backup.timer \
    e2scrub_all.timer e2scrub_reap.service fstrim.timer man-db.timer systemd-timesyncd.service systemd-networkd-wait-online.service \
    systemd-udevd.service systemd-udev-trigger.service systemd-udevd-control.socket systemd-udevd-kernel.socket \
    systemd-journal-flush.service systemd-journal-catalog-update.service systemd-random-seed.service systemd-sysusers.service \
    systemd-update-done.service systemd-update-utmp.service systemd-hwdb-update.service systemd-binfmt.service systemd-pstore.service \
    systemd-modules-load.service kmod-static-nodes.service ldconfig.service systemd-firstboot.service systemd-machine-id-commit.service \
    systemd-tpm2-setup.service systemd-tpm2-setup-early.service dev-hugepages.mount sys-kernel-debug.mount sys-kernel-tracing.mount \
    remote-fs.target nfs-client.target containerd.service podman.service podman.socket podman-restart.service \
    podman-auto-update.service podman-auto-update.timer podman-clean-transient.service nftables.service; do
    ln -sfn /dev/null "$root/etc/systemd/system/$unit"
done
install -m 755 "$(dirname "$0")/guest.sh" "$root/usr/local/sbin/guest"
cat >"$root/etc/systemd/system/guest.service" <<'UNIT'
[Unit]
Description=the command that the host wants run
After=basic.target dbus.socket
[Service]
ExecStart=/usr/local/sbin/guest
Delegate=yes
KillMode=process
TasksMax=infinity
LimitNOFILE=1048576
OOMPolicy=continue
[Install]
WantedBy=multi-user.target
UNIT
ln -sf ../guest.service "$root/etc/systemd/system/multi-user.target.wants/guest.service"

# The initrd finds the disk and hands over: busybox and one module.
tree=$(mktemp -d)
trap 'rm -rf "$tree"' EXIT
mkdir -p "$tree"/{bin,dev,proc,new}
cp "$root/bin/busybox" "$tree/bin/busybox"
module=$(find "$root/lib/modules/$kernel" -name 'virtio_blk.ko*' | head -n 1)
case $module in
*.xz) xz -dc "$module" >"$tree/virtio_blk.ko" ;;
*.zst) zstd -qdc "$module" >"$tree/virtio_blk.ko" ;;
*) cp "$module" "$tree/virtio_blk.ko" ;;
esac
cat >"$tree/init" <<'INIT'
#!/bin/busybox sh
/bin/busybox mount -t devtmpfs dev /dev
/bin/busybox mount -t proc proc /proc
/bin/busybox insmod /virtio_blk.ko
n=0
while [ ! -b /dev/vda ] && [ $n -lt 100 ]; do /bin/busybox sleep 0.1; n=$((n + 1)); done
/bin/busybox mount -t ext4 -o rw,noatime /dev/vda /new
/bin/busybox umount /proc
/bin/busybox mount --move /dev /new/dev
exec /bin/busybox switch_root /new /lib/systemd/systemd
INIT
chmod +x "$tree/init"
(cd "$tree" && find . | cpio -o -H newc --quiet) >"$home/initrd.img"
truncate -s 5G "$home/disk.new"
mke2fs -q -t ext4 -O ^has_journal -E lazy_itable_init=1 -d "$root" "$home/disk.new"
mv "$home/disk.new" "$home/disk.img"
echo "$recipe" >"$home/recipe"
