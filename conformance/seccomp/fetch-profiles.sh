#!/bin/sh
# Puts the default seccomp profiles of Podman, Docker and containerd, taken from Debian's packages, into a directory:
# podman.json and moby.json as they ship them, containerd.json as containerd's code makes it for its default capabilities.
# Usage: fetch-profiles.sh DIRECTORY      needs apt-get, dpkg-deb and go
set -eu
target=${1:?usage: fetch-profiles.sh DIRECTORY}
mkdir -p "$target"
target=$(cd "$target" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
apt-get download -qq golang-github-containers-common golang-github-docker-docker-dev golang-github-containerd-containerd-dev \
	golang-github-opencontainers-specs-dev golang-golang-x-sys-dev
for package in *.deb; do
	dpkg-deb -x "$package" .
done
cp usr/share/containers/seccomp.json "$target/podman.json"
cp usr/share/gocode/src/github.com/docker/docker/profiles/seccomp/default.json "$target/moby.json"

# only the function that makes the profile: the rest of the package needs all of containerd
mkdir -p usr/share/gocode/src/profile
cp usr/share/gocode/src/github.com/containerd/containerd/contrib/seccomp/seccomp_default.go usr/share/gocode/src/profile/
sed -i 's/^package seccomp/package main/' usr/share/gocode/src/profile/seccomp_default.go
cat > usr/share/gocode/src/profile/main.go <<'GO'
package main

import (
	"encoding/json"
	"os"

	"github.com/opencontainers/runtime-spec/specs-go"
)

func main() {
	bounding := []string{"CAP_CHOWN", "CAP_DAC_OVERRIDE", "CAP_FSETID", "CAP_FOWNER", "CAP_MKNOD", "CAP_NET_RAW", "CAP_SETGID",
		"CAP_SETUID", "CAP_SETFCAP", "CAP_SETPCAP", "CAP_NET_BIND_SERVICE", "CAP_SYS_CHROOT", "CAP_KILL", "CAP_AUDIT_WRITE"}
	spec := &specs.Spec{Process: &specs.Process{Capabilities: &specs.LinuxCapabilities{Bounding: bounding}}}
	if err := json.NewEncoder(os.Stdout).Encode(DefaultProfile(spec)); err != nil {
		panic(err)
	}
}
GO
cd usr/share/gocode/src/profile
GO111MODULE=off GOPATH="$work/usr/share/gocode" GOCACHE="$work/cache" GOFLAGS='' go run . > "$target/containerd.json"
echo "$target: moby.json containerd.json"
