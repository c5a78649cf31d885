# shellcheck shell=bash
# shellcheck disable=SC2016,SC2154 # the containers expand; $work, $runtime are setup.sh's
# More of what `podman run` and its neighbours offer: life cycle, mounts, security, namespaces, limits.

options() {
    life
    mounts
    restricted
    shared
    bounded
}

# has VERB OPTION: this Podman knows the option
has() { podman "$1" --help | grep -q -- "$2"; }

life() {
    op "run --detach --rm goes by itself" gone_by_itself
    op "run --cidfile --pidfile" with_files
    op "run --replace" bash -c 'set -e; p run -d --name again --network none smoke sleep 1000; p run -d --replace --name again --network none smoke sleep 1001; [ "$(p ps -q | wc -l)" = 1 ]; p rm --force --time 0 again'
    op "run --restart on-failure" restarted_on_failure
    op "run --timeout" ends 255 "" run --timeout 1 smoke sleep 1000
    op "run --stop-signal" stopped_by_usr1
    op "run --env-file --env-host" bash -c 'set -e; echo F=file >"$work/env"; [ "$(H=host run --env-file "$work/env" --env-host smoke sh -c '"'"'echo $F$H'"'"')" = filehost ]'
    op "run --umask" prints 0077 run --umask 0077 smoke sh -c umask
    op "run --add-host" prints "10.1.2.3" run --add-host other:10.1.2.3 smoke cat /etc/hosts
    op "run --attach stdout" prints out run --attach stdout smoke echo out
    op "run --log-driver none" prints out run --log-driver none smoke echo out
    op "run: a megabyte in and out" bash -c 'set -e; head -c 1000000 /dev/urandom >"$work/mega"; run -i smoke cat <"$work/mega" | cmp - "$work/mega"'
    op "run --annotation --label" bash -c 'set -e; p create --name noted --annotation a=b --label c=d smoke; p inspect noted | grep -q "\"a\": \"b\""; p rm noted'
    op "logs --follow, --tail" followed
    op "rename, container exists" bash -c 'set -e; p create --name before smoke; p rename before after; p container exists after; no_container before; p rm after'
    op "events" prints died p events --stream=false --since 10m
    op "wait --condition" waited
    op "export, import" bash -c 'set -e; p create --name whole smoke; p export whole | p import - imported; p rm whole; run imported test -x /bin/busybox; p rmi imported'
    op "container prune, system df" bash -c 'set -e; run -d smoke true; p create --name unused smoke; p container prune --force; no_container unused; p system df | grep -q Images'
    op "stop and kill of a paused one" paused_ended
    op "exec in a paused one is refused" refused_while_paused
    op "cp while paused" copied_while_paused
    op "cp of a directory, into a stopped one" copied_directory
    op "mount, unmount" bash -c 'set -e; p create --name opened smoke; [ -x "$(p mount opened)/bin/busybox" ]; p unmount opened; p rm opened'
    needs=exec op "healthcheck: unhealthy" unhealthy
    op "top with columns" topped
    op "init" bash -c 'set -e; p create --name prepared --network none smoke echo prepared; p init prepared; [ "$(p inspect --format "{{.State.Status}}" prepared)" = initialized ]; p start --attach prepared | grep prepared; p rm prepared'
    op "generate systemd" bash -c 'set -e; p create --name unit smoke; p generate systemd unit | grep -q ExecStart; p rm unit'
}

gone_by_itself() {
    p run -d --rm --name brief --network none smoke sleep 0.3
    soon no_container brief
}

no_container() { ! p container exists "$1"; }

with_files() {
    p run -d --cidfile "$work/cid" --pidfile "$work/pid" --network none smoke sleep 1000
    [ -d "/proc/$(cat "$work/pid")" ]
    prints running p inspect --format '{{.State.Status}}' "$(cat "$work/cid")"
    p rm --force --time 0 --cidfile "$work/cid"
}

restarted_on_failure() {
    p run -d --name failing --restart on-failure:3 --network none smoke sh -c 'echo tried; exit 1'
    soon tried_four_times
    p rm --force --time 0 failing
}

tried_four_times() { [ "$(p logs failing | grep -c tried)" = 4 ] && [ "$(p inspect --format '{{.State.Status}}' failing)" = exited ]; }

stopped_by_usr1() {
    p run -d --name odd --stop-signal USR1 --network none smoke sh -c 'trap "exit 12" USR1; echo up; while :; do sleep 0.1; done'
    soon logs_say odd up
    p stop --time 10 odd
    prints 12 p inspect --format '{{.State.ExitCode}}' odd
    p rm odd
}

followed() {
    p run -d --name talking --network none smoke sh -c 'for i in 1 2 3 4; do echo line $i; sleep 0.2; done'
    prints "line 4" p logs --follow talking
    [ "$(p logs --tail 2 talking | wc -l)" = 2 ]
    p rm --force --time 0 talking
}

waited() {
    p create --name awaited --network none smoke sleep 1000
    p wait --condition running awaited &
    p start awaited
    wait $!
    p rm --force --time 0 awaited
}

paused_ended() {
    p run -d --name frozen --network none smoke sleep 1000
    p pause frozen
    # Podman 4 refuses to stop a paused container, 5 does it
    p stop --time 0 frozen || p unpause frozen
    p rm --force --time 0 frozen
    p run -d --name frozen --network none smoke sleep 1000
    p pause frozen
    p rm --force --time 0 frozen
}

refused_while_paused() {
    p run -d --name frozen --network none smoke sleep 1000
    p pause frozen
    local status=0
    ends 255 "" p exec frozen true || status=$?
    p rm --force --time 0 frozen
    return "$status"
}

copied_while_paused() {
    p run -d --name frozen --network none smoke sleep 1000
    p pause frozen
    echo cold >"$work/cold"
    p cp "$work/cold" frozen:/data/cold
    p unpause frozen
    prints cold p exec frozen cat /data/cold
    p rm --force --time 0 frozen
}

copied_directory() {
    mkdir -p "$work/tree/inner"
    echo deep >"$work/tree/inner/file"
    p create --name still smoke
    p cp "$work/tree" still:/data/
    p cp still:/data/tree "$work/copy"
    prints deep cat "$work/copy/inner/file"
    p rm still
}

unhealthy() {
    p run -d --name sick --network none --health-cmd 'CMD-SHELL exit 1' --health-retries 1 --health-interval disable smoke sleep 1000
    ends 1 "" p healthcheck run sick
    prints unhealthy p inspect --format '{{.State.Health.Status}}' sick || prints unhealthy p inspect --format '{{.State.Healthcheck.Status}}' sick
    p rm --force --time 0 sick
}

topped() {
    p run -d --name seen --user 1000 --network none smoke sleep 1000
    prints sleep p top seen pid hpid user args capeff seccomp
    p rm --force --time 0 seen
}

export -f has no_container
