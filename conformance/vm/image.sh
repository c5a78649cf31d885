#!/bin/bash
# image.sh: makes the virtual machine's kernel, initrd and disk in $VM_HOME, from Debian packages alone; needs root, the
# network and 4 GB. What this recipe has made before is kept. VM_SUITE: trixie (13) without it, or sid.
set -euo pipefail
home=${VM_HOME:?a directory for the image}
suite=${VM_SUITE:-trixie}
root=$home/root
mkdir -p "$home"
recipe=$(cat "$0" "$(dirname "$0")"/{guest,initrd}.sh <(echo "$suite") | sha256sum)
if [ "$(cat "$home/recipe" 2>/dev/null)" = "$recipe" ]; then exit 0; fi
rm -rf --one-file-system "$home/recipe" "$root"

packages=systemd,systemd-sysv,dbus,udev,jq,procps,iproute2,kmod,busybox-static,dbus-user-session,libpam-systemd,uidmap
packages=$packages,gcc,libc6-dev,strace,runc,crun,bsdutils
packages=$packages,podman,conmon,catatonit,netavark,aardvark-dns,passt,nftables,containerd
kernel=linux-image-cloud-amd64

# sid's signature ends after a week, which a mirror that is a snapshot does not renew
valid=()
[ "$suite" != sid ] || valid=(--aptopt='Acquire::Check-Valid-Until "false"')
# the kernel's package is only unpacked: its scripts would make an initrd that nobody reads
mmdebstrap --variant=minbase --mode=root --include="$packages" --aptopt='Acquire::Languages "none"' \
    --dpkgopt=force-unsafe-io --dpkgopt='path-exclude=/usr/share/man/*' --dpkgopt='path-exclude=/usr/share/doc/*' \
    --dpkgopt='path-exclude=/usr/share/locale/*' --skip=cleanup/apt/lists "${valid[@]}" \
    "$suite" "$root" ${MIRROR:+"$MIRROR"}
package=$(chroot "$root" apt-cache depends "$kernel" | sed -n 's/^ *Depends: \(linux-image-[0-9].*\)/\1/p' | head -n 1)
mkdir -p "$root/usr/lib/modules" "$root/kernel"
# newer packages have the kernel and its modules in two others
parts=$(chroot "$root" apt-cache depends "$package" | sed -n 's/^ *Depends: \(linux-\(binary\|modules\)-.*\)/\1/p')
for part in $package $parts; do
    (cd "$root/kernel" && chroot "$root" sh -c "cd /kernel && apt-get download -q $part" && dpkg-deb -x "$part"_*.deb .)
done
cp "$root"/kernel/boot/vmlinuz-* "$home/vmlinuz"
for modules in "$root"/kernel/usr/lib/modules/* "$root"/kernel/lib/modules/*; do [ ! -d "$modules" ] || break; done
version=$(basename "$modules")
mv "$modules" "$root/usr/lib/modules/"
rm -rf "$root/kernel" "$root"/var/lib/apt/lists/* "$root"/var/cache/apt/*

echo vm >"$root/etc/hostname"
: >"$root/etc/fstab"
echo 0123456789abcdef0123456789abcdef >"$root/etc/machine-id"
mkdir -p "$root/host" "$root/var/lib/systemd/linger"
# a user without privileges, whose systemd runs and has controllers to give; `containers` is Podman's for --userns auto
grep -q '^tester:' "$root/etc/passwd" || useradd -R "$root" -m -u 1000 -s /bin/bash tester
for map in subuid subgid; do printf 'tester:100000:65536\ncontainers:500000:65536\n' >"$root/etc/$map"; done
touch "$root/var/lib/systemd/linger/tester"
mkdir -p "$root/etc/systemd/system/user@.service.d" "$root/etc/systemd/system/multi-user.target.wants"
printf '[Service]\nDelegate=cpu cpuset io memory pids\n' >"$root/etc/systemd/system/user@.service.d/delegate.conf"
# What costs seconds of an emulated boot and serves no test.
for unit in getty.target serial-getty@ttyS0.service getty@tty1.service apt-daily.timer \
    apt-daily-upgrade.timer dpkg-db-backup.timer systemd-networkd-wait-online.service \
    e2scrub_all.timer e2scrub_reap.service fstrim.timer man-db.timer systemd-timesyncd.service \
    systemd-udevd.service systemd-udev-trigger.service systemd-udevd-control.socket systemd-udevd-kernel.socket \
    systemd-udev-load-credentials.service systemd-journal-flush.service systemd-journal-catalog-update.service \
    systemd-random-seed.service systemd-sysusers.service systemd-tmpfiles-clean.timer systemd-resolved.service \
    systemd-update-done.service systemd-update-utmp.service systemd-hwdb-update.service systemd-binfmt.service systemd-pstore.service \
    systemd-modules-load.service kmod-static-nodes.service ldconfig.service systemd-firstboot.service systemd-machine-id-commit.service \
    systemd-tpm2-setup.service systemd-tpm2-setup-early.service systemd-pcrphase.service dev-hugepages.mount \
    sys-kernel-debug.mount sys-kernel-tracing.mount sys-kernel-config.mount sys-fs-fuse-connections.mount \
    remote-fs.target nfs-client.target containerd.service podman.service podman.socket podman-restart.service \
    podman-auto-update.service podman-auto-update.timer podman-clean-transient.service nftables.service; do
    ln -sfn /dev/null "$root/etc/systemd/system/$unit"
done
# the user's systemd starts Podman's socket and more
for unit in podman.socket podman.service podman-auto-update.timer podman-restart.service; do
    mkdir -p "$root/etc/systemd/user"
    ln -sfn /dev/null "$root/etc/systemd/user/$unit"
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

bash "$(dirname "$0")/initrd.sh" "$root" "$version" "$home/initrd.img" /lib/systemd/systemd
truncate -s 4G "$home/disk.new"
mke2fs -q -t ext4 -O ^has_journal -E lazy_itable_init=1 -d "$root" "$home/disk.new"
mv "$home/disk.new" "$home/disk.img"
rm -rf --one-file-system "$root"
echo "$recipe" >"$home/recipe"
