#!/bin/bash
# dist.sh [ARCH...]: dist/ with a static tarball, a .deb and an .rpm for each architecture (amd64, arm64), a bill of
# materials, SHA256SUMS and, if SIGN_KEY names a key of gpg, its detached signature. The same commit gives the same bytes.
set -euo pipefail
cd "$(dirname "$0")/.."
umask 022

version=$(sed -n 's,.*<Version>\(.*\)</Version>.*,\1,p' Directory.Build.props)
SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct)}
export SOURCE_DATE_EPOCH
date=$(date -u -d "@$SOURCE_DATE_EPOCH" +%F)
maintainer="ocirun maintainers <maintainers@ocirun.invalid>"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
rm -rf dist
mkdir dist

for tool in go-md2man dpkg-deb rpmbuild; do
    command -v $tool >/dev/null || { echo "dist: $tool is missing: make deps DIST=1" >&2; exit 1; }
done

# first, because it may have to be fetched
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
dotnet tool restore >/dev/null || { echo "dist: the tool for the bill of materials cannot be had" >&2; exit 1; }

make build
native=$PWD/bin/ocirun

tree() { # tree ARCH PREFIX DIRECTORY: what is installed
    local binary=bin/ocirun
    [ "$1" = "$(dpkg --print-architecture)" ] || { make build ARCH="${1/amd64/x64}"; binary=bin/${1/amd64/x64}/ocirun; }
    OCIRUN_NATIVE=$native sh packaging/install.sh "$binary" "$3" "$2" "$version" "$date"
}

settle() { # one time for all files
    find "$1" -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +
}

tarball() {
    local name=ocirun-$version-linux-$1
    tree "$1" "" "$work/$name"
    cp LICENSE "$work/$name"
    settle "$work/$name"
    tar -C "$work" --sort=name --owner=0 --group=0 --numeric-owner --format=gnu -cf - "$name" | gzip -9n >"dist/$name.tar.gz"
}

# engine_settings DIRECTORY: Podman finds `--runtime ocirun` by name. A link, which goes with the package: a file of settings
# would stay when the package is removed.
engine_settings() {
    mkdir -p "$1/etc/containers/containers.conf.d" "$1/usr/share/ocirun"
    printf '[engine.runtimes]\nocirun = ["/usr/bin/ocirun"]\n' >"$1/usr/share/ocirun/containers.conf"
    ln -s /usr/share/ocirun/containers.conf "$1/etc/containers/containers.conf.d/10-ocirun.conf"
}

deb() {
    local root=$work/deb-$1
    tree "$1" /usr "$root"
    engine_settings "$root"
    mkdir -p "$root/DEBIAN"
    cat >"$root/usr/share/doc/ocirun/copyright" <<TXT
Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/
Upstream-Name: ocirun

Files: *
Copyright: 2026 The ocirun authors
License: Apache-2.0
 On Debian systems the text is in /usr/share/common-licenses/Apache-2.0.
TXT
    {
        printf 'ocirun (%s) unstable; urgency=medium\n\n  * Release %s; see README.md and the web page for what has changed.\n\n -- %s  %s\n' \
            "$version" "$version" "$maintainer" "$(date -u -d "@$SOURCE_DATE_EPOCH" -R)"
    } | gzip -9n >"$root/usr/share/doc/ocirun/changelog.Debian.gz"
    # the one tag that is argued: the binary is static on purpose (docs/adr/0002)
    mkdir -p "$root/usr/share/lintian/overrides"
    echo 'ocirun: statically-linked-binary [usr/bin/ocirun]' >"$root/usr/share/lintian/overrides/ocirun"
    cat >"$root/DEBIAN/control" <<TXT
Package: ocirun
Version: $version
Architecture: $1
Maintainer: $maintainer
Installed-Size: $(du -sk --apparent-size "$root/usr" | cut -f1)
Suggests: podman | containerd | docker.io | buildah, criu, uidmap
Provides: oci-runtime
Section: admin
Priority: optional
Description: low-level container runtime of the Open Container Initiative
 ocirun turns a bundle, which is a config.json and a root filesystem, into a
 running container, as the OCI runtime specification says. Podman, Buildah,
 Docker, containerd and CRI-O call it; it has the commands of runc.
 .
 It is one static binary that needs no library of the host.
TXT
    (cd "$root" && find usr -type f | LC_ALL=C sort | xargs md5sum >DEBIAN/md5sums)
    settle "$root"
    dpkg-deb --root-owner-group -Zxz --build "$root" "dist/ocirun_${version}_$1.deb" >/dev/null
}

rpm() {
    local arch root=$work/rpm-$1
    case $1 in amd64) arch=x86_64 ;; arm64) arch=aarch64 ;; esac
    tree "$1" /usr "$root"
    engine_settings "$root"
    settle "$root"
    {
        cat <<TXT
Name: ocirun
Version: $version
Release: 1
Summary: Low-level container runtime of the Open Container Initiative
License: Apache-2.0
Provides: oci-runtime
AutoReqProv: no
%define __os_install_post %{nil}
%define _build_id_links none
%define debug_package %{nil}
%define _buildhost reproducible
%define use_source_date_epoch_as_buildtime 1
%define clamp_mtime_to_source_date_epoch 1
%description
ocirun turns a bundle, which is a config.json and a root filesystem, into a
running container, as the OCI runtime specification says. Podman, Buildah,
Docker, containerd and CRI-O call it; it has the commands of runc.
%install
cp -a $root/. %{buildroot}/
%files
%defattr(-,root,root,-)
TXT
        (cd "$root" && find usr -type f | LC_ALL=C sort | sed 's,^,/,')
        echo /etc/containers/containers.conf.d/10-ocirun.conf
    } >"$work/ocirun-$1.spec"
    rpmbuild -bb --quiet --target "$arch-linux" --define "_topdir $work/rpmbuild-$1" --define "_rpmdir $PWD/dist" \
        --define '_rpmfilename %{NAME}-%{VERSION}-%{RELEASE}.%{ARCH}.rpm' "$work/ocirun-$1.spec" >"$work/rpm.log" 2>&1 ||
        { cat "$work/rpm.log" >&2; exit 1; }
}

# The runtime pack is linked into the binary, so that it stands in the bill although it is no package of the project's.
bill_of_materials() {
    local packs pack
    packs=$(sed -n 's,.*<DotNetPackVersion>\(.*\)</DotNetPackVersion>.*,\1,p' Directory.Build.props)
    DOTNET_ROLL_FORWARD=Major dotnet CycloneDX src/OciRuntime/OciRuntime.csproj -o "$work" -fn bom.json -F Json -rt linux-x64 --disable-package-restore \
        --set-name ocirun --set-version "$version" --set-type Application >"$work/bom.log" 2>&1 || { cat "$work/bom.log" >&2; exit 1; }
    pack=Microsoft.NETCore.App.Runtime.NativeAOT
    python3 - "$work/bom.json" "dist/ocirun-$version.cdx.json" "$pack" "$packs" "$SOURCE_DATE_EPOCH" <<'TXT'
import datetime, json, sys, uuid
source, target, pack, version, epoch = sys.argv[1:]
bill = json.load(open(source))
bill["serialNumber"] = "urn:uuid:" + str(uuid.uuid5(uuid.NAMESPACE_URL, f"ocirun {epoch}"))
bill["metadata"]["timestamp"] = datetime.datetime.fromtimestamp(int(epoch), datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
components = bill.setdefault("components", [])
for rid in ("linux-x64", "linux-arm64"):
    name = f"{pack}.{rid}"
    components.append({"type": "framework", "bom-ref": f"pkg:nuget/{name}@{version}", "name": name, "version": version,
                       "purl": f"pkg:nuget/{name}@{version}", "scope": "required",
                       "description": "the .NET runtime that is linked into the binary"})
components.sort(key=lambda component: component["bom-ref"])
json.dump(bill, open(target, "w"), indent=2, sort_keys=True)
TXT
}

for arch in "${@:-amd64}"; do
    tarball "$arch"
    deb "$arch"
    rpm "$arch"
done
bill_of_materials
(cd dist && sha256sum -- * >SHA256SUMS)
if [ -n "${SIGN_KEY-}" ]; then gpg --batch --yes --local-user "$SIGN_KEY" --armor --detach-sign --output dist/SHA256SUMS.asc dist/SHA256SUMS; fi
ls -l dist
