# shellcheck shell=bash
# shellcheck disable=SC2016,SC2154 # the containers expand; $work is setup.sh's
# Bridges: ports of every kind, several networks, addresses and names.

ports() {
    command -v netavark >/dev/null || [ -x /usr/lib/podman/netavark ] || [ -x /usr/lib/cni/bridge ] || {
        skip "ports, networks, addresses" "neither netavark nor CNI plugins are installed"
        return
    }
    p network create --subnet 10.92.0.0/24 "first$$" >/dev/null 2>&1
    p network create --subnet 10.91.0.0/24 "second$$" >/dev/null 2>&1
    op "--publish: a range" published_range
    op "--publish: udp" published_udp
    op "--publish: a bound address, and podman port" bound_address
    op "--publish-all --expose" bash -c 'set -e; p run -d --name all --network "$first" --publish-all --expose 81 smoke sleep 1000; p port all | grep -E "81/tcp -> 0.0.0.0:[0-9]+"; p rm --force --time 0 all'
    op "--ip --mac-address" prints "10.92.0.77" p run --rm --network "first$$" --ip 10.92.0.77 --mac-address 02:00:00:00:00:77 smoke sh -c 'ip -o addr show eth0; ip link show eth0 | grep -q 02:00:00:00:00:77'
    op "--network: two of them" prints "10.91.0. 10.92.0." p run --rm --network "first$$,second$$" smoke sh -c 'ip -o -4 addr | grep -o "10\.9[12]\.0\." | sort | xargs'
    op "network connect and disconnect of a running one" connected
    op "one container reaches another" reached
    op "--dns --dns-search --dns-option" prints "search example.org nameserver 10.9.8.7 options ndots:3" p run --rm --network host --dns 10.9.8.7 --dns-search example.org --dns-option ndots:3 smoke sh -c 'grep -v "^#" /etc/resolv.conf | sort -r | xargs | sed "s/\(search.*\) \(options.*\)/\1 \2/; s/\(.*\)\(options [^ ]*\) *\(nameserver [^ ]*\)/\1\3 \2/"'
    op "restart keeps the address and the port" restarted_in_network
    op "network reload" bash -c 'set -e; p run -d --name again --network "$first" smoke sleep 1000; p network reload again; p exec again ip addr show eth0 | grep 10.92; p rm --force --time 0 again'
    if command -v aardvark-dns >/dev/null || [ -x /usr/lib/podman/aardvark-dns ] || [ -x /usr/lib/cni/dnsname ]; then
        op "--network-alias: found by name" named_in_network
    else
        skip "--network-alias: found by name" "neither aardvark-dns nor the CNI plugin dnsname is installed"
    fi
    p network rm --force "first$$" "second$$" >/dev/null 2>&1
}

first=first$$
export first

# serving PORT...: answers each connection to it with its number
serving() { echo "$(for port; do echo "while :; do echo port$port | nc -l -p $port; done &"; done) wait"; }

answers() { timeout 5 bash -c 'exec 3<>"/dev/tcp/$1/$2"; timeout 2 cat <&3 | grep "$3"' - "$@"; }

published_range() {
    local status=0
    p run -d --name web --network "first$$" --publish 127.0.0.1:8070-8071:80-81 smoke sh -c "$(serving 80 81)"
    soon answers 127.0.0.1 8070 port80 || status=$?
    soon answers 127.0.0.1 8071 port81 || status=$?
    p rm --force --time 0 web
    return "$status"
}

# busybox's nc has no UDP: the rule is asked for, and podman port
published_udp() {
    local status=0
    p run -d --name web --network "first$$" --publish 127.0.0.1:8072:53/udp smoke sleep 1000
    prints "53/udp -> 127.0.0.1:8072" p port web || status=$?
    { iptables-save -t nat; nft list ruleset; } 2>/dev/null | grep udp | grep 8072 || status=$?
    p rm --force --time 0 web
    return "$status"
}

bound_address() {
    local status=0
    ip address add 127.9.9.9/8 dev lo || true
    p run -d --name web --network "first$$" --publish 127.9.9.9:8073:80 smoke sh -c "$(serving 80)"
    prints "80/tcp -> 127.9.9.9:8073" p port web || status=$?
    soon answers 127.9.9.9 8073 port80 || status=$?
    ! answers 127.0.0.1 8073 port80 || status=1
    p rm --force --time 0 web
    return "$status"
}

connected() {
    p run -d --name moving --network "first$$" smoke sleep 1000
    p network connect "second$$" moving
    prints 10.91.0. p exec moving ip addr
    p network disconnect "first$$" moving
    ! p exec moving ip addr | grep 10.92.0.
    prints 10.91.0. p exec moving ip addr
    p rm --force --time 0 moving
}

address_of() { p inspect --format "{{(index .NetworkSettings.Networks \"first$$\").IPAddress}}" "$1"; }

reached() {
    p run -d --name web --network "first$$" smoke sh -c "$(serving 80)"
    soon prints port80 p run --rm --network "first$$" smoke sh -c "nc -w 2 $(address_of web) 80 </dev/null"
    p rm --force --time 0 web
}

restarted_in_network() {
    local status=0
    p run -d --name web --network "first$$" --ip 10.92.0.88 --publish 127.0.0.1:8074:80 smoke sh -c "$(serving 80)"
    p restart --time 0 web
    [ "$(address_of web)" = 10.92.0.88 ] || status=1
    soon answers 127.0.0.1 8074 port80 || status=$?
    p rm --force --time 0 web
    return "$status"
}

named_in_network() {
    p run -d --name web --network "first$$" --network-alias nick smoke sleep 1000
    soon prints "$(address_of web)" p run --rm --network "first$$" smoke nslookup nick
    p rm --force --time 0 web
}
