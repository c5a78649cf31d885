# shellcheck shell=bash
# shellcheck disable=SC2016,SC2154 # the containers expand; $work, $runtime are setup.sh's
# Every kind of mount that Podman hands to a runtime.

mounts() {
    mkdir -p "$work/from/below"
    echo found >"$work/from/file"
    op "--volume :O (overlay)" bash -c 'set -e; run --volume "$work/from:/mnt:O" smoke sh -c "cat /mnt/file; echo x >/mnt/x"; [ ! -e "$work/from/x" ]'
    op "--volume /: the host's root, with its mounts" prints "$rootfs" run --volume /:/host:ro smoke sh -c "ls -d /host$rootfs"
    op "--volume :U (owner)" bash -c 'set -e; mkdir "$work/owned"; run --user 1000 --volume "$work/owned:/mnt:U" smoke touch /mnt/x; [ "$(stat -c %u "$work/owned/x")" = 1000 ]'
    op "--volume :noexec,nosuid,nodev" prints "noexec" run --volume "$work/from:/mnt:noexec,nosuid,nodev" smoke grep " /mnt " /proc/mounts
    op "--volume: a file" prints found run --volume "$work/from/file:/etc/found:ro" smoke cat /etc/found
    op "--volume by name: what the image has is copied" bash -c 'set -e; run --volume filled:/etc smoke grep root /etc/passwd; p volume rm filled'
    op "--volume: a symbolic link in the image stays inside" bash -c 'set -e; printf "FROM smoke\nRUN ln -s /data /link\n" | p build -q --network none -t linked -; run --volume "$work/from:/link" linked cat /data/file; p rmi linked'
    op "--volumes-from" volumes_from
    op "--mount type=bind,bind-propagation=rshared" prints shared: run --mount "type=bind,src=$work/from,dst=/mnt,bind-propagation=rshared" smoke grep " /mnt " /proc/self/mountinfo
    op "--mount type=bind,bind-propagation=rslave" propagated
    op "--mount type=bind,ro: below it too" read_only_below
    op "--mount type=tmpfs with options" prints "size=2048k,mode=700" run --mount type=tmpfs,dst=/scratch,tmpfs-size=2m,tmpfs-mode=0700 smoke grep " /scratch " /proc/mounts
    op "--mount type=tmpfs: what the image has is copied up" prints root: run --mount type=tmpfs,dst=/etc,tmpcopyup smoke cat /etc/passwd
    op "--mount type=tmpfs,notmpcopyup" ends 1 "o such file" run --mount type=tmpfs,dst=/etc,notmpcopyup smoke cat /etc/passwd
    op "--mount type=image" prints root: run --mount type=image,src=smoke,dst=/other smoke cat /other/etc/passwd
    op "--mount type=volume" bash -c 'set -e; run --mount type=volume,src=kept,dst=/mnt smoke touch /mnt/x; run --mount type=volume,src=kept,dst=/mnt,ro smoke test -e /mnt/x; p volume rm kept'
    op "--mount type=devpts" prints devpts run --mount type=devpts,dst=/dev/other smoke grep " /dev/other " /proc/mounts
    op "--mount type=ramfs" either_ramfs
    op "--tmpfs with a mode" prints 1700 run --tmpfs /scratch:rw,mode=1700 smoke stat -c %a /scratch
    op "--workdir that is missing" ends 126 "" run --workdir /none smoke pwd
    op "--image-volume tmpfs" bash -c 'set -e; printf "FROM smoke\nVOLUME /data\n" | p build -q --network none -t withvolume -; run --image-volume tmpfs withvolume grep " /data tmpfs" /proc/mounts; run withvolume touch /data/x; p rmi withvolume'
    op "--secret as a file and as a variable" with_secret
    op "--read-only --read-only-tmpfs=false" ends 1 "ead-only" run --read-only --read-only-tmpfs=false smoke touch /tmp/x
    op "--systemd always" prints "/run tmpfs" run --systemd always smoke grep "/run tmpfs" /proc/mounts
}

volumes_from() {
    p create --name giver --volume "$work/from:/mnt" smoke
    prints found p run --rm --network none --volumes-from giver smoke cat /mnt/file
    p rm giver
}

# what the host mounts later is seen inside
propagated() {
    mount --bind "$work/from" "$work/from"
    mount --make-shared "$work/from"
    p run -d --name follower --network none --mount "type=bind,src=$work/from,dst=/mnt,bind-propagation=rslave" smoke sleep 1000
    mount -t tmpfs tmpfs "$work/from/below"
    local status=0
    prints "/mnt/below tmpfs" p exec follower grep /mnt/below /proc/mounts || status=$?
    p rm --force --time 0 follower
    umount "$work/from/below" "$work/from"
    return "$status"
}

read_only_below() {
    mount -t tmpfs tmpfs "$work/from/below"
    local status=0
    # recursively read-only where the Podman asks for it; the mount itself in any case
    ends 1 "ead-only" run --mount "type=bind,src=$work/from,dst=/mnt,ro" smoke touch /mnt/x || status=$?
    prints "/mnt/below" run --mount "type=bind,src=$work/from,dst=/mnt,ro" smoke grep /mnt/below /proc/mounts || status=$?
    umount "$work/from/below"
    return "$status"
}

either_ramfs() {
    if podman run --help | grep -q ramfs || [ "$(podman --version | tr -dc 0-9 | cut -c1)" -ge 5 ]; then
        prints ramfs run --mount type=ramfs,dst=/scratch smoke grep /scratch /proc/mounts
    else
        ends 125 "" run --mount type=ramfs,dst=/scratch smoke true
    fi
}

with_secret() {
    echo hush >"$work/hush"
    p secret create quiet "$work/hush"
    prints hush run --secret quiet smoke cat /run/secrets/quiet
    prints hush run --secret quiet,type=env,target=Q smoke sh -c 'echo $Q'
    prints "400 1000" run --secret quiet,uid=1000,mode=0400 smoke stat -c '%a %u' /run/secrets/quiet
    p secret rm quiet
}
