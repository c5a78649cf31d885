# shellcheck shell=bash
# shellcheck disable=SC2154 # here: of who reads it
# What the virtual machine needs: the variables of image.sh and run.sh, the programs, and by prepare_image the image.
export VM_SUITE=${VM_SUITE:-trixie} VM_ARCH=${VM_ARCH:-x64} VM_PAGES=${VM_PAGES:-4k}
home=$VM_SUITE
[ "$VM_ARCH" = x64 ] || home=$VM_SUITE-$VM_ARCH
[ "$VM_PAGES" = 4k ] || home=$home-$VM_PAGES
export VM_HOME=${VM_HOME:-${XDG_CACHE_HOME:-$HOME/.cache}/ocirun-vm}/$home

missing=
need() { [ -x "$(command -v "$1" || echo "$1")" ] || missing="$missing $2"; }
PATH=$PATH:/usr/sbin:/sbin
case $VM_ARCH in
x64) need qemu-system-x86_64 qemu-system-x86 ;;
arm64) need qemu-system-aarch64 qemu-system-arm ;;
esac
need depmod kmod
need mmdebstrap mmdebstrap
need cpio cpio
need xz xz-utils
need zstd zstd
need mke2fs e2fsprogs
[ -x /usr/lib/qemu/virtiofsd ] || need /usr/libexec/virtiofsd virtiofsd
# shellcheck disable=SC2086 # a list of words
[ -z "$missing" ] || DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends $missing
prepare_image() {
    local image=image.sh
    [ "$VM_ARCH" = x64 ] || image=image-$VM_ARCH.sh
    timeout -k 10 900 bash "$here/$image"
}
