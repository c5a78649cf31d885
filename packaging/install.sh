#!/bin/sh
# install.sh BINARY ROOT PREFIX VERSION DATE: the binary, manual pages, completions and examples below ROOT/PREFIX.
# What completions say comes from OCIRUN_NATIVE, a binary that runs on this machine; BINARY unless it is another architecture's.
set -eu
binary=$1 root=$2 prefix=$3 version=$4 date=$5
here=$(cd "$(dirname "$0")" && pwd)
share=$root$prefix/share
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

install -D -m 755 "$binary" "$root$prefix/bin/ocirun"

sh "$here/man.sh" "$version" "$date" "$work/man"
for page in "$work"/man/*; do
    section=${page##*.}
    install -d "$share/man/man$section"
    # -n: neither name nor time, so that the same page gives the same bytes
    gzip -9nc "$page" >"$share/man/man$section/$(basename "$page").gz"
    chmod 644 "$share/man/man$section/$(basename "$page").gz"
done

sh "$here/completions.sh" "${OCIRUN_NATIVE:-$binary}" "$work/completions"
install -D -m 644 "$work/completions/ocirun.bash" "$share/bash-completion/completions/ocirun"
install -D -m 644 "$work/completions/_ocirun" "$share/zsh/vendor-completions/_ocirun"
install -D -m 644 "$work/completions/ocirun.fish" "$share/fish/vendor_completions.d/ocirun.fish"

install -d "$share/doc/ocirun/examples"
install -m 644 "$here"/examples/* "$share/doc/ocirun/examples"
install -m 644 "$here/../README.md" "$share/doc/ocirun/README.md"
gzip -9nc "$here/../CHANGELOG.md" >"$share/doc/ocirun/changelog.gz"
chmod 644 "$share/doc/ocirun/changelog.gz"
