# shellcheck shell=bash
# shellcheck disable=SC2016,SC2154 # the containers expand; $work, $runtime are setup.sh's
# What the operations of running.sh look at: Podman's words beside the kernel's.

state_of() { p inspect --format "{{.State.$2}}" "$1"; }
pid_of() { state_of "$1" Pid; }

top_of_a_user_namespace() {
    p run -d --name mapped --network none --uidmap 0:100000:5000 --gidmap 0:100000:5000 --user 1000 smoke sleep 1000
    prints "101000" p top mapped huser
    prints "user" p top mapped user
    p rm --force --time 0 mapped
}

stats_of_the_cgroup() {
    p run -d --name busy --network none --memory 64m --pids-limit 50 smoke sh -c 'sleep 1000 & sleep 1001 & while :; do :; done'
    sleep 0.5
    p stats --no-stream --format '{{.PIDs}}|{{.MemUsage}}|{{.MemPerc}}|{{.CPUPerc}}|{{.BlockIO}}' busy | tee "$work/stats"
    p rm --force --time 0 busy
    # three processes, bytes below the limit, and time used
    grep -E '^3\|[0-9.]+kB / 67\.11MB\|[0-9.]+%\|([1-9][0-9]*|0\.0*[1-9])[0-9.]*%\|' "$work/stats"
}

state_running() {
    local pid
    pid=$(pid_of host)
    prints "running true false false 0" p inspect --format '{{.State.Status}} {{.State.Running}} {{.State.Paused}} {{.State.OOMKilled}} {{.State.ExitCode}}' host
    [ "$(tr '\0' ' ' <"/proc/$pid/cmdline")" = "sleep 1000 " ]
    [ "$(cat "/proc/$(state_of host ConmonPid)/comm")" = conmon ]
    [ "$(p inspect --format '{{.OCIRuntime}}' host)" = "$runtime" ] || [ "$(p inspect --format '{{.OCIRuntime}}' host)" = "$(basename "$runtime")" ]
}

inspected_files() {
    grep -q "$(state_of host CgroupPath)" "/proc/$(pid_of host)/cgroup"
    grep -q "\"$(state_of host OciVersion)\"" "$(p inspect --format '{{.OCIConfigPath}}' host)"
    [ "$(cat "$(p inspect --format '{{.PidFile}}' host)")" = "$(pid_of host)" ]
}

state_after_a_signal() {
    p run -d --name signalled --network none smoke sh -c 'trap "exit 21" HUP; echo up; while :; do sleep 0.1; done'
    soon logs_say signalled up
    p kill --signal HUP signalled
    prints 21 p wait signalled
    prints "exited 21 0 false" p inspect --format '{{.State.Status}} {{.State.ExitCode}} {{.State.Pid}} {{.State.OOMKilled}}' signalled
    [ "$(state_of signalled FinishedAt)" '>' "$(state_of signalled StartedAt)" ]
    p rm signalled
}

state_after_oom() {
    cd "$work"
    rm -f oom
    p run -d --name eater --network none --memory 16m --memory-swap 16m smoke tail /dev/zero
    prints 137 p wait eater
    # conmon was told of it: Debian 12's notes it in its current directory, where its Podman does not look
    [ -e oom ] || prints true state_of eater OOMKilled
    prints 137 state_of eater ExitCode
    p rm eater
}

states_in_order() {
    p create --name stepping --network none smoke sleep 1000
    prints created state_of stepping Status
    p init stepping
    prints initialized state_of stepping Status
    p start stepping
    prints running state_of stepping Status
    p pause stepping
    prints paused state_of stepping Status
    p unpause stepping
    p stop --time 0 stepping
    prints exited state_of stepping Status
    p rm stepping
}

namespaces_listed() {
    local net
    net=$(readlink "/proc/$(pid_of host)/ns/net" | tr -dc 0-9)
    prints "$net" p ps --namespace --format '{{.Namespaces.NET}}' --filter name=host
}

events_in_order() {
    p run -d --name lived --network none smoke sleep 1000
    p exec lived true
    p pause lived
    p unpause lived
    p kill --signal TERM lived
    p kill lived
    p wait lived
    p rm lived
    p events --stream=false --since 5m --filter container=lived --format '{{.Status}}' | grep -v cleanup | xargs | tee "$work/events"
    grep -E '^create init start exec (exec_died )*pause unpause kill kill died remove' "$work/events"
}

# the runtime's init waits in the container, its program has not begun
initialized() {
    p create --name waiting --network none smoke sh -c 'echo begun; sleep 1000'
    p init waiting
    [ -d "/proc/$(pid_of waiting)" ]
    ! tr '\0' ' ' <"/proc/$(pid_of waiting)/cmdline" | grep -F 'echo begun; sleep'
    [ -z "$(p logs waiting)" ]
    p start waiting
    soon logs_say waiting begun
    p rm --force --time 0 waiting
}

# the state of one container, wherever this runtime keeps it, is taken away behind its back
lost_state() {
    local id pid directory
    id=$(p run -d --name lost --network none smoke sleep 1002)
    pid=$(pid_of lost)
    for directory in "$work/run" /run/runc /run/crun /run/ocirun "/run/$(basename "$runtime")"; do
        [ ! -d "$directory/$id" ] || rm -rf --one-file-system "${directory:?}/$id"
    done
    # the runtime knows it no more: the process is whose it is; Podman 5 wants it gone before it forgets the container
    p rm --force --time 0 lost || {
        kill -KILL "$pid"
        p rm --force --time 0 --ignore lost
    }
    ! p container exists lost
    kill -KILL "$pid" 2>/dev/null || true
}

export -f state_of pid_of
