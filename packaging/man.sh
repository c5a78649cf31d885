#!/bin/sh
# man.sh VERSION DATE DIRECTORY: roff manual pages from docs/man. go-md2man writes them; what `mandoc -Tlint` finds wrong in its
# output (a title without date and source, .PP after .SH, long lines) is put right here.
set -eu
version=$1 date=$2 out=$3
cd "$(dirname "$0")/.."
mkdir -p "$out"
for page in docs/man/*.md; do
    name=$(basename "$page" .md)
    go-md2man -in "$page" -out "$out/$name"
    awk -v title="$(echo "${name%.*}" | tr '[:lower:]' '[:upper:]')" -v section="${name##*.}" -v date="$date" -v source="ocirun $version" '
        /^\.nh$/ { next }
        /^\.TH / { printf ".TH \"%s\" \"%s\" \"%s\" \"%s\" \"ocirun\"\n", title, section, date, source; next }
        /^\.SH / || /^\.SS / { print; heading = 1; next }
        heading && (/^$/ || /^\.PP$/) { next }
        /^$/ { if (example) print; next }
        { heading = 0 }
        /^\.EX$/ { example = 1 }
        /^\.EE$/ { example = 0 }
        { gsub(/\\fC/, "\\fB") } # \fC is of groff alone
        example || /^\./ { print; next }
        {
            # at most 80 bytes a line; a line that would begin with a control character stays with the one before
            sub(/[ \t]+$/, "")
            line = ""
            count = split($0, words, " ")
            for (i = 1; i <= count; i++) {
                if (line != "" && length(line) + length(words[i]) >= 80 && words[i] !~ /^[.\x27]/) { print line; line = words[i] }
                else line = line == "" ? words[i] : line " " words[i]
            }
            print line
        }' "$out/$name" >"$out/$name.new"
    mv "$out/$name.new" "$out/$name"
done
