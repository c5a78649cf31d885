# shellcheck shell=bash
# shellcheck disable=SC2154 # $work is setup.sh's
# Networks of containers, and images that come from and go to a registry on loopback.

networks() {
    if command -v netavark >/dev/null || [ -x /usr/lib/podman/netavark ] || [ -x /usr/lib/cni/bridge ]; then
        op "network create, run in it, network rm" bridged
        op "run --publish" published
    else
        skip "network create, run in it, network rm" "neither netavark nor CNI plugins are installed"
        skip "run --publish" "neither netavark nor CNI plugins are installed"
    fi
    if command -v docker-registry >/dev/null; then
        op "registry: push, pull, run, commit, push" registered
    else
        skip "registry: push, pull, run, commit, push" "docker-registry is not installed"
    fi
}

bridged() {
    local status=0
    p network create --subnet 10.94.0.0/24 "net$$"
    prints 10.94.0. p run --rm --network "net$$" smoke ip addr || status=$?
    p network rm --force "net$$"
    return "$status"
}

published() {
    p network create --subnet 10.93.0.0/24 "pub$$"
    p run -d --name web --network "pub$$" --publish 127.0.0.1:8098:80 smoke sh -c 'echo served >/data/index.html; exec httpd -f -p 80 -h /data' || true
    local status=0
    soon bash -c 'exec 3<>/dev/tcp/127.0.0.1/8098; printf "GET / HTTP/1.0\r\n\r\n" >&3; timeout 5 cat <&3 | grep served' || status=$?
    p rm --force --time 0 --ignore web
    p network rm --force "pub$$"
    return "$status"
}

registered() {
    local registry status=0
    mkdir -p "$work/registry"
    cat >"$work/registry.yml" <<YML
version: 0.1
storage: {filesystem: {rootdirectory: $work/registry}}
http: {addr: "127.0.0.1:5098"}
YML
    docker-registry serve "$work/registry.yml" >"$work/registry.log" 2>&1 &
    registry=$!
    there_and_back || status=$?
    kill "$registry"
    return "$status"
}

there_and_back() {
    local image=127.0.0.1:5098/smoke:1
    soon bash -c 'exec 3<>/dev/tcp/127.0.0.1/5098' &&
        p tag smoke "$image" && p push -q --tls-verify=false "$image" && p rmi "$image" &&
        p pull -q --tls-verify=false "$image" &&
        p run --name pulled --network none "$image" touch /data/here &&
        p commit -q pulled 127.0.0.1:5098/smoke:2 && p rm pulled &&
        p push -q --tls-verify=false 127.0.0.1:5098/smoke:2 && p rmi 127.0.0.1:5098/smoke:2 &&
        p run --rm --network none --tls-verify=false 127.0.0.1:5098/smoke:2 test -e /data/here
}
