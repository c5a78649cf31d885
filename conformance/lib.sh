# shellcheck shell=bash
# What the drivers share: the runtime's name, namespaces of the run's own, a root filesystem, operations and counts.

# SUITE=trixie: the whole driver in that Debian
# shellcheck disable=SC2154 # $here is the driver's
[ -z "${SUITE-}" ] || exec "$here/../suite" "$0" "$@"

passed=0 failed=0 skipped=0

# find_runtime NAME: sets $runtime to the path of it: a path, a name in PATH, or our own build
find_runtime() {
    local name=${1:-${RUNTIME:-$here/../../bin/ocirun}}
    case $name in
    */*) runtime=$(realpath "$name") ;;
    *) runtime=$(command -v "$name") ;;
    esac
    [ -x "$runtime" ] || {
        echo "no runtime: $name (make build)" >&2
        exit 2
    }
}

# requires PACKAGE COMMAND...: the whole run is one skip without them
requires() {
    local package=$1 command
    shift
    for command; do
        command -v "$command" >/dev/null && continue
        echo "0 passed, 0 failed, 1 skipped: $command is not installed (apt-get install $package)"
        exit 0
    done
}

# enclosed LABEL SCRIPT ARGS...: runs the script again in its own mount, pid, net, ipc and uts namespaces, with the
# directory $work and the cgroup parent $group. Whatever it starts dies with the pid namespace, and both are removed.
enclosed() {
    local label=$1 status=0
    shift
    work=$(mktemp -d "/tmp/ocirun-$label.XXXXXX")
    group=ocirun-$label-$$
    export work group runtime
    trap leave_nothing EXIT
    # a signal ends the namespaces, then the trap runs
    trap 'status=130' INT TERM HUP
    ENCLOSED=1 unshare --mount --pid --net --ipc --uts --fork --kill-child --mount-proc --propagation private "$@" || status=$?
    exit "$status"
}

# $more_groups: cgroups with names that are not the driver's to choose
leave_nothing() {
    local name directory tries=0
    for name in "$group" ${more_groups-}; do
        for directory in "/sys/fs/cgroup/$name" /sys/fs/cgroup/*/"$name"; do
            # the last process of the namespaces may still be on its way out
            while [ -d "$directory" ] && ! find "$directory" -depth -type d -exec rmdir {} + 2>/dev/null; do
                tries=$((tries + 1))
                [ "$tries" -lt 50 ] || break
                sleep 0.1
            done
        done
    done
    rm -rf --one-file-system "$work"
}

# private_run: an empty /run, unless KEEP_RUN is set because systemd is in it; loopback up
private_run() {
    [ -n "${KEEP_RUN-}" ] || mount -t tmpfs -o mode=755 tmpfs /run
    ip link set lo up
    plain_v1_for_crun
}

# plain_v1_for_crun: crun refuses a hybrid; without the second hierarchy's directory it finds plain v1 (only in our namespace).
# It makes directories there all the same, which stay in the namespace too.
plain_v1_for_crun() {
    case $("$runtime" --version) in
    crun*) ! mountpoint -q /sys/fs/cgroup/unified || { umount /sys/fs/cgroup/unified && mount -t tmpfs tmpfs /sys/fs/cgroup/unified; } ;;
    esac
}

# busybox_rootfs DIRECTORY: a root filesystem of Debian's static busybox
busybox_rootfs() {
    local applet
    mkdir -p "$1"/{bin,etc,tmp,root,proc,sys,dev,data,run}
    chmod 1777 "$1/tmp"
    cp "$(command -v busybox)" "$1/bin/busybox"
    for applet in $("$1/bin/busybox" --list); do
        [ "$applet" = busybox ] || ln -s busybox "$1/bin/$applet"
    done
    printf 'root:x:0:0:root:/root:/bin/sh\nuser:x:1000:1000:user:/tmp:/bin/sh\n' >"$1/etc/passwd"
    printf 'root:x:0:\nuser:x:1000:\nextra:x:42:user\n' >"$1/etc/group"
}

# op NAME COMMAND...: passes when the command does, each line of it; its output is shown only when it does not.
# needs=VERB op …: skipped on a runtime that has no such verb. ONLY: a pattern of names; the others are left out.
op() {
    local name=$1 output
    shift
    [[ -z ${ONLY-} || $name =~ $ONLY ]] || return 0
    if [ -n "${needs-}" ] && ! "$runtime" "$needs" --help >/dev/null 2>&1; then
        skip "$name" "the runtime has no verb $needs"
        return
    fi
    # no condition around it: that would switch off set -e inside
    # (the outer stderr is bash's, which would tell of null bytes in the output)
    {
        output=$(
            set -e
            "$@" 2>&1
        )
    } 2>/dev/null
    # shellcheck disable=SC2181
    if [ $? = 0 ]; then
        passed=$((passed + 1))
        echo "ok   $name"
    else
        failed=$((failed + 1))
        echo "FAIL $name"
        printf '%s\n' "$output" | tail -n 8 | sed 's/^/     | /'
    fi
}

# skip NAME REASON
skip() {
    skipped=$((skipped + 1))
    echo "skip $1: $2"
}

# counts: the last line of a run, and its result
counts() {
    echo "$passed passed, $failed failed, $skipped skipped"
    [ "$failed" = 0 ]
}

# prints TEXT COMMAND...: the command succeeds and prints a text that contains TEXT
prints() { ends 0 "$@"; }

# ends STATUS TEXT COMMAND...: the command exits with STATUS, having printed TEXT
ends() {
    local want=$1 text=$2 output status=0
    shift 2
    output=$("$@" 2>&1) || status=$?
    if [ "$status" = "$want" ]; then
        case $output in
        *"$text"*) return 0 ;;
        esac
    fi
    echo "status $status, not $want with '$text': $output"
    return 1
}

# soon COMMAND...: succeeds within ten seconds, or ${patience} tenths of one
soon() {
    local tries=0
    until "$@" >/dev/null 2>&1; do
        tries=$((tries + 1))
        [ "$tries" -lt "${patience:-100}" ] || {
            "$@"
            return 1
        }
        sleep 0.1
    done
}

# mortal_runtime FILE: a runtime that dies in the middle: "VERB SECONDS" in $work/kill is the verb whose process is killed
# (SIGKILL) so long after its start; "VERB SECONDS PATTERN": the processes of that command line instead. Without $work/kill
# it is the runtime itself.
mortal_runtime() {
    cat >"$1" <<END
#!/bin/bash
read -r verb seconds victim 2>/dev/null <"$work/kill" || exec "$runtime" "\$@"
case " \$* " in
*" \$verb "*) ;;
*) exec "$runtime" "\$@" ;;
esac
# one death for each: what a client calls to clean up lives
mv "$work/kill" "$work/kill.\$\$" 2>/dev/null || exec "$runtime" "\$@"
# behind everybody, so that this shell comes in time on a busy machine: there are verbs shorter than a turn of the processor
nice -n 19 "$runtime" "\$@" <&0 &
child=\$!
# a wait without a process of its own: there are verbs that last a millisecond
[ "\$seconds" = 0 ] || read -rt "\$seconds" <> <(:)
[ -z "\$victim" ] || child=\$(pgrep -f "\$victim")
kill -KILL \$child && echo "\$verb" >>"$work/killed"
wait \$!
END
    chmod +x "$1"
}

# moments: seconds after which a process is killed, from its first steps to beyond its end
# shellcheck disable=SC2034 # the drivers that kill use it
moments="0 0.0005 0.001 0.002 0.004 0.006 0.009 0.013 0.02 0.03 0.05"

# runtime_killed: operations during which the runtime is killed, at each of the moments. The driver says what that is under
# its client: mortal_run ID begins a container on $work/bin/mortal, end_it ID kills and deletes it, cleaned ID removes what a
# death left, and dies_in_exec is its own.
runtime_killed() {
    mortal_runtime "$work/bin/mortal"
    op "runtime killed in create" dies_in create
    op "runtime killed in start" dies_in start
    op "runtime killed in exec" dies_in_exec
    op "runtime killed in kill" dies_in kill
    op "runtime killed in delete" dies_in delete
}

# dies_in VERB: at each moment of it
dies_in() {
    local moment
    rm -f "$work/killed"
    for moment in $moments; do
        echo "$1 $moment" >"$work/kill"
        mortal_run "$1-$moment" || true
        case $1 in
        kill | delete) end_it "$1-$moment" || true ;;
        esac
        rm -f "$work/kill"
        cleaned "$1-$moment"
    done
    # it did die, and not always after its end
    [ -s "$work/killed" ]
}

# gone COMMAND-LINE: no process has it
gone() { ! pgrep -afx "$1"; }

# leftless STATE ID PROGRAM: no state directory, no cgroup of that container and no process of it stays
leftless() {
    local hierarchy
    [ ! -e "$1" ] || {
        echo "state: $1"
        return 1
    }
    gone "$3" || return 1
    for hierarchy in "/sys/fs/cgroup/$group" "/sys/fs/cgroup/"*"/$group"; do
        # crun makes directories where the v2 tree is hidden from it: those are no cgroups
        [ ! -e "$hierarchy/$2/cgroup.procs" ] || {
            echo "cgroup: $hierarchy/$2"
            return 1
        }
    done
}
