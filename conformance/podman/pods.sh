# shellcheck shell=bash
# shellcheck disable=SC2016,SC2154 # the containers expand; $work, $runtime are setup.sh's
# Pods with their infra container, Kubernetes' files.

pods_and_files() {
    if ! has_init; then
        skip "pods with an infra container" "Podman's pause program catatonit is not installed"
        return
    fi
    op "pod create with infra, run --pod" made_pod
    op "pod: network, ipc and uts are shared" bash -c 'set -e; for n in net ipc uts; do [ "$(p exec one readlink /proc/self/ns/$n)" = "$(p exec two readlink /proc/self/ns/$n)" ]; done'
    op "pod ps, pod inspect, pod top" bash -c 'set -e; p pod ps | grep Running; p pod inspect group | grep -q \"Running\"; p pod top group | grep sleep'
    op "pod stats" prints one p pod stats --no-stream --format '{{.Name}}' group
    needs=pause op "pod pause, unpause" bash -c 'set -e; p pod pause group; p pod ps | grep Paused; p pod unpause group; p exec one true'
    op "pod restart" bash -c 'set -e; p pod restart --help >/dev/null; p pod restart group; p exec two true'
    op "pod kill" bash -c 'set -e; p pod kill group; soon pod_is Exited'
    op "pod start, stop" bash -c 'set -e; p pod start group; pod_is Running; p pod stop --time 0 group; pod_is Exited'
    op "pod rm" bash -c 'set -e; p pod rm --force --time 0 group; [ -z "$(p ps -aq)" ]'
    op "pod create --share pid" bash -c 'set -e; p pod create --name seen --network none --share pid; p run -d --name first --pod seen smoke sleep 1000; p run --rm --pod seen smoke ps | grep "sleep 1000"; p pod rm --force --time 0 seen'
    op "pod create --infra-name --hostname" bash -c 'set -e; p pod create --name named --network none --hostname podhost --infra-name base; [ "$(p run --rm --pod named smoke hostname)" = podhost ]; p container exists base; p pod rm --force --time 0 named'
    op "run --init-ctr" bash -c 'set -e; p pod create --name prepared --network none; p create --pod prepared --init-ctr once --name before smoke true; p create --pod prepared --name main smoke sleep 1000; p pod start prepared; soon is_running main; p pod rm --force --time 0 prepared'
    op "run --requires" bash -c 'set -e; p create --name base --network none smoke sleep 1000; p create --name above --requires base --network none smoke sleep 1000; p start above; is_running base; p rm --force --time 0 above; p rm --force --time 0 base'
    op "run --pod new:" bash -c 'set -e; p run -d --pod new:fresh --name inside --network none smoke sleep 1000; is_running inside; p pod rm --force --time 0 fresh'
    op "generate kube" bash -c 'set -e; p create --name plain --network none --memory 64m smoke sleep 1000; p generate kube plain >"$work/generated.yml"; grep -q "kind: Pod" "$work/generated.yml"; p rm plain'
    op "play kube, exec, play kube --down" played
    op "play kube: limits, a read-only root, a volume" played_strictly
    p pod rm --all --force --time 0 >/dev/null 2>&1
    p rm --all --force --time 0 >/dev/null 2>&1
}

has_init() { command -v catatonit >/dev/null || [ -x /usr/libexec/podman/catatonit ] || [ -x /usr/lib/podman/catatonit ]; }

pod_is() { p pod ps --format '{{.Name}} {{.Status}}' | grep "^group $1"; }
is_running() { [ "$(p inspect --format '{{.State.Status}}' "$1")" = running ]; }
export -f pod_is is_running

made_pod() {
    p pod create --name group --network none
    p run -d --pod group --name one smoke sleep 1000
    p run -d --pod group --name two smoke sleep 1000
    [ "$(p ps -q | wc -l)" = 3 ]
}

played() {
    cat >"$work/play.yml" <<END
apiVersion: v1
kind: Pod
metadata: {name: played}
spec:
  restartPolicy: Never
  containers:
  - {name: a, image: localhost/smoke:latest, imagePullPolicy: Never, command: [sleep, "1000"], env: [{name: K, value: v}, {name: PATH, value: /bin}]}
  - {name: b, image: localhost/smoke:latest, imagePullPolicy: Never, command: [/bin/sleep, "1000"]}
END
    (cd "$work" && p play kube --network none play.yml)
    prints v p exec played-a sh -c 'echo $K'
    [ "$(p exec played-a /bin/readlink /proc/self/ns/ipc)" = "$(p exec played-b /bin/readlink /proc/self/ns/ipc)" ]
    p play kube --down "$work/play.yml"
    [ -z "$(p ps -aq)" ]
}

played_strictly() {
    mkdir -p "$work/kube"
    echo given >"$work/kube/file"
    cat >"$work/strict.yml" <<END
apiVersion: v1
kind: Pod
metadata: {name: strict}
spec:
  restartPolicy: Never
  containers:
  - name: a
    image: localhost/smoke:latest
    imagePullPolicy: Never
    command: [sleep, "1000"]
    env: [{name: PATH, value: /bin}]
    resources: {limits: {memory: 64Mi, cpu: 500m}}
    securityContext: {readOnlyRootFilesystem: true, allowPrivilegeEscalation: false, runAsUser: 1000, capabilities: {drop: [ALL]}}
    volumeMounts: [{name: v, mountPath: /mnt, readOnly: true}]
  volumes: [{name: v, hostPath: {path: "$work/kube", type: Directory}}]
END
    (cd "$work" && p play kube --network none strict.yml)
    prints given p exec strict-a cat /mnt/file
    prints 1000 p exec strict-a id -u
    ends 1 "ead-only" p exec strict-a touch /data/x
    prints "NoNewPrivs:	1" p exec strict-a grep NoNewPrivs /proc/self/status
    prints 67108864 p exec strict-a sh -c 'cat /sys/fs/cgroup/memory/memory.limit_in_bytes 2>/dev/null || cat /sys/fs/cgroup/memory.max'
    p play kube --down "$work/strict.yml"
}
