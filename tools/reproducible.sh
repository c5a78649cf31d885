#!/usr/bin/env bash
# Builds the last commit in two directories of different names and lengths, each from its own clone, and compares the
# binaries byte for byte.
set -euo pipefail
cd "$(dirname "$0")/.."

work=$(mktemp -d /tmp/ocirun-reproducible.XXXXXX)
trap 'rm -rf "$work"' EXIT
for clone in a another-directory; do
    git clone -q . "$work/$clone"
    git -C "$work/$clone" checkout -q "$(git rev-parse HEAD)"
    make --no-print-directory -C "$work/$clone" build
done
for file in ocirun ocirun.dbg; do
    sha256sum "$work"/{a,another-directory}/bin/$file
    cmp "$work"/{a,another-directory}/bin/$file
done
echo "two builds of $(git rev-parse --short HEAD) are the same"
