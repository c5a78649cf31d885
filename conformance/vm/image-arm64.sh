#!/bin/bash
# image-arm64.sh: makes the kernel, initrd and disk of the arm64 virtual machine in $VM_HOME, from Debian packages alone, on a
# machine of any architecture; needs root, the network and 4 GB. What this recipe has made before is kept. VM_SUITE: trixie (13)
# without it, or sid. VM_PAGES: 4k without it, or 16k for Debian's kernel with pages of that size.
#
# No program of arm64 runs here: emulated, the packages' scripts take over half an hour. The packages are only unpacked, and what
# their scripts would have made of it that the tests need is made by hand below. busybox's init is enough for the cgroupfs manager.
set -euo pipefail
home=${VM_HOME:?a directory for the image} here=$(cd "$(dirname "$0")" && pwd)
suite=${VM_SUITE:-trixie}
case ${VM_PAGES:-4k} in
4k) kernel=linux-image-cloud-arm64 ;;
16k) kernel=linux-image-arm64-16k ;;
*) echo "VM_PAGES: 4k or 16k" >&2 && exit 2 ;;
esac
root=$home/root
mkdir -p "$home"
recipe=$(cat "$0" "$here/guest.sh" "$here/guest-init.sh" "$here/initrd.sh" <(echo "$suite $kernel") | sha256sum)
if [ "$(cat "$home/recipe" 2>/dev/null)" = "$recipe" ]; then exit 0; fi
rm -rf --one-file-system "$home/recipe" "$root"

packages=base-files,base-passwd,bash,dash,coreutils,sed,grep,mawk,findutils,diffutils,hostname,tar,gzip,dpkg,libc-bin
packages=$packages,util-linux,bsdutils,mount,passwd,uidmap,procps,iproute2,kmod,busybox-static,jq
packages=$packages,gcc,libc6-dev,gcc-arm-linux-gnueabihf,strace,runc,crun

# the kernel's package has dependencies that make an initrd which nobody reads
# shellcheck disable=SC2016 # mmdebstrap's shell knows $1
mmdebstrap --variant=extract --mode=root --architectures=arm64 --include="$packages" \
    --aptopt='Acquire::Languages "none"' --skip=cleanup/apt/lists \
    --extract-hook='export APT_CONFIG="$MMDEBSTRAP_APT_CONFIG"; mkdir -p "$1/kernel" && cd "$1/kernel" &&
        package=$(apt-cache depends '"$kernel"' | sed -n "s/^ *Depends: \(linux-image-[0-9].*\)/\1/p" | head -n 1) &&
        apt-get download -q "$package" && dpkg-deb -x "$package"_*.deb .' \
    "$suite" "$root" ${MIRROR:+"$MIRROR"}
cp "$root"/kernel/boot/vmlinuz-* "$home/vmlinuz"
for modules in "$root"/kernel/usr/lib/modules/* "$root"/kernel/lib/modules/*; do [ ! -d "$modules" ] || break; done
version=$(basename "$modules")
mkdir -p "$root/usr/lib/modules"
mv "$modules" "$root/usr/lib/modules/"
rm -rf "$root/kernel" "$root"/var/lib/apt/lists/* "$root"/var/cache/apt/* "$root"/usr/share/{man,doc,locale,info}

# what the packages' scripts make
for name in passwd group; do cp "$root/usr/share/base-passwd/$name.master" "$root/etc/$name"; done
echo 'tester:x:1000:1000::/home/tester:/bin/bash' >>"$root/etc/passwd"
echo 'tester:x:1000:' >>"$root/etc/group"
install -d -o 1000 -g 1000 "$root/home/tester"
for map in subuid subgid; do printf 'tester:100000:65536\n' >"$root/etc/$map"; done
chmod u+s "$root"/usr/bin/{newuidmap,newgidmap}
ln -sf mawk "$root/usr/bin/awk"
ln -sf gcc "$root/usr/bin/cc"
ln -sf ../proc/self/mounts "$root/etc/mtab"
ln -sfn /run "$root/var/run"
: >"$root/etc/fstab"
echo vm >"$root/etc/hostname"
echo 0123456789abcdef0123456789abcdef >"$root/etc/machine-id"

mkdir -p "$root"/{host,mnt,srv,opt,media,usr/local/{bin,sbin,lib},var/{log,tmp}}
install -m 755 "$here/guest.sh" "$root/usr/local/sbin/guest"
install -m 755 "$here/guest-init.sh" "$root/usr/local/sbin/guest-init"
ln -sf ../bin/busybox "$root/usr/sbin/init"
printf '::sysinit:/usr/local/sbin/guest-init\n::once:/usr/local/sbin/guest\n' >"$root/etc/inittab"

bash "$here/initrd.sh" "$root" "$version" "$home/initrd.img" /sbin/init
truncate -s 4G "$home/disk.new"
mke2fs -q -t ext4 -O ^has_journal -E lazy_itable_init=1 -d "$root" "$home/disk.new"
mv "$home/disk.new" "$home/disk.img"
rm -rf --one-file-system "$root"
echo "$recipe" >"$home/recipe"
