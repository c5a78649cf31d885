#!/bin/sh
# completions.sh OCIRUN DIRECTORY: completions for bash, zsh and fish, from what `--help` prints, which is made from the option
# tables. Container ids come from `list -q` when the key is pressed.
# shellcheck disable=SC2016 # what is in single quotes belongs to the other shell
set -eu
ocirun=$1 out=$2
mkdir -p "$out"

# "VERB<tab>summary", without `help`
verbs=$("$ocirun" --help | awk '/^COMMANDS:/ { on = 1; next } /^[A-Z]/ { on = 0 }
    on && $1 != "" && $1 != "help," { verb = $1; $1 = ""; print verb "\t" substr($0, 2) }')

# options [VERB]: "long<tab>short<tab>value or nothing<tab>text" of a verb, or of the program itself
options() {
    "$ocirun" "$@" --help | awk '/^(GLOBAL )?OPTIONS:/ { on = 1; next } /^[A-Z]/ { on = 0 }
        on && /^   --/ {
            text = $0; sub(/^   --[^ ]*( value)?(, -[^ ]*( value)?)* +/, "", text)
            long = $1; sub(/,$/, "", long)
            short = ""; for (i = 2; i <= 4; i++) if ($i ~ /^-[a-zA-Z],?$/) { short = $i; sub(/,$/, "", short); break }
            print long "\t" short "\t" ($2 ~ /^value,?$/ ? "value" : "") "\t" text
        }'
}

takes_container() { # whether the first argument of VERB is the id of a container that exists
    "$ocirun" "$1" --help | grep -q '<container-id>' && case $1 in create | run | restore) return 1 ;; esac
}

takes_file() { # 1 if the first argument of VERB may be a file as well
    ! "$ocirun" "$1" --help | grep -q '<config.json>|<container-id>' || echo 1
}

actions() { # what stands before the container's id: "add remove" of `mounts add|remove <container-id>`
    "$ocirun" "$1" --help | sed -n "s/^   ocirun $1 \\([a-z|]*|[a-z|]*\\) <container-id>.*/\\1/p" | tr '|' ' '
}

words() { awk -F '\t' '{ printf "%s%s", (NR > 1 ? " " : ""), $1 ($2 == "" ? "" : " " $2) }'; }
values() { awk -F '\t' '$3 == "value" { printf "%s%s%s", (n++ ? "|" : ""), $1, ($2 == "" ? "" : "|" $2) }'; }

bash_completion() {
    cat <<'TXT'
# bash completion for ocirun; bash-completion is not needed
_ocirun_ids() {
    local root=
    [[ -n $1 ]] && root=--root=$1
    ocirun $root list -q 2>/dev/null
}

_ocirun() {
    local word=${COMP_WORDS[COMP_CWORD]} verb= root= i options= values= ids= files= actions= before=
    for ((i = 1; i < COMP_CWORD; i++)); do
        case ${COMP_WORDS[i]} in
TXT
    printf '        --root) root=${COMP_WORDS[++i]} ;;\n'
    printf '        %s) ((++i)) ;;\n' "$(options | values)"
    cat <<'TXT'
        =) ((++i)) ;;
        -*) ;;
        *) verb=${COMP_WORDS[i]} && break ;;
        esac
    done
    case $verb in
TXT
    printf "    '') options='%s %s'; values='%s' ;;\n" "$(options | words)" "$(echo "$verbs" | cut -f1 | tr '\n' ' ')help" "$(options | values)"
    echo "$verbs" | cut -f1 | while read -r verb; do
        printf "    %s) options='%s'; values='%s'%s ;;\n" "$verb" "$(options "$verb" | words)" "$(options "$verb" | values)" \
            "$(if takes_container "$verb"; then echo "; ids=1; files=$(takes_file "$verb"); actions='$(actions "$verb")'"; fi)"
    done
    cat <<'TXT'
    esac
    COMPREPLY=()
    if [[ $values && "|$values|" == *"|${COMP_WORDS[COMP_CWORD - 1]}|"* ]]; then
        compopt -o default 2>/dev/null
        return
    fi
    before=${COMP_WORDS[COMP_CWORD - 1]}
    if [[ $word == -* || -z $verb ]]; then
        mapfile -t COMPREPLY < <(compgen -W "$options" -- "$word")
    elif [[ $actions && $before == "$verb" ]]; then
        mapfile -t COMPREPLY < <(compgen -W "$actions" -- "$word")
    elif [[ $ids && ( -z $actions || " $actions " == *" $before "* ) ]]; then
        [[ -z $files ]] || compopt -o default 2>/dev/null
        mapfile -t COMPREPLY < <(compgen -W "$(_ocirun_ids "$root")" -- "$word")
    else
        compopt -o default 2>/dev/null
    fi
}

complete -F _ocirun ocirun
TXT
}

zsh_quote() { sed "s/'/'\\\\''/g; s/\\[/(/g; s/\\]/)/g; s/:/\\\\:/g"; }

zsh_options() { # [VERB]: arguments of _arguments
    options "$@" | zsh_quote | awk -F '\t' '{
        value = $3 == "" ? "" : ":value:_files"
        printf " \\\n        %s", ($2 == "" ? "" : "\x27(" $1 " " $2 ")\x27{" $1 "," $2 "}") ($2 == "" ? "\x27" $1 : "\x27") "[" $4 "]" value "\x27"
    }'
}

zsh_completion() {
    cat <<'TXT'
#compdef ocirun

_ocirun_ids() {
    local -a ids
    ids=(${(f)"$(ocirun ${opt_args[--root]:+--root=${opt_args[--root]}} list -q 2>/dev/null)"})
    _describe -t containers container ids
}

_ocirun_verbs() {
    local -a verbs
    verbs=(
TXT
    echo "$verbs" | zsh_quote | awk -F '\t' '{ printf "        \x27%s:%s\x27\n", $1, $2 }'
    printf "    )\n    _describe -t commands command verbs\n}\n\n_ocirun() {\n    local curcontext=\$curcontext state line\n    typeset -A opt_args\n"
    printf "    _arguments -C%s \\\\\n        '1:command:_ocirun_verbs' '*::argument:->verb'\n" "$(zsh_options)"
    printf "    [[ \$state == verb ]] || return\n    case \$words[1] in\n"
    echo "$verbs" | cut -f1 | while read -r verb; do
        printf "    %s) _arguments%s \\\\\n        %s ;;\n" "$verb" "$(zsh_options "$verb")" \
            "$(if [ -n "$(actions "$verb")" ]; then
                echo "'1:action:($(actions "$verb"))' '2:container:_ocirun_ids' '*:argument:_files'"
            elif [ -n "$(takes_file "$verb")" ]; then echo "'1:argument:{ _ocirun_ids; _files }' '*:argument:_files'"
            elif takes_container "$verb"; then echo "'*:argument:_ocirun_ids'"; else echo "'*:argument:_files'"; fi)"
    done
    printf "    esac\n}\n\n_ocirun \"\$@\"\n"
}

fish_options() { # CONDITION [VERB]
    condition=$1
    shift
    options "$@" | sed "s/'/\\\\'/g" | awk -F '\t' -v condition="$condition" '{
        printf "complete -c ocirun -n \x27%s\x27 -l %s%s%s -d \x27%s\x27\n", condition, substr($1, 3),
            ($2 == "" ? "" : " -s " substr($2, 2)), ($3 == "" ? " -f" : " -r"), $4
    }'
}

fish_completion() {
    cat <<'TXT'
# fish completion for ocirun
complete -c ocirun -f

function __ocirun_verb
TXT
    printf '    for word in (commandline -opc)[2..-1]\n        contains -- $word %s; and echo $word; and return\n    end\n    return 1\nend\n\nfunction __ocirun_verb_is\n    test "$(__ocirun_verb)" = $argv[1]\nend\n\n' \
        "$(echo "$verbs" | cut -f1 | tr '\n' ' ')help"
    fish_options 'not __ocirun_verb >/dev/null'
    echo "$verbs" | sed "s/'/\\\\'/g" | awk -F '\t' '{ printf "complete -c ocirun -n \x27not __ocirun_verb >/dev/null\x27 -a %s -d \x27%s\x27\n", $1, $2 }'
    echo "$verbs" | cut -f1 | while read -r verb; do
        fish_options "__ocirun_verb_is $verb" "$verb"
        takes_container "$verb" || continue
        if [ -n "$(actions "$verb")" ]; then
            printf "complete -c ocirun -n '__ocirun_verb_is %s; and not __fish_seen_subcommand_from %s' -a '%s'\n" "$verb" "$(actions "$verb")" "$(actions "$verb")"
            printf "complete -c ocirun -n '__ocirun_verb_is %s; and __fish_seen_subcommand_from %s' -a '(ocirun list -q 2>/dev/null)' -d container\n" "$verb" "$(actions "$verb")"
            continue
        fi
        printf "complete -c ocirun -n '__ocirun_verb_is %s' -a '(ocirun list -q 2>/dev/null)' -d container%s\n" "$verb" \
            "$([ -z "$(takes_file "$verb")" ] || echo ' -F')"
    done
}

bash_completion >"$out/ocirun.bash"
zsh_completion >"$out/_ocirun"
fish_completion >"$out/ocirun.fish"
