#!/bin/bash
# initrd.sh ROOT VERSION TARGET INIT: writes an initrd that finds the virtual machine's disk and hands over to its INIT: the
# busybox of ROOT and the modules of its kernel VERSION that the disk needs. Runs nothing of ROOT, which may be another
# architecture's.
set -euo pipefail
root=$1 version=$2 target=$3 init=$4
PATH=$PATH:/usr/sbin:/sbin
tree=$(mktemp -d)
trap 'rm -rf "$tree"' EXIT
mkdir -p "$tree"/{bin,dev,proc,new}
cp "$root/bin/busybox" "$tree/bin/busybox"
depmod -b "$root" "$version"
order=0
for name in virtio_pci virtio_blk ext4; do modprobe -d "$root" -S "$version" --show-depends "$name"; done |
    sed -n 's/^insmod \([^ ]*\).*/\1/p' >"$tree/order"
while read -r name; do
    order=$((order + 1))
    module=$tree/$(printf '%02d' "$order").ko
    case $name in
    *.xz) xz -dc "$name" >"$module" ;;
    *.zst) zstd -qdc "$name" >"$module" ;;
    *) cp "$name" "$module" ;;
    esac
done <"$tree/order"
cat >"$tree/init" <<INIT
#!/bin/busybox sh
/bin/busybox mount -t devtmpfs dev /dev
/bin/busybox mount -t proc proc /proc
for module in /*.ko; do /bin/busybox insmod "\$module" 2>/dev/null; done
n=0
while [ ! -b /dev/vda ] && [ \$n -lt 100 ]; do /bin/busybox sleep 0.1; n=\$((n + 1)); done
/bin/busybox mount -t ext4 -o rw,noatime /dev/vda /new
/bin/busybox umount /proc
/bin/busybox mount --move /dev /new/dev
exec /bin/busybox switch_root /new $init
INIT
chmod +x "$tree/init"
(cd "$tree" && find . | cpio -o -H newc --quiet) >"$target"
