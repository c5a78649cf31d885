# shellcheck shell=bash
# A machine as the reader's, seen by nobody else: what is written below /etc, /opt, /usr/local and /var/lib stays in this
# mount namespace; the runtime is installed, and every other one is out of reach.

readme=$here/../../README.md

setup() {
    local directory
    given=$(basename "$runtime")
    private_run
    chmod 711 "$work"
    mkdir -p "$work"/{layers,desk,etc,logs}
    mount -t tmpfs tmpfs "$work/layers"
    for directory in /etc /opt /usr/local /var/lib; do writable "$directory"; done
    # the daemons' layers are overlays, which do not stack
    for directory in containers containerd docker cni; do
        mkdir -p "$work/lib/$directory" "/var/lib/$directory"
        mount --bind "$work/lib/$directory" "/var/lib/$directory"
    done
    install_runtime
    export PATH=$work/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=$work/home
    mkdir -p "$work/bin" "$HOME"
    unset DOCKER_HOST DOCKER_CONFIG XDG_RUNTIME_DIR CONTAINERS_CONF
    rootfs=$work/rootfs
    busybox_rootfs "$rootfs"
    # what a pod's first container runs
    printf '#!/bin/sh\nexec sleep 100000\n' >"$rootfs/pause"
    chmod +x "$rootfs/pause"
    # what the reader builds
    tar -C "$rootfs" -cf "$work/desk/rootfs.tar" .
    printf '%s\n' 'FROM scratch' 'ADD rootfs.tar /' 'ENV PATH=/bin' 'RUN echo built >/data/word' 'CMD ["sleep", "1000"]' >"$work/desk/Dockerfile"
    # bridges are made with iptables, where the kernel has it
    if ! iptables -t nat -L -n >/dev/null 2>&1; then no_iptables=1; fi
}

# writable DIRECTORY: changes to it are in memory, and this namespace's
writable() {
    mkdir -p "$work/layers$1"/{upper,work}
    mount -t overlay -o "lowerdir=$1,upperdir=$work/layers$1/upper,workdir=$work/layers$1/work" overlay "$1"
}

install_runtime() {
    local other
    if [ "$runtime" -ef "$here/../../bin/ocirun" ] && command -v make >/dev/null; then
        # without building it again
        op "make install" make -s -C "$here/../.." -o bin/ocirun install
    else
        install -D -m 755 "$runtime" /usr/local/bin/ocirun
    fi
    for other in /usr/bin/{runc,crun,youki} /usr/sbin/{runc,crun} /sbin/runc; do
        [ ! -x "$other" ] || mount --bind /bin/false "$other"
    done
    runtime=/usr/local/bin/ocirun
}

# fenced: the lines of README.md's fenced blocks, without what stands for output
fenced() { awk '/^```/ { inside = !inside; next } inside' "$readme"; }

# line PATTERN: the one line of the blocks that matches, which then counts as run
line() {
    local found
    found=$(fenced | grep -E -- "$1")
    [ -n "$found" ] && [ "$(wc -l <<<"$found")" = 1 ] || {
        echo "README.md: not one line like $1: $found" >&2
        return 1
    }
    printf '%s\n' "$found" | tee -a "$work/typed"
}

# block PATTERN: the whole block that has a line like this
block() {
    local found
    found=$(awk -v pattern="$1" '
        /^```/ { inside = !inside; if (!inside && hit) printf "%s", text; text = ""; hit = 0; next }
        inside { text = text $0 "\n"; if ($0 ~ pattern) hit = 1 }' "$readme")
    [ -n "$found" ] || {
        echo "README.md: no block with $1" >&2
        return 1
    }
    printf '%s\n' "$found" | tee -a "$work/typed"
}

# typed PATTERN: runs that line in the reader's directory, with a root filesystem where it says /path/to/rootfs
typed() {
    local command
    command=$(line "$1")
    cd "$work/desk"
    timeout -k 5 "${seconds:-60}" bash -c "${command//\/path\/to\/rootfs/$rootfs}" </dev/null
}

# on_terminal PATTERN STEP...: the same on a terminal, with typed.py's steps
on_terminal() {
    local command
    command=$(line "$1")
    shift
    cd "$work/desk"
    timeout -k 5 "${seconds:-60}" "$here/../typed.py" 24x80 "$@" -- bash -c "$command"
}

# the lines for building, testing and measuring are CI's own, and what stands after a prompt is shown, not typed
all_typed() {
    ! fenced | grep -vE '^(make |ocirun: |$)' | grep -vxF -f "$work/typed"
}

# installed COMMAND: whether it is
installed() { command -v "$1" >/dev/null; }

# skip_lines NAME REASON PATTERN...: these count as run
skip_lines() {
    local name=$1 reason=$2 pattern
    shift 2
    for pattern; do
        block "$pattern" >/dev/null
    done
    skip "$name" "$reason"
}
