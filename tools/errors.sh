#!/bin/sh
# Writes docs/errors.md: what runtimes say of the mistakes of spec-tests/OciRuntime.SpecTests/Cli/mistakes.sh, each made
# on a real container. Needs root, on a host with cgroup v1 or hybrid.
#   tools/errors.sh OCIRUN RUNC CRUN >docs/errors.md
set -eu

[ $# -eq 3 ] || {
	sed -n '2,4s/^# //p' "$0"
	exit 2
}
script=$(dirname "$0")/../spec-tests/OciRuntime.SpecTests/Cli/mistakes.sh

# crun takes no hybrid host: it sees the version 1 hierarchies alone
said() {
	work=$(mktemp -d)
	# shellcheck disable=SC2016 # the inner shell expands them
	unshare --mount sh -c 'umount /sys/fs/cgroup/unified 2>/dev/null; exec sh "$@"' sh "$script" run "$2" "$work" "$3" |
		sed "1s/^/    $(printf '%-8s' "$1")/; 2,\$s/^/            /" | grep . || printf '    %-8s\n' "$1"
	rm -rf "$work"
}

version() {
	"$1" --version | sed -n '1s/.* //p'
}

cat <<END
# Mistakes, and what runtimes say

Each mistake is made on a real container by [mistakes.sh](../spec-tests/OciRuntime.SpecTests/Cli/mistakes.sh), and this page is
written by \`tools/errors.sh\`: ocirun, runc $(version "$2") and crun $(version "$3") on a host with cgroup version 1. The directory of the
bundle, pids and the time in runc's log are taken out; nothing else is changed. Where nothing stands beside a runtime, it accepted
the mistake.
The test \`Errors_Mistakes\` holds ocirun's lines to what it prints. The form of a message is told by
[ocirun-errors(7)](man/ocirun-errors.7.md).
END
sh "$script" list | while IFS='	' read -r name title; do
	printf '\n## %s\n\n<!-- %s -->\n\n' "$title" "$name"
	said ocirun "$1" "$name"
	said runc "$2" "$name"
	said crun "$3" "$name"
done
