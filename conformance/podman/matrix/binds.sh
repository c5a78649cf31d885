# shellcheck shell=bash
# shellcheck disable=SC2016,SC2086,SC2154 # the containers expand; lists of words; $runtime and $work are setup.sh's
# The host's own directories in a container.

binds() {
    local options
    while read -r options; do
        op "$options" sees $options
    done <<'END'
/host/usr --volume /:/host
/host/usr --volume /:/host:ro
/host/usr --volume /:/host:ro,rslave
/host/sys/fs/cgroup/cgroup.controllers --volume /:/host:rslave --network host --pid host
/host/sys/fs/cgroup/cgroup.controllers --volume /:/host --privileged
/sys/kernel --volume /sys:/sys
/sys/kernel --volume /sys:/sys:ro
/sys/kernel --volume /sys:/sys --network host
/sys/kernel --volume /sys:/sys:ro --network host --pid host
/host/sys/kernel --volume /sys:/host/sys:ro
/sys/fs/cgroup/cgroup.controllers --volume /sys/fs/cgroup:/sys/fs/cgroup
/sys/fs/cgroup/cgroup.controllers --volume /sys/fs/cgroup:/sys/fs/cgroup:ro
/sys/fs/cgroup/cgroup.controllers --volume /sys/fs/cgroup:/sys/fs/cgroup:ro --network host
/sys/fs/cgroup/cgroup.controllers --volume /sys/fs/cgroup:/sys/fs/cgroup --systemd always
/sys/fs/cgroup/cgroup.controllers --volume /sys/fs/cgroup:/sys/fs/cgroup --cgroupns host
/host/cgroup/cgroup.controllers --volume /sys/fs/cgroup:/host/cgroup:ro
/host/proc/1/status --volume /proc:/host/proc:ro
/host/proc/1/status --volume /proc:/host/proc --network host
/proc/1/status --volume /proc:/proc --pid host
/proc/uptime --volume /proc/uptime:/proc/uptime:ro
/proc/meminfo --volume /proc/meminfo:/proc/meminfo
/dev/null --volume /dev:/dev
/dev/null --volume /dev:/dev --network host --privileged
/host/dev/null --volume /dev:/host/dev:ro
/dev/shm --volume /dev/shm:/dev/shm
/dev/shm --ipc host --volume /dev/shm:/dev/shm
/run/systemd --volume /run:/run
/host/run/systemd --volume /run:/host/run:ro
/host/run/systemd --volume /run:/host/run:rslave --network host
/run/systemd/private --volume /run/systemd:/run/systemd --volume /sys/fs/cgroup:/sys/fs/cgroup:ro
/etc/machine-id --volume /etc/machine-id:/etc/machine-id:ro
/mnt/usr --mount type=bind,src=/,dst=/mnt,ro
/mnt/kernel --mount type=bind,src=/sys,dst=/mnt,ro,bind-propagation=rslave
/mnt/fs/cgroup/cgroup.controllers --mount type=bind,src=/sys,dst=/mnt --network host
END
    op "--volume below /sys/fs/cgroup's mount" run --volume "$work/etc:/run/secrets:ro" --tmpfs /run smoke true
    op "--mount type=cgroup" run --mount type=tmpfs,dst=/scratch --volume /sys/fs/cgroup:/scratch/cgroup:ro smoke test -e /scratch/cgroup/cgroup.controllers
}

# sees PATH OPTIONS...
sees() {
    local path=$1 network="--network none"
    shift
    case " $* " in *" --network "*) network= ;; esac
    p run --rm $network "$@" smoke sh -c 'test -e "$1" && true </dev/null' sees "$path"
}
