# shellcheck shell=bash
# shellcheck disable=SC2016,SC2154 # the containers expand; $work, $runtime are setup.sh's
# What else `podman run` sets: systemd's mode, readiness, users, variables, hooks, devices' limits, names of things.

settings() {
    op "--systemd always: mounts, variables, its cgroup" systemd_mode
    op "--systemd true: by the program's name" systemd_by_name
    op "--systemd false" bash -c 'set -e; ! run --systemd false smoke grep " /run/lock " /proc/mounts; ! run --systemd false smoke env | grep container_uuid'
    op "--sdnotify conmon" notified conmon MAINPID= READY=1
    op "--sdnotify container" notified container READY=1
    op "--sdnotify ignore" bash -c 'set -e; ! NOTIFY_SOCKET=/nowhere run --sdnotify ignore smoke env | grep NOTIFY_SOCKET'
    if has_init; then
        op "--init: reaps, passes signals on" reaped_by_init
        op "--init-path" prints podman-init run --init --init-path "$(init_program)" smoke cat /proc/1/comm
    else
        skip "--init: reaps, passes signals on" "Podman's init program catatonit is not installed"
        skip "--init-path" "the same"
    fi
    op "--stop-signal of the image" stopped_by_the_images_signal
    op "--stop-timeout" stopped_late
    op "--restart always" restarted_always
    op "--restart on-failure: not after success" bash -c 'set -e; p run --restart on-failure:2 --name fine --network none smoke true; [ "$(p inspect --format "{{.RestartCount}} {{.State.Status}}" fine)" = "0 exited" ]; p rm fine'
    op "--hostuser" prints daemon: run --hostuser daemon smoke cat /etc/passwd
    op "--passwd: a user of no name gets a row" prints "4321:" run --user 4321 smoke cat /etc/passwd
    op "--passwd=false" bash -c 'set -e; ! run --passwd=false --user 4321 smoke grep 4321 /etc/passwd'
    op "--passwd-entry" prints "mine:*:4321:0:" run --user 4321 --passwd-entry 'mine:*:$UID:$GID::/:/bin/sh' smoke cat /etc/passwd
    op "--group-add keep-groups" kept_groups --group-add keep-groups
    op "--annotation run.oci.keep_original_groups=1" kept_groups --annotation run.oci.keep_original_groups=1
    op "--env-merge --unsetenv" bash -c 'set -e; printf "FROM smoke\nENV A=a B=b\n" | p build -q --network none -t variable -; [ "$(run --env-merge "A=\${A}x" --unsetenv B variable sh -c "echo \$A\$B")" = ax ]; p rmi variable'
    op "--unsetenv-all" bash -c 'set -e; printf "FROM smoke\nENV A=a B=b\n" | p build -q --network none -t variable -; [ "$(run --unsetenv-all variable /bin/sh -c "echo \$A\$B-")" = - ]; p rmi variable'
    op "--no-hosts" bash -c 'set -e; run --no-hosts smoke sh -c "[ ! -e /etc/hosts ]"; run --hostname box smoke grep box /etc/hosts'
    op "--ulimit host" prints "$(ulimit -Hn)" run --ulimit host smoke sh -c 'ulimit -n'
    op "--ulimit soft below hard" prints "100 200" run --ulimit nofile=100:200 --ulimit "nproc=$processes:$processes" smoke sh -c 'echo $(ulimit -Sn) $(ulimit -Hn)'
    op "--security-opt mask= two of them" bash -c 'set -e; run --security-opt mask=/etc/passwd:/root smoke sh -c "[ ! -s /etc/passwd ] && ! touch /root/x"'
    op "--security-opt unmask= a pattern" prints 0 run --security-opt 'unmask=/proc/*' smoke sh -c 'grep -c " /proc/" /proc/mounts || true'
    op "--security-opt no-new-privileges: a set-user-ID program gains nothing" gains_nothing
    op "--seccomp-policy image" images_profile
    op "--log-driver passthrough" passed_through
    op "--volume :idmap" idmapped
    op "--device-read-bps --device-write-bps --device-read-iops --device-write-iops" throttled
    op "--chrootdirs" prints hosts run --chrootdirs /data smoke ls /data/etc
    op "--rmi" removed_with_image
    op "container runlabel" ran_by_label
    op "container clone" bash -c 'set -e; p create --name one --network none smoke echo twin; p container clone one two; prints twin p start --attach two; p rm one two'
    op "hooks of --hooks-dir" hooked
    op "--runtime-flag" prints flagged p --runtime-flag debug run --rm --network none smoke echo flagged
    if [ -d /sys/fs/cgroup/memory ]; then
        op "--cgroups split, --cgroup-conf are refused on v1" refused_on_v1
    else
        op "--cgroup-conf" prints 33554432 run --cgroup-conf memory.high=33554432 smoke cat /sys/fs/cgroup/memory.high
        op "--cgroups split" prints /container run --cgroupns host --cgroups split smoke cat /proc/self/cgroup
    fi
}

init_program() { command -v catatonit || echo /usr/libexec/podman/catatonit; }
export -f prints ends

systemd_mode() {
    run --systemd always smoke sh -c 'cat /proc/mounts; env' >"$work/booted"
    local line
    for line in " /run tmpfs" " /run/lock tmpfs" " /tmp tmpfs" " /var/log/journal tmpfs" container_uuid= container=podman; do prints "$line" grep "$line" "$work/booted"; done
    # the cgroups that it manages may be written; on v1 they are the host's
    run --systemd always smoke sh -c "cd /sys/fs/cgroup/systemd 2>/dev/null || cd /sys/fs/cgroup; mkdir own$$ && rmdir own$$"
}

systemd_by_name() {
    printf 'FROM smoke\nRUN mkdir -p /sbin && printf "#!/bin/sh\\ngrep /run/lock /proc/mounts\\n" >/sbin/init && chmod +x /sbin/init\n' | p build -q --network none -t booting -
    prints "/run/lock tmpfs" run --systemd true booting /sbin/init
    ends 1 "" run --systemd true smoke grep /run/lock /proc/mounts
    p rmi booting
}

reaped_by_init() {
    p run -d --name adopting --network none --init smoke sh -c 'trap "exit 13" TERM; (sleep 0.1 & ) ; echo up; while :; do sleep 0.1; done'
    soon logs_say adopting up
    prints podman-init p exec adopting cat /proc/1/comm
    sleep 0.3
    ! p exec adopting sh -c 'grep "^State:.*Z" /proc/[0-9]*/status'
    p stop --time 10 adopting
    prints 13 state_of adopting ExitCode
    p rm adopting
}

stopped_by_the_images_signal() {
    printf 'FROM smoke\nSTOPSIGNAL USR2\n' | p build -q --network none -t stopping -
    p run -d --name odd --network none stopping sh -c 'trap "exit 14" USR2; echo up; while :; do sleep 0.1; done'
    soon logs_say odd up
    p stop --time 10 odd
    prints 14 state_of odd ExitCode
    p rm odd
    p rmi stopping
}

stopped_late() {
    p run -d --name stubborn --network none --stop-timeout 1 smoke sh -c 'trap : TERM; while :; do sleep 0.1; done'
    p stop stubborn
    prints 137 state_of stubborn ExitCode
    p rm stubborn
}

restarted_always() {
    p run -d --name eternal --restart always --network none smoke sh -c 'echo again; sleep 0.1'
    soon again_and_again
    p rm --force --time 0 eternal
}

again_and_again() { [ "$(p logs eternal | grep -c again)" -ge 3 ] && [ "$(p inspect --format '{{.RestartCount}}' eternal)" -ge 2 ]; }
