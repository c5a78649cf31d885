#!/bin/sh
# demo.sh OCIRUN: takes a real root filesystem through the life of a container, printing each command before it runs,
# and leaves nothing behind. DEMO_ROOTFS=debian takes a whole Debian instead of busybox.
set -eu

ocirun=$1
work=$(mktemp -d /tmp/ocirun-demo.XXXXXX)
root=$work/state
bundle=$work/bundle
id=demo-$$

finish() {
    "$ocirun" --root "$root" delete --force "$id" 2>/dev/null || true
    rm -rf "$work"
}
trap finish EXIT
trap 'exit 1' INT TERM

[ "$(id -u)" = 0 ] || {
    echo "the demonstration makes a container with its own network and cgroup: run it as root" >&2
    exit 1
}

show() {
    printf '\n# %s\n' "$*" | sed "s,$ocirun\( --root $root\)\?,ocirun,; s,$work/,,g"
    "$@"
}

has_verb() { "$ocirun" "$1" --help >/dev/null 2>&1; }

mkdir -p "$bundle/rootfs"
if [ "${DEMO_ROOTFS-}" = debian ]; then
    echo "unpacking a Debian (debootstrap)"
    debootstrap --variant=minbase bookworm "$bundle/rootfs" >"$work/debootstrap.log" || {
        tail -20 "$work/debootstrap.log"
        exit 1
    }
    # shellcheck disable=SC2016 # the container expands it
    greet='. /etc/os-release; echo "hello from $PRETTY_NAME, pid $$ on $(hostname)"'
else
    mkdir -p "$bundle/rootfs/bin" "$bundle/rootfs/etc" "$bundle/rootfs/tmp"
    cp "$(command -v busybox)" "$bundle/rootfs/bin/busybox"
    for applet in sh hostname sleep id; do ln -s busybox "$bundle/rootfs/bin/$applet"; done
    echo 'root:x:0:0:root:/:/bin/sh' >"$bundle/rootfs/etc/passwd"
    # shellcheck disable=SC2016 # the container expands it
    greet='echo "hello from busybox, pid $$ on $(hostname)"'
fi

cd "$bundle"
show "$ocirun" --version
show "$ocirun" --root "$root" spec
# no terminal, and a program that goes on until it is told to end
cat >rootfs/greet <<END
$greet
trap 'echo told to end; exit 0' TERM
while :; do sleep 0.1; done
END
sed -i -e 's/"terminal": true/"terminal": false/' -e 's|^\(\t*\)"sh"$|\1"/bin/sh", "/greet"|' config.json

show "$ocirun" --root "$root" create "$id"
show "$ocirun" --root "$root" state "$id"
echo
show "$ocirun" --root "$root" start "$id"
sleep 0.3
show "$ocirun" --root "$root" list
show "$ocirun" --root "$root" ps "$id"
if has_verb exec; then show "$ocirun" --root "$root" exec "$id" /bin/sh -c 'echo "a second process, pid $$"; id'; fi
show "$ocirun" --root "$root" kill "$id" TERM
tries=0
until "$ocirun" --root "$root" state "$id" | grep -q '"status": "stopped"'; do
    tries=$((tries + 1))
    [ $tries -lt 50 ] || {
        echo "the container did not end" >&2
        exit 1
    }
    sleep 0.1
done
show "$ocirun" --root "$root" state "$id"
echo
show "$ocirun" --root "$root" delete "$id"
show "$ocirun" --root "$root" list
printf '\nthe whole life of a container; nothing of it is left\n'
