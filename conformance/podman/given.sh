# shellcheck shell=bash
# shellcheck disable=SC2016,SC2154 # the containers expand; $work, $runtime are setup.sh's
# What the operations of settings.sh do when one line is too short for it.

# notified MODE: systemd's socket, with us as systemd; in mode container the program says when it is ready
notified() {
    command -v python3 >/dev/null || { echo "python3 is not installed" && return 1; }
    local listener status=0 said
    rm -f "$work/notify" "$work/said"
    python3 -c 'import socket, sys
s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
s.bind(sys.argv[1])
while True: print(s.recv(4096).decode(), file=open(sys.argv[2], "a"), flush=True)' "$work/notify" "$work/said" &
    listener=$!
    soon test -S "$work/notify"
    local program prefix
    program=$(python3 -c 'import os, sys; print(os.path.realpath(sys.executable))')
    prefix=$(python3 -c 'import sys; print(sys.base_prefix)')
    # the host's Python, from where it is
    NOTIFY_SOCKET=$work/notify p run -d --name telling --network none --sdnotify "$1" --volume /:/host:ro --env "PYTHONHOME=/host$prefix" --env "P=/host$program" --env "MODE=$1" smoke \
        sh -c 'if [ "$MODE" = container ]; then L=$(ls -d /host/usr/lib/*-linux-gnu/libc.so.6 | head -n 1); L=${L%/*}; "$(ls "$L"/ld-linux*.so.* | head -n 1)" --library-path "$L:$PYTHONHOME/lib" "$P" -S -c "import socket, os; socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM).sendto(b\"READY=1\nSTATUS=served\", os.environ[\"NOTIFY_SOCKET\"])" || exit 1; fi; sleep 1000' || status=$?
    for said in "${@:2}"; do soon grep "$said" "$work/said" || status=$?; done
    prints running state_of telling Status || { p logs telling; status=1; }
    p rm --force --time 0 telling
    kill "$listener"
    return "$status"
}

# additional groups of our own that the image does not know
kept_groups() {
    prints 4711 setpriv --groups 4711,4712 timeout 60 podman --root "$work/storage" --runroot "$work/run" --tmpdir "$work/tmp" --storage-driver overlay \
        --network-config-dir "$work/net.d" --cgroup-manager=cgroupfs --runtime "$runtime" run --rm --network none "$@" smoke grep Groups /proc/self/status
}

# a root without a password, and busybox's su with the bit
gains_nothing() {
    printf 'FROM smoke\nRUN sed -i s/root:x:/root::/ /etc/passwd && cp /bin/busybox /data/busybox && chmod 4755 /data/busybox\n' | p build -q --network none -t raised -
    [ "$(run --user 1000 raised /data/busybox su -c 'id -u' root)" = 0 ]
    ends 1 "must be suid" run --user 1000 --security-opt no-new-privileges raised /data/busybox su -c 'id -u' root
    p rmi raised
}

# the profile is in a label of the image
images_profile() {
    printf 'FROM smoke\nLABEL io.containers.seccomp.profile="{\\"defaultAction\\":\\"SCMP_ACT_ALLOW\\",\\"syscalls\\":[{\\"names\\":[\\"mkdir\\",\\"mkdirat\\"],\\"action\\":\\"SCMP_ACT_ERRNO\\",\\"errnoRet\\":38}]}"\n' | p build -q --network none -t filtered -
    ends 1 "not implemented" run --seccomp-policy image filtered mkdir /data/x
    p rmi filtered
}

# the container writes into our own pipe
passed_through() {
    mkfifo "$work/fifo"
    stat -Lc %i "$work/fifo" >"$work/number"
    cat "$work/fifo" >"$work/passed" &
    # conmon is not between: what the container has as its standard output is our FIFO
    p run --rm --network none --log-driver passthrough smoke stat -Lc %i /proc/self/fd/1 >"$work/fifo"
    wait $!
    cmp "$work/number" "$work/passed"
}

# the owner on disk is the container's root's there
idmapped() {
    mkdir -p "$work/ids"
    touch "$work/ids/file"
    prints "0 0" run --uidmap 0:100000:5000 --gidmap 0:100000:5000 --volume "$work/ids:/mnt:idmap" smoke stat -c '%u %g' /mnt/file
    prints "65534 65534" run --uidmap 0:100000:5000 --gidmap 0:100000:5000 --volume "$work/ids:/mnt" smoke stat -c '%u %g' /mnt/file
    run --uidmap 0:100000:5000 --gidmap 0:100000:5000 --volume "$work/ids:/mnt:idmap" smoke touch /mnt/new
    [ "$(stat -c %u "$work/ids/new")" = 0 ]
}

throttled() {
    local disk
    disk=$(find /sys/block -mindepth 1 -maxdepth 1 ! -name 'loop*' ! -name 'zram*' ! -name 'ram*' -printf '/dev/%f\n' | head -n 1)
    run --device-read-bps "$disk:1mb" --device-write-bps "$disk:2mb" --device-read-iops "$disk:100" --device-write-iops "$disk:200" smoke \
        sh -c 'cat /sys/fs/cgroup/blkio/blkio.throttle.*_device 2>/dev/null || tr " " "\n" </sys/fs/cgroup/io.max | sed "s/.*=/ /"' | sed 's/.* //' | grep -v : | sort -n | xargs | tee "$work/throttled"
    grep -x "100 200 1048576 2097152" "$work/throttled"
}

removed_with_image() {
    printf 'FROM smoke\nRUN touch /data/fleeting\n' | p build -q --network none -t fleeting -
    p run --rm --rmi --network none fleeting test -e /data/fleeting
    ! p image exists fleeting
}

# the label's `podman` is this one, but without its options: they are in the label
ran_by_label() {
    printf 'FROM smoke\nLABEL show="podman --root %s --runroot %s --tmpdir %s --storage-driver overlay --cgroup-manager cgroupfs --runtime %s run --rm --network none IMAGE echo labelled"\n' \
        "$work/storage" "$work/run" "$work/tmp" "$runtime" | p build -q --network none -t labelled -
    prints labelled p container runlabel show labelled
    p rmi labelled
}

# each of the runtime's hooks is told the state, and how far the container is
hooked() {
    local stage
    mkdir -p "$work/hooks"
    printf '#!/bin/sh\ncat >"%s/hooked.$1"\n' "$work" >"$work/hook"
    chmod +x "$work/hook"
    for stage in prestart createRuntime createContainer poststart poststop; do
        printf '{"version":"1.0.0","hook":{"path":"%s","args":["hook","%s"]},"when":{"always":true},"stages":["%s"]}\n' "$work/hook" "$stage" "$stage" >"$work/hooks/$stage.json"
    done
    p --hooks-dir "$work/hooks" run --rm --network none smoke true
    for stage in prestart createRuntime createContainer; do tr -d ' \n' <"$work/hooked.$stage" | grep '"status":"creat'; done
    # runc 1.1 calls poststart in create
    tr -d ' \n' <"$work/hooked.poststart" | grep '"status":"\(created\|running\|stopped\)"'
    tr -d ' \n' <"$work/hooked.poststop" | grep '"status":"stopped"'
    tr -d ' \n' <"$work/hooked.createRuntime" | grep '"bundle":"/.*userdata"'
}

refused_on_v1() {
    ends 126 "could not find cgroup mount" run --cgroups split smoke true
    ends 125 "without cgroup v2" run --cgroup-conf memory.high=1000000 smoke true
}
