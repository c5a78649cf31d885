# shellcheck shell=bash
# What stays behind.

nothing_left() {
    [ -z "$(c container ls -q)" ]
    [ -z "$(c task ls -q)" ]
    soon no_shims
    [ -z "$(find "/run/containerd/runc/$group" -mindepth 1 2>/dev/null)" ]
}

no_shims() { ! pgrep -af "containerd-shim.* -namespace $group"; }
