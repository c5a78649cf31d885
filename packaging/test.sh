#!/bin/sh
# test.sh OCIRUN: what a package installs. Manual pages pass mandoc's checks and have the name that `man` looks for, an
# installation is complete and can be removed again, and the shells complete. Ends with `N passed, N failed, N skipped`.
set -u
ocirun=$(realpath "$1")
cd "$(dirname "$0")/.." || exit 1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
passed=0 failed=0 skipped=0

check() { # check NAME COMMAND...: passes if the command succeeds and prints nothing
    name=$1
    shift
    if said=$("$@" 2>&1) && [ -z "$said" ]; then passed=$((passed + 1)); else
        failed=$((failed + 1))
        printf 'FAILED: %s\n%s\n' "$name" "$said"
    fi
}

pages_are_clean() { for page in "$work"/man/*; do mandoc -Tlint "$page"; done; }

every_verb_has_a_page() {
    for verb in $("$ocirun" --help | awk '/^COMMANDS:/ { on = 1; next } /^[A-Z]/ { on = 0 } on && $1 != "" && $1 != "help," { print $1 }'); do
        [ -s "$work/man/ocirun-$verb.8" ] || echo "no page for $verb"
    done
}

# the manual pages have the options of the tables (HelpTests), the completions come from the help
every_option_is_completed() {
    sh packaging/completions.sh "$ocirun" "$work/completions"
    for page in docs/man/ocirun.8.md docs/man/ocirun-*.8.md; do
        verb=$(basename "$page" .8.md)
        case $verb in ocirun) verb= ;; *) verb=${verb#ocirun-} ;; esac
        awk -v verb="$verb" '
            FILENAME ~ /\.md$/ {
                if (/^\*\*-/) { line = $0; while (match(line, /\*\*--[a-z0-9-]+\*\*/)) { wanted[substr(line, RSTART + 2, RLENGTH - 4)] = 1; line = substr(line, RSTART + RLENGTH) } }
                next
            }
            FILENAME ~ /bash$/ && $1 == (verb == "" ? "\x27\x27)" : verb ")") { bash = " " $0 }
            FILENAME ~ /_ocirun$/ && (verb == "" ? /_arguments -C/ : $1 == verb ")") { on = 1 }
            FILENAME ~ /_ocirun$/ && on { zsh = zsh $0; if (/;;$/ || /->verb/) on = 0 }
            FILENAME ~ /fish$/ && (verb == "" ? /not __ocirun_verb / : index($0, "__ocirun_verb_is " verb "\x27")) { fish = fish $0 " " }
            END {
                for (option in wanted) {
                    if (bash !~ "[ \x27]" option "[ \x27]") print "bash: " verb " " option
                    if (zsh !~ "[{\x27]" option "[[,]") print "zsh: " verb " " option
                    if (index(fish, " -l " substr(option, 3) " ") == 0) print "fish: " verb " " option
                }
            }' "$page" "$work/completions/ocirun.bash" "$work/completions/_ocirun" "$work/completions/ocirun.fish"
    done
}

every_verb_is_completed() {
    for page in docs/man/ocirun-*.8.md; do
        verb=$(basename "$page" .8.md)
        verb=${verb#ocirun-}
        grep -q "^    '') options=.*[ ']${verb}[ ']" "$work/completions/ocirun.bash" || echo "bash: $verb"
        grep -q "^        '$verb:" "$work/completions/_ocirun" || echo "zsh: $verb"
        grep -q " -a $verb " "$work/completions/ocirun.fish" || echo "fish: $verb"
    done
}

installation_is_complete() {
    sh packaging/install.sh "$ocirun" "$work/root" /usr 0.0.0 2026-01-01
    for file in bin/ocirun share/man/man8/ocirun.8.gz share/man/man8/ocirun-run.8.gz share/doc/ocirun/README.md \
        share/bash-completion/completions/ocirun share/zsh/vendor-completions/_ocirun share/fish/vendor_completions.d/ocirun.fish \
        share/doc/ocirun/examples/containerd-2.toml; do
        [ -s "$work/root/usr/$file" ] || echo "missing: $file"
    done
    cmp "$ocirun" "$work/root/usr/bin/ocirun"
}

uninstalling_leaves_nothing() {
    make -s uninstall DESTDIR="$work/root" PREFIX=/usr
    find "$work/root" -type f
}

if command -v go-md2man >/dev/null && command -v mandoc >/dev/null; then
    check "manual pages are written" sh packaging/man.sh 0.0.0 2026-01-01 "$work/man"
    check "manual pages pass mandoc" pages_are_clean
    check "every verb has a manual page" every_verb_has_a_page
    check "an installation is complete" installation_is_complete
    check "uninstalling leaves nothing" uninstalling_leaves_nothing
else
    echo "skipped: go-md2man or mandoc is not installed"
    skipped=$((skipped + 1))
fi

check "every option is completed in each shell" every_option_is_completed
check "every verb is completed in each shell" every_verb_is_completed
sh packaging/completions-test.sh "$ocirun" >"$work/pressed" 2>&1
cat "$work/pressed"
# shellcheck disable=SC2046 # three words
set -- $(sed -n 's/^\([0-9]*\) passed, \([0-9]*\) failed, \([0-9]*\) skipped$/\1 \2 \3/p' "$work/pressed") 0 1 0
echo "$((passed + $1)) passed, $((failed + $2)) failed, $((skipped + $3)) skipped"
[ $((failed + $2)) = 0 ]
