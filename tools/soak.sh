#!/bin/bash
# soak.sh RUNTIME: creates, starts, uses, kills and deletes containers, four at a time, for HOURS (1) or CYCLES, while in one
# cycle of four another verb works on the same container, and kills one verb in KILL_ONE_IN (10) at random moments. Then
# nothing may be left: no process, mount, cgroup, key, file or state. Ends with 1 if something is. SIGTERM ends it early,
# with the same checks. Run it alone: it looks at the whole host for what has the name of its containers.
set -euo pipefail

runtime=$(realpath "$1")
at_once=${AT_ONCE-4}
seed=${SEED-$$}
kill_one_in=${KILL_ONE_IN-10}
name=soak-$$
work=$(mktemp -d "/tmp/$name.XXXXXX")
root=$work/root
if [ -n "${CYCLES-}" ]; then end=0; else end=$(($(date +%s) + $(awk "BEGIN { print int(${HOURS-1} * 3600) }"))); fi
busybox=$(command -v busybox)
mkdir -p "$root" "$work/rootfs/bin" "$work/rootfs/proc" "$work/rootfs/dev" "$work/rootfs/sys"
cp "$busybox" "$work/rootfs/bin/busybox"
for applet in sh sleep true; do ln -s busybox "$work/rootfs/bin/$applet"; done

# pause SECONDS: without a process of its own
exec {nothing}<> <(:)
pause() { read -r -t "$1" -u "$nothing" || true; }

# bundle NUMBER: every second one has hooks
bundle() {
    local bundle=$work/bundle$1
    mkdir "$bundle"
    (cd "$bundle" && "$runtime" spec)
    sed -i -e 's/"terminal": true/"terminal": false/' -e "s,\"path\": \"rootfs\",\"path\": \"$work/rootfs\"," \
        -e '0,/"sh"/s//"sleep", "1000"/' -e "s|\"env\": \[|& \"SOAK=$name\",|" "$bundle/config.json"
    if [ $(($1 % 2)) = 1 ]; then
        local hook='[{"path": "/bin/sh", "args": ["sh", "-c", "true"]}]'
        sed -i "1s|{|{ \"hooks\": { \"createRuntime\": $hook, \"poststart\": $hook, \"poststop\": $hook },|" \
            "$bundle/config.json"
    fi
}

# verb ARGUMENT...: one verb; one in KILL_ONE_IN is killed within 40 ms, half of those within 10, and so is the other one
verb() {
    "$runtime" --root "$root" "$@" </dev/null >>"$log" 2>&1 &
    local pid=$! tens=0
    if [ $((RANDOM % kill_one_in)) = 0 ]; then
        [ $((RANDOM % 2)) = 0 ] || tens=$((RANDOM % 4))
        pause "0.0$tens$((RANDOM % 10))"
        if kill -KILL "$pid" 2>/dev/null; then kills=$((kills + 1)); fi
        if [ "$other" != 0 ] && kill -KILL "$other" 2>/dev/null; then kills=$((kills + 1)); fi
    fi
    wait "$pid" 2>/dev/null || return 1
}

others=("list" "state ID" "exec ID true" "pause ID" "resume ID" "update --pids-limit 100 ID" "start ID" "kill ID TERM"
    "delete ID" "delete --force ID")

# disturb: begins another verb for the same container
disturb() {
    local words=${others[RANDOM % ${#others[@]}]}
    read -r -a words <<<"${words/ID/$id}"
    "$runtime" --root "$root" "${words[@]}" </dev/null >>"$log" 2>&1 &
    other=$!
    meetings=$((meetings + 1))
}

# cycle: the life of one container
cycle() {
    : >"$log"
    verb create --bundle "$work/bundle$number" "$id" || return
    [ $((RANDOM % 4)) != 0 ] || disturb
    verb start "$id" && verb exec "$id" true && verb kill "$id" KILL && whole=$((whole + 1))
}

worker() {
    RANDOM=$((seed + $1))
    local number=$1 log=$work/log$1 cycles=0 kills=0 whole=0 failed=0 meetings=0 other=0 id text
    bundle "$number"
    while [ ! -e "$work/stop" ] && if [ "$end" = 0 ]; then
        [ "$cycles" -lt $((CYCLES / at_once)) ]
    else
        [ "$(printf '%(%s)T')" -lt "$end" ]
    fi; do
        cycles=$((cycles + 1)) id=$name-$number-$cycles
        cycle || true
        [ $((RANDOM % 4)) != 0 ] || verb delete "$id" || true
        [ "$other" = 0 ] || wait "$other" 2>/dev/null || true
        other=0
        text=
        if ! "$runtime" --root "$root" delete --force "$id" >>"$log" 2>&1 || [ -e "$root/$id" ]; then text=failed; fi
        [ -n "$text" ] || read -r -d '' text <"$log" || true
        case $text in
        failed | *'internal error'*)
            failed=$((failed + 1))
            sed "s/^/$id: /" "$log" >>"$work/failures"
            ;;
        esac
        echo "$cycles $kills $whole $failed $meetings" >"$work/count$number"
    done
    : >"$work/ended$number"
}

leftovers() {
    local file
    for file in /proc/[0-9]*/cmdline /proc/[0-9]*/environ; do
        if { tr '\0' ' ' <"$file"; } 2>/dev/null | grep -q -e "--root $root" -e "SOAK=$name"; then echo "process $file"; fi
    done
    grep -F "$work" /proc/self/mountinfo | sed 's/^/mount /' || true
    # find fails if a cgroup of somebody else goes meanwhile
    { find /sys/fs/cgroup -depth -type d -name "*$name-*" 2>/dev/null || true; } | sed 's/^/cgroup /'
    grep -F "$name-" /proc/keys | sed 's/^/key /' || true
    find "$root" -mindepth 1 | sed 's/^/state /'
    find "$work/rootfs" -mindepth 1 -newer "$work/begun" | sed 's/^/file /'
}

touch "$work/begun"
begin=$(date +%s)
for ((i = 0; i < at_once; i++)); do worker "$i" & done
trap ': >"$work/stop"' TERM
until wait; do :; done
wait
seconds=$(($(date +%s) - begin))
pause 1
for ((i = 0; i < at_once; i++)); do
    [ -e "$work/ended$i" ] || echo "worker $i did not end" >>"$work/failures"
done
leftovers >"$work/left"
cat "$work"/count* | awk -v seconds="$seconds" -v left="$(wc -l <"$work/left")" '
    { cycles += $1; kills += $2; whole += $3; failed += $4; meetings += $5 }
    END {
        printf "%d cycles in %d s, %d beside another verb, %d verbs killed, %d cycles whole, ",
            cycles, seconds, meetings, kills, whole
        printf "%d that delete --force did not end, %d things left\n", failed, left
    }'
if [ -s "$work/left" ] || [ -e "$work/failures" ]; then
    head -n 50 "$work/left"
    if [ -e "$work/failures" ]; then head -n 50 "$work/failures"; fi
    echo "kept: $work (SEED=$seed)"
    exit 1
fi
rm -rf "$work"
