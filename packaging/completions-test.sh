#!/bin/sh
# completions-test.sh OCIRUN: presses Tab in bash, zsh and fish, in a terminal, and looks at what the shell makes of it.
# INSTALLED=1: with the completions that a package has installed, as the shells find them. Ends with `N passed, N failed,
# N skipped`; a shell that is not installed is one skip.
set -u
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap '[ -z "${id-}" ] || "$work/bin/ocirun" delete --force "$id" >/dev/null 2>&1; rm -rf "$work"' EXIT
mkdir -p "$work/bin" "$work/bundle/rootfs/bin"
cp "$(command -v busybox)" "$work/bundle/rootfs/bin/sh"
cp "$1" "$work/bin/ocirun"
touch "$work/filtered.json"
sh "$here/completions.sh" "$work/bin/ocirun" "$work"
PATH=$work/bin:$PATH
export PATH

# a container whose id is there to be completed
id=completed$$
ocirun spec -b "$work/bundle"
sed -i 's/"terminal": true/"terminal": false/' "$work/bundle/config.json"
ocirun create -b "$work/bundle" "$id" </dev/null >/dev/null || exit 1

passed=0 failed=0 skipped=0
# press SHELL LINE WANTED: LINE and two Tabs show WANTED. fish 4 would ask a real terminal what it can do.
press() {
    case ${INSTALLED:+installed-}$1 in
    installed-bash) start="spawn bash --norc --noprofile -i; send \"source /usr/share/bash-completion/bash_completion\\r\"" ;;
    installed-zsh) start="spawn zsh -f -i; send \"autoload -Uz compinit; compinit -u -d $work/zdump\\r\"" ;;
    installed-fish) start="spawn env fish_features=no-query-term fish -i" ;;
    bash) start="spawn bash --norc --noprofile -i; send \"source $work/ocirun.bash\\r\"" ;;
    zsh) start="spawn zsh -f -i; send \"fpath=($work \\\$fpath); autoload -Uz compinit; compinit -u -d $work/zdump\\r\"" ;;
    fish) start="spawn env fish_features=no-query-term fish --no-config -i; send \"source $work/ocirun.fish\\r\"" ;;
    esac
    if TERM=xterm HOME=$work timeout 90 expect >"$work/log" 2>&1 <<TXT
set timeout 60
set stty_init "columns 200 rows 50"
$start
# the shell has read its completions when it answers
send "echo rea\"\"dy\\r"
expect {
    -re {[\r\n]ready} {}
    timeout { exit 1 }
}
sleep 0.5
send "$2\\t"
sleep 0.5
set timeout 20
send "\\t"
expect {
    -re {$3} { exit 0 }
    timeout { exit 1 }
}
exit 1
TXT
    then passed=$((passed + 1)); else
        failed=$((failed + 1))
        echo "FAILED: $1: $2<Tab> does not show $3"
        tail -n 5 "$work/log"
    fi
}

for shell in bash zsh fish; do
    if ! command -v "$shell" >/dev/null || ! command -v expect >/dev/null; then
        skipped=$((skipped + 1))
        continue
    fi
    press $shell 'ocirun sta' 'state'
    press $shell 'ocirun upd' 'upd[^a-z]*ate'
    press $shell 'ocirun kill compl' "eted$$"
    press $shell 'ocirun seccomp compl' "eted$$"
    press $shell "ocirun seccomp $work/filt" 'ered.json'
    press $shell 'ocirun mounts rem' 'rem[^a-z]*ove'
    press $shell 'ocirun mounts add compl' "eted$$"
    press $shell 'ocirun exec --preserve' 'preserve-fds'
    press $shell 'ocirun --log-fo' 'log-format'
done
echo "$passed passed, $failed failed, $skipped skipped"
[ $failed = 0 ]
