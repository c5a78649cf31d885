#!/bin/sh
# The mistakes that people make most often with containers, each made on a real container: docs/errors.md has what
# runtimes say. Needs root, a static busybox and a dynamically linked /bin/cat.
#   mistakes.sh list                    the name and the title of each
#   mistakes.sh run RUNTIME DIRECTORY NAME    makes one in DIRECTORY, which is empty; prints what the runtime says
# Paths and numbers that change from run to run are replaced.
set -u

list() {
	sed -n 's/^mistake_\([a-z_0-9]*\)() { # \(.*\)/\1\t\2/p' "$0"
}

# What config writes: JSON text. Each mistake changes some of it.
args='"true"' cwd=/ namespaces='"pid","network","ipc","uts","mount"'
user='{"uid":0,"gid":0}' process='' mounts='' linux='' resources='' top='' root=rootfs version=1.0.2 id=mistake

config() {
	spaces=$(echo "$namespaces" | sed 's/"[a-z]*"/{"type":&}/g')
	cat >"$bundle/config.json" <<-JSON
	{"ociVersion":"$version","process":{"args":[$args],"cwd":"$cwd","env":["PATH=/bin"],"user":$user$process},
	"root":{"path":"$root"},"mounts":[{"destination":"/proc","type":"proc","source":"proc"}$mounts],
	"linux":{"cgroupsPath":"/ocirun-mistakes/$id","namespaces":[$spaces]$linux,
	"resources":{"devices":[{"allow":true,"access":"rwm"}]$resources}}$top}
	JSON
}

make_bundle() {
	bundle=$work/bundle rootfs=$work/bundle/rootfs
	mkdir -p "$rootfs/bin" "$rootfs/dev" "$rootfs/proc" "$rootfs/sys" "$rootfs/etc" "$rootfs/home" "$rootfs/root"
	chmod 755 "$work" "$bundle" "$rootfs"
	chmod 700 "$rootfs/root"
	cp "$(command -v busybox)" "$rootfs/bin/busybox"
	for applet in sh true sleep cat; do ln -s busybox "$rootfs/bin/$applet"; done
	echo root:x:0:0:root:/root:/bin/sh >"$rootfs/etc/passwd"
}

call() {
	timeout 30 "$runtime" --root "$work/state" "$@" </dev/null
}

run() {
	config
	call run --bundle "$bundle" "$id"
}

# the same as a user who has subordinate ids, and no cgroup
run_as_user() {
	config
	sed -i 's,"cgroupsPath":"[^"]*"\,,,; s,"resources":{.*}}},"rootfsPropagation":"slave"}},' "$bundle/config.json"
	cp "$runtime" "$work/runtime"
	mkdir -p "$work/home"
	cp /etc/passwd "$work/passwd" && echo "tester:x:23457:23457::$work/home:/bin/sh" >>"$work/passwd"
	echo tester:200000:65536 >"$work/subids"
	chown -R 23457:23457 "$bundle" "$work/home"
	# shellcheck disable=SC2016 # the inner shell expands them
	timeout 30 unshare --mount sh -c '
		work=$1 bundle=$2 id=$3
		mount --bind "$work/passwd" /etc/passwd
		for file in /etc/subuid /etc/subgid; do mount --bind "$work/subids" $file || exit; done
		export XDG_RUNTIME_DIR="$work/home"
		exec setpriv --reuid 23457 --regid 23457 --clear-groups "$work/runtime" --root "$work/home/state" run \
			--bundle "$bundle" "$id"' sh "$work" "$bundle" "$id" </dev/null
}

# a program at /home/program
program() {
	cat >"$rootfs/home/program"
	chmod 755 "$rootfs/home/program"
	args='"/home/program"'
	run
}

# a container that runs, or one that has ended
begin() {
	args='"sleep","100"'
	config
	call create --bundle "$bundle" "$id" >/dev/null && call start "$id"
}

end() {
	begin
	call kill "$id" KILL
	tries=0
	until call state "$id" | grep -q '"status": *"stopped"' || [ $((tries += 1)) -gt 100 ]; do sleep 0.1; done
}

mistake_program_not_in_path() { # The program is not in PATH
	args='"nosuch"' && run
}
mistake_program_missing() { # The program's path does not exist
	args='"/bin/nosuch"' && run
}
mistake_interpreter_missing() { # The script's interpreter is not in the image
	printf '#!/usr/bin/python3\nprint()\n' | program
}
mistake_crlf() { # The script was saved with CRLF
	printf '#!/bin/sh\r\necho\r\n' | program
}
mistake_no_shebang() { # The script has no #! line
	echo 'echo hello' | program
}
mistake_not_executable() { # The program may not be executed
	echo '#!/bin/sh' >"$rootfs/home/program" && chmod 644 "$rootfs/home/program"
	args='"/home/program"' && run
}
mistake_program_directory() { # The program is a directory
	args='"/home"' && run
}
mistake_wrong_architecture() { # The program is for another machine
	{ head -c 18 "$rootfs/bin/busybox" && printf '\026\000' && tail -c +21 "$rootfs/bin/busybox"; } | program
}
mistake_loader_missing() { # The program's dynamic loader is not in the image
	program </bin/cat
}
mistake_noexec() { # The program lies on a mount with noexec
	mkdir "$work/data" && cp "$rootfs/bin/busybox" "$work/data/true"
	mounts=',{"destination":"/data","type":"bind","source":"'$work'/data","options":["rbind","noexec"]}'
	args='"/data/true"' && run
}
mistake_cwd_file() { # The working directory is a file
	cwd=/etc/passwd && run
}
mistake_program_denied() { # The user may not execute the program
	user='{"uid":1000,"gid":1000}'
	echo '#!/bin/sh' >"$rootfs/home/program" && chmod 700 "$rootfs/home/program"
	args='"/home/program"' && run
}
mistake_bundle_missing() { # The bundle does not exist
	call run --bundle "$work/nosuch" "$id"
}
mistake_config_missing() { # The bundle has no config.json
	call run --bundle "$bundle" "$id"
}
mistake_json_comma() { # The config has a comma too many
	args='"true",' && run
}
mistake_json_type() { # A member has the wrong type, and another member is wrong
	config
	sed -i 's/"args":\["true"\]/"args":"true"/; s,"cwd":"/","cwd":"tmp",' "$bundle/config.json"
	call run --bundle "$bundle" "$id"
}
mistake_rootfs_missing() { # The root filesystem does not exist
	root=nosuch && run
}
mistake_cwd_relative() { # The working directory is relative
	cwd=tmp && run
}
mistake_args_empty() { # There is no program
	args='' && run
}
mistake_bom() { # The config begins with a byte order mark
	config
	sed -i '1s/^/\xef\xbb\xbf/' "$bundle/config.json"
	call run --bundle "$bundle" "$id"
}
mistake_environment() { # A variable of the environment has no value
	config
	sed -i 's,"env":\["PATH=/bin"\],"env":["PATH=/bin"\,"NOTHING"],' "$bundle/config.json"
	call run --bundle "$bundle" "$id"
}
mistake_root_file() { # The root filesystem is a file
	root=/etc/passwd && run
}
mistake_version() { # The config's version is not known
	version=2.0.0 && run
}
mistake_namespace_unknown() { # A namespace's type does not exist
	namespaces='"pid","mount","net"' && run
}
mistake_hostname() { # A hostname without a UTS namespace
	namespaces='"pid","mount"' top=',"hostname":"box"' && run
}
mistake_mappings_missing() { # A user namespace without id mappings
	namespaces='"pid","mount","user"' && run
}
mistake_ids_not_granted() { # A user maps ids that subuid does not grant
	namespaces='"pid","mount","user"'
	linux=',"uidMappings":[{"containerID":0,"hostID":23457,"size":1},{"containerID":1,"hostID":100000,"size":65536}],
	"gidMappings":[{"containerID":0,"hostID":23457,"size":1},{"containerID":1,"hostID":100000,"size":65536}]'
	run_as_user
}
mistake_mappings_overlap() { # Mappings overlap
	namespaces='"pid","mount","user"'
	linux='"containerID":0,"hostID":1000,"size":10},{"containerID":5,"hostID":2000,"size":10}]'
	linux=',"uidMappings":[{'$linux',"gidMappings":[{'$linux && run
}
mistake_rootfs_not_mapped() { # The root filesystem is not the container's root's
	namespaces='"pid","mount","user"'
	linux='"containerID":0,"hostID":100000,"size":65536}]'
	linux=',"uidMappings":[{'$linux',"gidMappings":[{'$linux && run
}
mistake_namespace_file() { # The namespace to join is a file
	config
	sed -i 's,{"type":"network"},{"type":"network"\,"path":"/etc/passwd"},' "$bundle/config.json"
	call run --bundle "$bundle" "$id"
}
mistake_namespace_path() { # The namespace to join does not exist
	config
	sed -i 's,{"type":"network"},{"type":"network"\,"path":"/run/netns/nosuch"},' "$bundle/config.json"
	call run --bundle "$bundle" "$id"
}
mistake_source_missing() { # The source of a bind mount does not exist
	mounts=',{"destination":"/data","type":"bind","source":"/srv/nosuch/data","options":["rbind"]}' && run
}
mistake_source_option() { # A bind mount without the option bind
	mkdir "$work/data"
	mounts=',{"destination":"/data","type":"none","source":"'$work'/data","options":["ro"]}' && run
}
mistake_target_file() { # A directory is mounted on a file
	mkdir "$work/data"
	mounts=',{"destination":"/etc/passwd","type":"bind","source":"'$work'/data","options":["rbind"]}' && run
}
mistake_target_parent() { # The target's parent is a file
	mounts=',{"destination":"/etc/passwd/data","type":"tmpfs","source":"tmpfs"}' && run
}
mistake_target_readonly() { # A mount point is missing in a root filesystem that cannot be written
	mount -t tmpfs tmpfs "$rootfs" && mkdir "$rootfs/proc" && mount -o remount,ro "$rootfs"
	mounts=',{"destination":"/data","type":"tmpfs","source":"tmpfs"}' && run
	umount "$rootfs"
}
mistake_mount_option() { # A mount option is misspelt
	mounts=',{"destination":"/data","type":"tmpfs","source":"tmpfs","options":["nosiud"]}' && run
}
mistake_bind_option() { # A bind mount has a misspelt option
	mkdir "$work/data"
	mounts=',{"destination":"/data","type":"bind","source":"'$work'/data","options":["rbind","read-only"]}' && run
}
mistake_mount_value() { # A size that is none
	mounts=',{"destination":"/data","type":"tmpfs","source":"tmpfs","options":["size=64q"]}' && run
}
mistake_mount_root() { # A mount over the root
	mounts=',{"destination":"/","type":"tmpfs","source":"tmpfs"}' && run
}
mistake_filesystem() { # The kernel does not have the filesystem
	mounts=',{"destination":"/data","type":"nosuchfs","source":"x"}' && run
}
mistake_overlay() { # A layer of an overlay does not exist
	mkdir "$work/lower"
	mounts=',{"destination":"/data","type":"overlay","source":"x","options":["lowerdir='$work'/lower:'$work'/nosuch"]}'
	run
}
mistake_inside_proc() { # A mount inside /proc
	mounts=',{"destination":"/proc/sys","type":"tmpfs","source":"tmpfs"}' && run
}
mistake_name_long() { # A name in a path is too long
	mounts=',{"destination":"/'$(printf '%0300d' 0)'","type":"tmpfs","source":"tmpfs"}' && run
}
mistake_memory_low() { # The memory limit is too low to start
	resources=',"memory":{"limit":4096}' && run
}
mistake_cpus() { # The CPUs do not exist
	resources=',"cpu":{"cpus":"4000"}' && run
}
mistake_quota() { # The CPU quota is too low
	resources=',"cpu":{"quota":1}' && run
}
mistake_sysctl() { # A sysctl of the host
	linux=',"sysctl":{"kernel.panic":"1"}' && run
}
mistake_sysctl_value() { # A value that a sysctl does not take
	linux=',"sysctl":{"net.ipv4.ip_forward":"yes"}' && run
}
mistake_capability() { # A capability is misspelt
	process=',"capabilities":{"bounding":["CAP_SYS_ADMN","NET_ADMIN"]}' && run
}
mistake_oom_score() { # An OOM score that does not exist
	process=',"oomScoreAdj":5000' && run
}
mistake_rlimit_raised() { # A hard limit is above the caller's
	process=',"rlimits":[{"type":"RLIMIT_NOFILE","soft":10,"hard":99999999999}]' && run
}
mistake_rlimit_soft() { # A soft limit is above the hard limit
	process=',"rlimits":[{"type":"RLIMIT_NOFILE","soft":100,"hard":10}]' && run
}
mistake_scheduler() { # A scheduling policy is misspelt
	process=',"scheduler":{"policy":"SCHED_FIFOO"}' && run
}
mistake_rlimit() { # A limit that does not exist
	process=',"rlimits":[{"type":"RLIMIT_FILES","soft":1,"hard":1}]' && run
}
mistake_seccomp_operator() { # A seccomp operator and an argument that do not exist
	linux='{"names":["read"],"action":"SCMP_ACT_ERRNO","args":[{"index":9,"value":1,"op":"EQ"}]}'
	linux=',"seccomp":{"defaultAction":"SCMP_ACT_ALLOW","syscalls":['$linux']}' && run
}
mistake_seccomp_action() { # A seccomp action that does not exist
	linux=',"seccomp":{"defaultAction":"SCMP_ACT_DENY"}' && run
}
mistake_apparmor() { # An AppArmor profile on a host without AppArmor
	process=',"apparmorProfile":"container-default"' && run
}
mistake_selinux() { # An SELinux label on a host without SELinux
	process=',"selinuxLabel":"system_u:system_r:container_t:s0"' && run
}
mistake_hook_missing() { # A hook does not exist
	top=',"hooks":{"createRuntime":[{"path":"/usr/local/bin/nosuch-hook"}]}' && run
}
mistake_hook_mode() { # A hook may not be executed
	echo exit >"$work/hook" && chmod 600 "$work/hook"
	top=',"hooks":{"createRuntime":[{"path":"'$work'/hook"}]}' && run
}
mistake_hook_directory() { # A hook is a directory
	top=',"hooks":{"createRuntime":[{"path":"/etc"}]}' && run
}
mistake_hook_exit() { # A hook fails
	top=',"hooks":{"createRuntime":[{"path":"/bin/sh","args":["sh","-c","echo no network >&2; exit 3"]}]}' && run
}
mistake_hook_timeout() { # A hook does not end in time
	top=',"hooks":{"createRuntime":[{"path":"/bin/sleep","args":["sleep","60"],"timeout":1}]}' && run
}
mistake_terminal() { # A terminal without a console socket
	process=',"terminal":true' && config
	call create --bundle "$bundle" "$id"
}
mistake_console_socket() { # The console socket does not exist
	process=',"terminal":true' && config
	call create --bundle "$bundle" --console-socket "$work/nosuch.sock" "$id"
}
mistake_pid_file_directory() { # The pid file is a directory
	config && mkdir "$work/pid"
	call create --bundle "$bundle" --pid-file "$work/pid" "$id"
}
mistake_pid_file() { # The directory of the pid file does not exist
	config
	call create --bundle "$bundle" --pid-file "$work/nosuch/pid" "$id"
}
mistake_id() { # The container's name has a slash
	config
	call create --bundle "$bundle" a/b
}
mistake_id_in_use() { # The container's name is taken
	begin 2>/dev/null
	call create --bundle "$bundle" "$id"
}
mistake_not_there() { # There is no such container
	call state "$id"
}
mistake_start_twice() { # A container is started twice
	begin 2>/dev/null
	call start "$id"
}
mistake_delete_running() { # A running container is deleted
	begin 2>/dev/null
	call delete "$id"
}
mistake_kill_stopped() { # A container that has ended is sent a signal
	end 2>/dev/null
	call kill "$id" TERM
}
mistake_signal() { # The signal does not exist
	begin 2>/dev/null
	call kill "$id" SIGNOSUCH
}
mistake_exec_stopped() { # A program is executed in a container that has ended
	end 2>/dev/null
	call exec "$id" true
}
mistake_exec_missing() { # A program to execute in the container is missing
	begin 2>/dev/null
	call exec "$id" nosuch
}
mistake_list_root() { # The directory of the state lies in a file
	echo >"$work/file"
	timeout 30 "$runtime" --root "$work/file/state" list </dev/null
}
mistake_state_full() { # There is no room for the state
	mkdir "$work/state" && mount -t tmpfs -o size=4k tmpfs "$work/state"
	mkdir "$work/state/$id.other" && dd if=/dev/zero of="$work/state/full" bs=4k 2>/dev/null
	run
	umount "$work/state"
}
mistake_option() { # An option is misspelt
	config
	call run --bundel "$bundle" "$id" 2>&1 >/dev/null | tail -n 1 >&2
}
mistake_command() { # The command does not exist
	call strat "$id"
}

# Without what changes from run to run: the directory, pids, times; and logrus' frame, which is not the sentence.
normalize() {
	sed -e "s,$work/,/,g" -e "s,$work,/,g" -e 's/time="[^"]*" //' -e 's/PID [0-9][0-9]*/PID N/g; s/pid [0-9][0-9]*/pid N/g' \
		-e 's/\(nsexec[-0-9]*\)\[[0-9]*\]/\1[N]/g; s/limit of ocirun is [0-9]*/limit of ocirun is N/; s/state-[0-9][0-9]*/state-N/; s/map on [0-9]*/map on N/' \
		-e 's/usage: [0-9]*/usage: N/g' -e 's,/proc/[0-9][0-9]*/,/proc/N/,g; s,/fd/[0-9]*,/fd/N,g' \
		-e 's/^[0-9-]*T[0-9:.]*Z*: //' -e "s,$runtime,runtime,g" -e 's/0\{300\}/000.../g'
}

clean() {
	call delete --force "$id" >/dev/null 2>&1
	find /sys/fs/cgroup -depth -type d -path '*/ocirun-mistakes*' -exec rmdir {} + 2>/dev/null
}

case ${1:-} in
list) list ;;
run)
	runtime=$2 work=$3
	make_bundle
	trap clean EXIT
	"mistake_$4" 2>"$work/said" >/dev/null
	normalize <"$work/said"
	;;
*) sed -n '2,7s/^# //p' "$0" && exit 2 ;;
esac
