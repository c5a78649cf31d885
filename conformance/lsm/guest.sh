#!/bin/sh
# Process 1 of the guest: loads the policy of one security module and tries labels on containers. $1: apparmor or selinux.
# Each line that it prints is "ok NAME" or "not ok NAME: WHAT".
export PATH=/bin
module=$1
S=system_u:system_r:container_t:s0:c1,c2
F=system_u:object_r:container_file_t:s0:c1,c2

check() { # NAME EXPECTED GOT
	case $3 in
	*"$2"*) echo "ok $1" ;;
	*) echo "not ok $1: expected '$2', got '$3'" ;;
	esac
}

# config PROCESS LINUX COMMAND: writes the bundle's config; the first two are members to add
config() {
	cat >/b/config.json <<-EOF
		{"ociVersion": "1.2.0", "root": {"path": "rootfs"},
		"process": {"user": {"uid": 0, "gid": 0}, "cwd": "/", "env": ["PATH=/bin"], "args": ["sh", "-c", "$3"]$1},
		"mounts": [{"destination": "/proc", "type": "proc", "source": "proc"},
		{"destination": "/dev", "type": "tmpfs", "source": "tmpfs"},
		{"destination": "/dev/pts", "type": "devpts", "source": "devpts", "options": ["newinstance"]},
		{"destination": "/dev/mqueue", "type": "mqueue", "source": "mqueue"}],
		"linux": {"namespaces": [{"type": "pid"}, {"type": "mount"}, {"type": "ipc"}]$2}}
	EOF
}

ocirun() { /bin/ocirun --cgroup-manager disabled "$@"; }
run() { ocirun run -b /b "$module$((n = n + 1))" 2>&1 </dev/null; }

# begin PROCESS LINUX: a container c that sleeps; end: no more
begin() {
	config "$1" "$2" "sleep 100"
	ocirun create -b /b c </dev/null >/dev/null 2>&1 && ocirun start c
}
end() { ocirun delete -f c; }

apparmor() {
	mount -t securityfs securityfs /sys/kernel/security
	cat /profiles >/sys/kernel/security/apparmor/.load || { echo "not ok the profiles do not load"; dmesg | tail; }
	for nnp in true false; do
		config ",\"noNewPrivileges\":$nnp,\"apparmorProfile\":\"ocirun-test\"" "" "cat /proc/self/attr/current /secret"
		check "run, no_new_privs $nnp: the profile" "ocirun-test (enforce)" "$(run)"
		check "run, no_new_privs $nnp: what it forbids" "Permission denied" "$(run)"
	done
	config ',"apparmorProfile":"ocirun-test"' ',"uidMappings":[{"containerID":0,"hostID":0,"size":1000}],"gidMappings":[{"containerID":0,"hostID":0,"size":1000}]' "cat /proc/self/attr/current"
	sed -i 's/{"type": "ipc"}/{"type": "user"}, {"type": "ipc"}/' /b/config.json
	check "run in a user namespace" "ocirun-test (enforce)" "$(run)"
	config ',"apparmorProfile":"no-such-profile"' "" "echo ran"
	# shellcheck disable=SC2016 # the backticks are the message's
	check "a profile that is not loaded" 'write `exec no-such-profile` to `/proc/thread-self/attr/apparmor/exec`' "$(run | sed 's/\\//g')"
	config "" "" "cat /proc/self/attr/current"
	check "none" "unconfined" "$(run)"
	begin ',"apparmorProfile":"ocirun-test"' ""
	check "exec: the container's" "ocirun-test (enforce)" "$(ocirun exec c cat /proc/self/attr/current)"
	check "exec --apparmor" "ocirun-other (complain)" "$(ocirun exec --apparmor ocirun-other c cat /proc/self/attr/current)"
	check "exec --no-new-privs" "ocirun-test (enforce)" "$(ocirun exec --no-new-privs c cat /proc/self/attr/current)"
	end
	check "features" '"enabled": true' "$(ocirun features | grep -A2 '"apparmor"' | tr -d '\n' | tr -s ' \t')"
	check "the other module" "selinux is disabled or not supported" "$(config ',"selinuxLabel":"a:b:c:s0"' "" "echo ran"; run)"
}

selinux() {
	mount -t selinuxfs selinuxfs /sys/fs/selinux
	dd if=/policy of=/sys/fs/selinux/load bs=1M 2>/tmp/load || { echo "not ok the policy does not load"; cat /tmp/load; dmesg | tail; }
	for nnp in true false; do
		config ",\"noNewPrivileges\":$nnp,\"selinuxLabel\":\"$S\"" ",\"mountLabel\":\"$F\"" \
			"probe self; probe keyring; for f in /dev /dev/pts /dev/mqueue /masked; do probe file \$f; done"
		sed -i 's|"linux": {|"linux": {"maskedPaths": ["/masked"], |' /b/config.json
		output=$(run)
		check "run, no_new_privs $nnp: process" "$S" "$(echo "$output" | sed -n 1p)"
		check "run, no_new_privs $nnp: keyring" "$S" "$(echo "$output" | sed -n 2p)"
		check "run, no_new_privs $nnp: tmpfs" "$F" "$(echo "$output" | sed -n 3p)"
		check "run, no_new_privs $nnp: devpts" "$F" "$(echo "$output" | sed -n 4p)"
		check "run, no_new_privs $nnp: mqueue" "$F" "$(echo "$output" | sed -n 5p)"
		check "run, no_new_privs $nnp: masked directory" "$F" "$(echo "$output" | sed -n 6p)"
	done
	config ',"selinuxLabel":"system_u:system_r:no_such_t:s0"' "" "echo ran"
	# shellcheck disable=SC2016 # the backticks are the message's
	check "a label that the policy does not know" 'write `system_u:system_r:no_such_t:s0` to `/proc/thread-self/attr/' "$(run)"
	begin ",\"selinuxLabel\":\"$S\"" ""
	check "exec: the container's" "$S" "$(ocirun exec c probe self)"
	check "exec: the keyring's" "$S" "$(ocirun exec c probe keyring)"
	check "exec --process-label" "system_u:system_r:other_t:s0" "$(ocirun exec --process-label system_u:system_r:other_t:s0 c probe self)"
	end
	config "" "" "probe self"
	check "none" "system_u:system_r:kernel_t:s0" "$(run)"
	check "features" '"enabled": true' "$(ocirun features | grep -A2 '"selinux"' | tr -d '\n' | tr -s ' \t')"
	check "the other module" "apparmor not supported" "$(config ',"apparmorProfile":"x"' "" "echo ran"; run)"
}

mount -t proc proc /proc
mount -t sysfs sysfs /sys
mount -t devtmpfs dev /dev
mkdir -p /run /tmp
echo secret >/b/rootfs/secret
n=0
"$module"
echo "done"
poweroff -f
