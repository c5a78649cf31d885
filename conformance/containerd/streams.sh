# shellcheck shell=bash
# The CRI plugin's streaming server: exec, attach and port forwarding, as `kubectl` asks for them.

# shellcheck disable=SC2016 # the container's shell expands what is quoted
cri_streams() {
    # shellcheck disable=SC2016 # the container's shell reads it; the terminal never echoes it
    local resized='read x; tty; until [ "$(stty size)" = "33 99" ]; do sleep 0.1; done; echo resized'
    op "CRI: Exec: output, standard error, exit code" exec_stream '"stdout": 1, "stderr": 1' 'echo good; echo bad >&2; exit 7' "expect good" "expect bad" 'status "7"'
    op "CRI: Exec: standard input" exec_stream '"stdin": 1, "stdout": 1' 'read x; echo got $x' "send line" "expect got line" "status Success"
    op "CRI: Exec: a terminal, its window" exec_stream '"stdin": 1, "stdout": 1, "tty": 1' "echo ready; $resized; exit 5" \
        "expect ready" "send go" "expect /dev/pts/" "resize 99x33" "expect resized" 'status "5"'
    op "CRI: Exec: job control's signal" exec_stream '"stdin": 1, "stdout": 1, "tty": 1' 'trap "echo interrupted; exit 4" INT; echo ready; while :; do sleep 0.1; done' \
        "expect ready" $'send \003' "expect interrupted" 'status "4"'
    op "CRI: Attach: standard input" attach_stream '"stdin": 1' '"stdin": 1, "stdout": 1' 'while read x; do echo got $x; done' "send line" "expect got line"
    op "CRI: Attach: a terminal, its window" attach_stream '"stdin": 1, "tty": 1' '"stdin": 1, "stdout": 1, "tty": 1' "$resized; sleep 1000" \
        "send go" "expect /dev/pts/" "resize 99x33" "expect resized"
    op "CRI: PortForward" forwarded
}

# stream METHOD REQUEST STEP...
stream() {
    local method=$1 request=$2 url
    shift 2
    url=$(cri "$method" "$request" | value url)
    timeout -k 5 90 "$here/stream.py" "$url" v4.channel.k8s.io "$@"
}

# exec_stream STREAMS SCRIPT STEP...: in the container `first`
exec_stream() {
    local request
    request="{\"container_id\": \"$(cat "$work/first")\", \"cmd\": [\"sh\", \"-c\", $(quoted "$2")], $1}"
    shift 2
    stream Exec "$request" "$@"
}

# attach_stream SETTINGS STREAMS SCRIPT STEP...: to a container made with these settings
attach_stream() {
    local settings=$1 streams=$2 script=$3
    shift 3
    made attended '{}' "$script"
    cri StartContainer "$(ct attended)"
    stream Attach "{\"container_id\": \"$(cat "$work/attended")\", $streams}" "$@"
    cri StopContainer "$(ct attended)"
    cri RemoveContainer "$(ct attended)"
}

forwarded() {
    pod_run forward '{"namespace_options": {"network": 0, "pid": 1}}'
    pod=forward made served '{}' 'echo served >/data/index.html; exec httpd -f -p 80 -h /data'
    cri StartContainer "$(ct served)"
    soon exec_sync served wget -q -O - http://127.0.0.1
    stream PortForward "{\"pod_sandbox_id\": \"$(cat "$work/forward")\", \"port\": [80]}" "port 80" $'send GET / HTTP/1.0\r\n\r' "output served"
    cri RemovePodSandbox "$(pod_id forward)"
}
