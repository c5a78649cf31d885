# shellcheck shell=bash
# shellcheck disable=SC2154 # $work, $runtime, $here are of those that include this
# Somebody at a terminal: typing, window sizes, the keys that detach, signals passed on.

terminals() {
    if ! command -v python3 >/dev/null; then
        skip "terminals" "python3 is not installed"
        return
    fi
    op "run -it: typed into, its exit code" at 24x80 'expect=# ' 'type=echo $((6*7))\r' expect=42 'expect=# ' 'type=exit 5\r' ends=5 -- run --rm -it --network none smoke sh
    op "run -it: the size, and after a change" at 31x77 expect=begun resize=40x100 expect=resized ends=0 -- run --rm -it --network none smoke sh -c "$(sizes '31 77' '40 100')"
    op "run -it: Control-C" at 24x80 expect=up 'type=\x03' expect=interrupted ends=3 -- run --rm -it --network none smoke sh -c 'trap "echo interrupted; exit 3" INT; echo up; while :; do sleep 0.1; done'
    op "run -it: job control" at 24x80 'expect=# ' 'type=sh -c "echo sl""eeps; exec sleep 1000"\r' expect=sleeps 'type=\x1a' expect=Stopped 'type=exit\r' 'expect=stopped jobs' 'type=exit 0\r' ends=0 -- run --rm -it --network none smoke sh
    op "run -it: detach keys" detached_run
    p run -dit --name typed --network none smoke sh >/dev/null 2>&1
    op "attach: typed into" at 24x80 'type=\r' 'expect=# ' 'type=echo $((6*7))\r' expect=42 'type=\x10' wait=0.3 'type=\x11' ends=0 -- attach typed
    op "attach: resize" at 24x80 'type=\r' 'expect=# ' resize=33x99 'type=until [ "$(stty size)" = "33 99" ]; do sleep 0.1; done; echo re""sized\r' expect=resized 'type=\x10' wait=0.3 'type=\x11' ends=0 -- attach typed
    op "attach --detach-keys" at 24x80 'type=\r' 'expect=# ' 'type=\x18' ends=0 -- attach --detach-keys ctrl-x typed
    needs=exec op "exec -it: typed into, its exit code" at 24x80 'expect=# ' 'type=echo $((6*7))\r' expect=42 'type=exit 6\r' ends=6 -- exec -it typed sh
    needs=exec op "exec -it: the size, and after a change" at 29x71 expect=begun resize=41x101 expect=resized ends=0 -- exec -it typed sh -c "$(sizes '29 71' '41 101')"
    needs=exec op "exec -it: Control-C" at 24x80 expect=up 'type=\x03' ends=130 -- exec -it typed sh -c 'echo up; exec sleep 1000'
    needs=exec op "exec -it --detach-keys" detached_exec
    op "attach: its shell ends" at 24x80 'type=\r' 'expect=# ' 'type=exit 4\r' ends=0 -- attach typed
    op "start --attach --interactive" at 24x80 'expect=# ' 'type=exit 8\r' ends=8 -- start --attach --interactive typed
    p rm --force --time 0 typed >/dev/null 2>&1
    op "run --sig-proxy" at 24x80 expect=up signal=TERM expect=terminated ends=9 -- run --rm --network none smoke sh -c 'trap "echo terminated; exit 9" TERM; echo up; while :; do sleep 0.1; done'
    op "attach --sig-proxy" attached_with_signals
    op "logs of a terminal" terminal_logged
}

# sizes FIRST THEN: a script that ends once the terminal has had both sizes
sizes() { echo "for s in '$1 begun' '$2 resized'; do until [ \"\$(stty size)\" = \"\${s% *}\" ]; do sleep 0.1; done; echo \"\${s##* }\"; done"; }

# at SIZE STEP... -- PODMAN-ARGS...: on a terminal (typed.py)
at() {
    local steps=()
    while [ "$1" != -- ]; do
        steps+=("$1")
        shift
    done
    shift
    TERM=dumb "$here/../typed.py" "${steps[@]}" -- podman --root "$work/storage" --runroot "$work/run" --tmpdir "$work/tmp" --storage-driver overlay \
        --network-config-dir "$work/net.d" --cgroup-manager=cgroupfs --runtime "$runtime" "$@"
}

detached_run() {
    at 24x80 'expect=# ' 'type=\x10' wait=0.3 'type=\x11' ends=0 -- run -it --name left --network none smoke sh
    prints running p inspect --format '{{.State.Status}}' left
    p rm --force --time 0 left
}

detached_exec() {
    at 24x80 expect=up 'type=\x18' wait=1 -- exec -it --detach-keys ctrl-x typed sh -c 'echo up; while [ ! -e /tmp/go ]; do sleep 0.1; done; echo went >/tmp/went'
    p exec typed touch /tmp/go
    soon p exec typed test -e /tmp/went
}

attached_with_signals() {
    p run -d --name signalled --network none smoke sh -c 'trap "echo terminated; exit 9" TERM; while :; do echo up; sleep 0.1; done'
    at 24x80 expect=up signal=TERM expect=terminated ends=0 -- attach --sig-proxy signalled
    p rm --force --time 0 signalled
}

terminal_logged() {
    p run -dt --name screen --network none smoke sh -c 'tty; echo shown'
    soon logs_say screen shown
    prints /dev/pts p logs screen
    p rm --force --time 0 screen
}
