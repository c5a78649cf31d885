#!/bin/sh
# Installs the Debian packages that building, testing and demonstrating need and that are missing.
# Where all are there it asks no network. The .NET SDK is the one thing that it does not install.
set -eu

missing=
need() { # need PACKAGE FILE-OR-COMMAND...: the package is missing unless all of them are there
    package=$1
    shift
    for thing; do
        case $thing in
        /*) [ -e "$thing" ] ;;
        *) command -v "$thing" >/dev/null ;;
        esac || {
            missing="$missing $package"
            return 0
        }
    done
}

PATH=$PATH:/usr/sbin:/sbin
need gcc gcc
need libc6-dev /usr/include/stdio.h
need linux-libc-dev /usr/include/linux/mount.h
need lld ld.lld
need binutils objdump strip
need git git
need busybox-static busybox
need procps ps
# the other architecture's compilers: .NET links with clang there (Makefile, ARCH)
case ${ARCH-}-$(uname -m) in
arm64-x86_64)
    need clang clang
    need llvm llvm-objcopy
    need gcc-aarch64-linux-gnu aarch64-linux-gnu-gcc
    need binutils-aarch64-linux-gnu aarch64-linux-gnu-objdump
    need libc6-dev-arm64-cross /usr/aarch64-linux-gnu/include/stdio.h
    ;;
x64-aarch64)
    need clang clang
    need llvm llvm-objcopy
    need gcc-x86-64-linux-gnu x86_64-linux-gnu-gcc
    need binutils-x86-64-linux-gnu x86_64-linux-gnu-objdump
    need libc6-dev-amd64-cross /usr/x86_64-linux-gnu/include/stdio.h
    ;;
esac
# the tests' tools; a demonstration does without them
if [ -z "${DEMO-}" ]; then
    need libseccomp-dev /usr/include/seccomp.h
    need strace strace
    need uidmap newuidmap
    # 32-bit programs there; x86_64's own gcc makes them
    [ "$(uname -m)" != aarch64 ] || need gcc-arm-linux-gnueabihf arm-linux-gnueabihf-gcc
    need shellcheck shellcheck
    need go-md2man go-md2man
    need mandoc mandoc
fi
# the clients whose smoke lists `make test` runs where they are installed
if [ -n "${CLIENTS-}" ]; then
    need podman podman
    need catatonit /usr/libexec/podman/catatonit
    need containerd containerd ctr
    need python3 python3
    need python3-grpcio /usr/lib/python3/dist-packages/grpc
    need python3-yaml /usr/lib/python3/dist-packages/yaml
    need expect expect
    need zsh zsh
    need fish fish
fi
if [ -n "${INSTALL-}${DIST-}" ]; then need go-md2man go-md2man; fi
if [ -n "${DIST-}" ]; then
    need dpkg-dev dpkg-deb
    need rpm rpmbuild
    need python3 python3
fi
if [ "${DEMO_ROOTFS-}" = debian ]; then need debootstrap debootstrap; fi

if ! command -v dotnet >/dev/null; then
    echo "deps: the .NET SDK is missing: https://dotnet.microsoft.com/download" >&2
    exit 1
fi
if [ -z "$missing" ]; then
    echo "deps: everything is installed"
    exit 0
fi
if ! command -v apt-get >/dev/null; then
    echo "deps: this system has no apt-get; install what Debian calls:$missing" >&2
    exit 1
fi
echo "deps: installing:$missing"
as_root=
[ "$(id -u)" = 0 ] || as_root=sudo
$as_root apt-get update -q
# shellcheck disable=SC2086 # a list of words
DEBIAN_FRONTEND=noninteractive $as_root apt-get install -q -y --no-install-recommends $missing
