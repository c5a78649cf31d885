# shellcheck shell=bash
# shellcheck disable=SC2016,SC2086,SC2154 # the containers expand; lists of words; $runtime and $work are setup.sh's
# Every way to a user namespace.

users() {
    mkdir -p "$work/volume"
    echo shared >"$work/volume/file"
    # a user namespace may not know who owns it
    chmod -R a+rX "$work/volume"
    op "--userns auto" mapped "0 [1-9][0-9]* " --userns auto
    op "--userns auto:size=" mapped "0 [1-9][0-9]* 5000" --userns auto:size=5000
    op "--userns auto: exec" exec_in --userns auto
    op "--userns auto: a volume" bash -c 'set -e; [ "$(run --userns auto --volume "$work/volume:/mnt" smoke cat /mnt/file)" = shared ]'
    op "--userns auto: two have different ids" two_ranges
    op "--userns host" mapped "0 [0-9]* " --userns host
    local way
    if [ -n "$rootless" ]; then ways_of_a_user; else ways_of_root; fi
    for way in $ways; do
        op "$way" works --network none ${way//,,/ }
        op "$way --privileged" works --network none --privileged ${way//,,/ }
        op "$way --systemd always" works --network none --systemd always ${way//,,/ }
        op "$way --network host" works --network host ${way//,,/ }
        op "$way: a volume, tmpfs, a read-only root" run --read-only --tmpfs /scratch --volume "$work/volume:/mnt:ro" ${way//,,/ } smoke sh -c 'cat /mnt/file && touch /scratch/x && ! touch /data/x'
        op "$way: a device under another name" prints 1:3 run --device /dev/null:/dev/other ${way//,,/ } smoke stat -c %t:%T /dev/other
    done
    op "--userns container:" userns_of_another
}

# in $ways a comma twice stands for a space
ways_of_root() {
    ways="--uidmap=0:100000:1000,,--gidmap=0:100000:1000 --userns=auto"
    op "--uidmap" mapped "0 100000 1000" --uidmap 0:100000:1000 --gidmap 0:100000:1000
    op "--uidmap: exec" exec_in --uidmap 0:100000:2000 --gidmap 0:100000:2000
    op "--uidmap: two ranges" mapped "1000 300000 10" --uidmap 0:100000:1000 --uidmap 1000:300000:10 --gidmap 0:100000:1010
    op "--uidmap without --gidmap" mapped "0 100000 1000" --uidmap 0:100000:1000
    op "--subuidname" mapped "0 [1-9][0-9]* " --subuidname containers --subgidname containers
    op "--uidmap --pid host" works --network none --pid host --uidmap 0:100000:1000
    op "--uidmap --cgroupns host" works --network none --cgroupns host --uidmap 0:100000:1000
    op "--uidmap: an owned volume" bash -c 'set -e; mkdir -p "$work/owned"; run --uidmap 0:100000:1000 --volume "$work/owned:/mnt:U" smoke touch /mnt/x; [ "$(stat -c %u "$work/owned/x")" = 100000 ]'
    op "--uidmap: an id-mapped volume" bash -c 'set -e; mkdir -p /tmp/plain; run --uidmap 0:100000:1000 --volume "/tmp/plain:/mnt:idmap" smoke touch /mnt/x; [ "$(stat -c %u /tmp/plain/x)" = 0 ]; rm -r /tmp/plain'
}

ways_of_a_user() {
    ways="--userns=keep-id --userns=nomap --uidmap=0:1:1000"
    op "--userns keep-id: the user is himself" bash -c 'set -e; [ "$(run --userns keep-id smoke id -u)" = "$(id -u)" ]'
    op "--userns keep-id:uid=,gid=" prints "200 210" run --userns keep-id:uid=200,gid=210 smoke sh -c 'echo $(id -u) $(id -g)'
    op "--userns keep-id: root" prints 0 run --userns keep-id --user 0 smoke id -u
    op "--userns keep-id: exec" exec_in --userns keep-id
    op "--userns keep-id: the volume is the user's" bash -c 'set -e; run --userns keep-id --volume "$work/volume:/mnt" smoke touch /mnt/x; [ -O "$work/volume/x" ]'
    op "--userns keep-id --pid host" works --network none --userns keep-id --pid host
    op "--userns nomap: exec" exec_in --userns nomap
    op "--uidmap: exec" exec_in --uidmap 0:1:1000
    op "--uidmap @" mapped "5 0 1" --uidmap "+5:@$(id -u):1"
    op "--group-add keep-groups" works --network none --annotation run.oci.keep_original_groups=1
}

# mapped PATTERN OPTIONS...: a row of its uid_map
mapped() {
    local pattern=$1
    shift
    run "$@" smoke cat /proc/self/uid_map | tr -s ' ' | tee "$work/map"
    grep "^ *$pattern" "$work/map"
}

# exec_in OPTIONS...: as the container's user, as another, and with every privilege
exec_in() {
    local inits
    p run -d --name inhabited --network none "$@" smoke sleep 1000
    inits=$(p exec inhabited readlink /proc/1/ns/user)
    [ "$(p exec --user 5:6 inhabited sh -c 'echo $(id -u) $(id -g) $(readlink /proc/self/ns/user)')" = "5 6 $inits" ]
    p exec --privileged inhabited true
    p rm --force --time 0 inhabited
}

two_ranges() {
    local first second
    p run -d --name first --network none --userns auto:size=500 smoke sleep 1000
    first=$(p exec first cat /proc/self/uid_map)
    second=$(run --userns auto:size=500 smoke cat /proc/self/uid_map)
    p rm --force --time 0 first
    [ "$first" != "$second" ]
}

userns_of_another() {
    local theirs
    p run -d --name owner --network none --userns auto:size=600 smoke sleep 1000
    theirs=$(p exec owner readlink /proc/self/ns/user)
    prints "$theirs" run --userns container:owner smoke readlink /proc/self/ns/user
    p rm --force --time 0 owner
}
