# shellcheck shell=bash
# shellcheck disable=SC2154 # $work, $here, $rootfs are setup.sh's
# The runtime without an engine: a bundle, on a terminal; a normal user's; what only ours has.

shell_steps=('expect=# ' 'type=echo h""i\r' expect=hi 'type=exit\r' ends=0)

install_lines() {
    skip_lines "the package" "packaging/roots.sh installs it in fresh roots" '^apt install'
    skip_lines "Podman: run of an image by name" "there is no registry here; a root filesystem is run below" 'podman .* IMAGE'
}

by_hand() {
    if built; then
        op "a bundle of an exported container" bash -c 'set -e; typed "podman export"; [ -x bundle/rootfs/bin/busybox ]' -
    else
        skip_lines "a bundle of an exported container" "no container of Podman's" "podman export"
        mkdir -p "$work/desk/bundle/rootfs"
        tar -C "$work/desk/bundle/rootfs" -xf "$work/desk/rootfs.tar"
    fi
    op "spec, run on a terminal; list meanwhile" run_and_list
    op "as a normal user" rootless
}

run_and_list() {
    local list
    list=$(line '^ocirun list')
    # the container is there long enough to be listed
    on_terminal '^ocirun spec' 'expect=# ' 'type=echo h""i\r' expect=hi wait=3 'type=exit\r' ends=0 >"$work/screen" &
    soon bash -c "$list | grep 'container1.*running'" || cat "$work/screen"
    wait $! || {
        cat "$work/screen"
        return 1
    }
    ! bash -c "$list" | grep container1
}

# with nothing of root's but the runtime
rootless() {
    local home=$work/user command
    command=$(line 'spec --rootless')
    mkdir -p "$home/run" "$home/bundle/rootfs"
    cp -a "$rootfs/." "$home/bundle/rootfs"
    chown -R 12345:12345 "$home"
    cd "$home"
    env -i "HOME=$home" "XDG_RUNTIME_DIR=$home/run" PATH=/usr/local/bin:/usr/bin:/bin TERM=xterm timeout -k 5 60 \
        setpriv --reuid 12345 --regid 12345 --clear-groups "$here/../typed.py" 24x80 'expect=# ' 'type=id -u; cat /proc/self/uid_map\r' \
        'expect=12345' 'type=exit\r' ends=0 -- bash -c "$command"
}

# what only ocirun has
explanations() {
    local name
    if ! "$runtime" plan --help >/dev/null 2>&1; then
        for name in "plan" "seccomp --explain" "--timings" "wait" "the failure at its top"; do
            skip_lines "$name" "only ocirun has it" '^ocirun plan' '^ocirun wait' '^. ocirun run'
        done
        return
    fi
    op "check" prints "mount namespace" typed '^ocirun check'
    op "validate" typed '^ocirun validate'
    op "plan" prints PivotRoot typed '^ocirun plan bundle '
    op "plan --diff" difference
    if built; then
        op "seccomp --explain" prints socket typed '^ocirun seccomp'
    else
        skip_lines "seccomp --explain" "no container of Podman's" '^ocirun seccomp'
    fi
    op "--debug" debugged
    op "--seccomp-report" reported
    op "--timings" timed
    op "mounts and wait" beside
    op "the failure at its top" failure_shown
}

difference() {
    sed 's/"hostname": "[^"]*"/"hostname": "other"/' "$work/desk/bundle/config.json" >"$work/desk/bundle/other.json"
    ends 1 '+ /hostname "other"' typed '^ocirun plan --diff'
}

debugged() { prints PivotRoot on_terminal '^ocirun --debug' "${shell_steps[@]}"; }

# with a filter that refuses mount(2)
reported() {
    cp "$work/desk/bundle/config.json" "$work/desk/saved.json"
    sed -i 's/"linux": {/&"seccomp": {"defaultAction": "SCMP_ACT_ALLOW", "syscalls": [{"names": ["mount"], "action": "SCMP_ACT_ERRNO"}]},/' \
        "$work/desk/bundle/config.json"
    on_terminal '--seccomp-report' 'expect=# ' 'type=mount -t tmpfs none /tmp\r' expect=denied 'type=exit\r' ends=1
    cp "$work/desk/saved.json" "$work/desk/bundle/config.json"
    grep '"rule": "/linux/seccomp/syscalls/0"' "$work/desk/report.json"
}

# a container, and what is typed in another terminal
beside() {
    mkdir -p /srv
    sed 's/"terminal": true/"terminal": false/; s/"sh"/"sleep", "1000"/' "$work/desk/bundle/config.json" >"$work/desk/bundle/sleep.json"
    "$runtime" run -d -b "$work/desk/bundle" --config sleep.json demo </dev/null >"$work/demo" 2>&1
    typed 'ocirun mounts add'
    "$runtime" exec demo ls /data
    typed '^ocirun wait' >"$work/code" &
    sleep 1
    "$runtime" kill demo KILL
    wait $!
    "$runtime" delete demo
    grep -x 137 "$work/code"
}

timed() {
    on_terminal '--timings' "${shell_steps[@]}"
    python3 - "$work/desk/trace.json" <<'END'
import json, sys
events = json.load(open(sys.argv[1]))
events = events["traceEvents"] if isinstance(events, dict) else events
assert len(events) > 20 and all("name" in event and "ph" in event for event in events), events
END
}

# the README's answer to a mount without a source, which is the config's eighth
failure_shown() {
    local said
    said=$(line '^ocirun: mount ')
    cd "$work/desk"
    python3 - bundle/config.json <<'END'
import json, sys
config = json.load(open(sys.argv[1]))
assert len(config["mounts"]) == 7
config["process"]["terminal"] = False
config["mounts"].append({"destination": "/data", "source": "/srv/data", "type": "none", "options": ["rbind"]})
json.dump(config, open(sys.argv[1], "w"))
END
    rm -rf /srv/data/no
    prints "$said" bash -c "! $(line '^\$ ocirun' | sed 's/^\$ //')"
}

# what the lines left running goes the way its engine takes it
nothing_left() {
    local left
    if installed podman; then podman rm --all --force --time 0; fi
    left=$(ctr task ls -q; docker ps -aq; "$runtime" list -q; find /sys/fs/cgroup -path "*/$group/*/cgroup.procs" \( -fstype cgroup -o -fstype cgroup2 \)) 2>/dev/null
    [ -z "$left" ] || {
        echo "left: $left"
        return 1
    }
}
