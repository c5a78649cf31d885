# The walk of check-child.sh: reads the allowed names, the symbols, and the disassembly of the managed code.

function pad(hex) { return substr("0000000000000000", 1, 16 - length(hex)) hex }

# the symbol at or below an address, of all symbols; compared as text, since 5e1234 would be a number otherwise
function symbol_of(address,    low, high, middle) {
    low = 1; high = count
    while (low < high) {
        middle = int((low + high + 1) / 2)
        if ((addresses[middle] "") <= (address "")) low = middle; else high = middle - 1
    }
    return names[addresses[low]]
}

function is_allowed(list,    parts, n, i) {
    n = split(list, parts, " ")
    for (i = 1; i <= n; i++) if (parts[i] in allowed) return 1
    return 0
}

# a number below 0x1000 as three hexadecimal digits, from "0x4b4" or decimal
function low_digits(text,    value, i) {
    if (text !~ /^0x/) return sprintf("%03x", text)
    value = substr(text, 3)
    while (length(value) < 3) value = "0" value
    return value
}

# one instruction of AArch64: an address is made of its page, adrp, and of the rest, in the next use of that register
function aarch64(line,    words, n, register, target, rest) {
    n = split(line, words, /[ \t,]+/)
    if (words[1] == "adrp") { page[words[2]] = words[3]; return }
    if (words[1] == "adr") { data[current] = data[current] " " pad(words[3]); return }
    if (words[1] == "blr") {
        # as below, for the two calls of the loop
        if (names[current] ~ (dispatcher "$") && dispatches + shared < 2) { if (dispatches) shared++; else dispatches++ }
        else problem(current, "a call through a pointer: " line)
    }
    else if (words[1] ~ /^(bl|b|b\.[a-z]+|cbn?z|tbn?z)$/) {
        target = line
        sub(/ *<.*/, "", target)
        sub(/.*[ \t]/, "", target)
        target = pad(target)
        if (words[1] == "bl" || (target in code && target != current)) calls[current] = calls[current] " " target
    }
    else if (match(line, /[ \t]\[?x[0-9]+, #[0-9a-fx]+(\]|$)/)) {
        rest = substr(line, RSTART + 1, RLENGTH - 1)
        gsub(/[][#]/, "", rest)
        split(rest, words, ", ")
        if (words[1] in page && low_digits(words[2]) ~ /^...$/) {
            register = page[words[1]]
            data[current] = data[current] " " pad(substr(register, 1, length(register) - 3) low_digits(words[2]))
        }
    }
}

function problem(at, text) { found[at] = found[at] "\n    " text }

file == "allowed" { allowed[$1] = 1; next }

file == "names" {
    if (!($1 in names)) addresses[++count] = $1
    names[$1] = names[$1] (names[$1] == "" ? "" : " ") $3
    if ($2 ~ /^[tTiwW]$/) code[$1] = 1
    next
}

# "  29e8a0:	call   2ddf98"; targets are resolved when all is known
/^ +[0-9a-f]+:/ {
    address = $1
    sub(/:$/, "", address)
    address = pad(address)
    if (address in code) { current = address; body[current] = 1; split("", page) }
    line = $0
    sub(/^[^\t]*\t/, "", line)
    if (machine == "aarch64") { aarch64(line); next }
    if (line ~ /^(bnd |notrack |rex[.A-Z]* )?(call|jmp|j[a-z]+) /) {
        if (line ~ /call +\*/ || line ~ /rex[.A-Z]* jmp +\*/ || line ~ /jmp +\*[^%]/) {
            # the loop over the plan calls each operation so, and no other function calls anything so; the compiler makes two
            # calls of it, the other one for a function of shared generic code, whose address has bit 1 set
            if (names[current] ~ (dispatcher "$") && line ~ /call +\*%/ && !dispatches++) ;
            else if (names[current] ~ (dispatcher "$") && line ~ /call +\*-0x2\(%/ && !shared++) ;
            else problem(current, "a call through a pointer: " line)
        }
        else if (line !~ /\*/) {
            target = line
            sub(/^(bnd |notrack |rex[.A-Z]* )?[a-z]+ +/, "", target)
            sub(/[^0-9a-f].*/, "", target)
            target = pad(target)
            # jumps within the function are no calls
            if (line ~ /call/ || (target in code && target != current)) calls[current] = calls[current] " " target
        }
    }
    if (match(line, /# [0-9a-f]+/)) data[current] = data[current] " " pad(substr(line, RSTART + 2, RLENGTH - 2))
}

END {
    for (address in body) if (names[address] ~ root) { queue[++last] = address; from[address] = "" }
    # what the dispatcher may reach: each instance of the table's method takes the address of one function
    for (address in body) {
        if (index(names[address], table) == 0) continue
        n = split(data[address], targets, " ")
        for (i = taken = 0; i++ < n; ) {
            if (!(targets[i] in body)) continue
            taken++
            if (!(targets[i] in from)) { operations++; queue[++last] = targets[i]; from[targets[i]] = "" }
        }
        if (taken != 1) problem(address, "takes the address of " taken " functions, not of one")
        if (address in found) { bad++; print names[address] found[address] }
    }
    roots = last
    if (roots == 0) { print "check-child: no symbol matches " root; exit 1 }
    if (operations < 2 || dispatches != 1) { print "check-child: " (operations + 0) " operations, " (dispatches + 0) " calls of them"; exit 1 }
    for (first = 1; first <= last; first++) {
        here = queue[first]
        n = split(calls[here], targets, " ")
        for (i = 1; i <= n; i++) {
            target = targets[i]
            if (target in body) {
                if (!(target in from)) { from[target] = here; queue[++last] = target }
            }
            else if (!(target in names)) problem(here, "calls what has no name, at " target)
            else if (!is_allowed(names[target])) problem(here, "calls " names[target])
        }
        n = split(data[here], targets, " ")
        for (i = 1; i <= n; i++) {
            name = symbol_of(targets[i])
            if (name ~ /STATICS|ThreadStatic/) problem(here, "uses " name)
        }
        if (here in found) {
            bad++
            path = ""
            for (at = from[here]; at != ""; at = from[at]) path = path "\n    called by " names[at]
            print names[here] found[here] path
        }
    }
    print "check-child: " roots " entries of code after clone, " operations " of them operations, " (last - roots) " methods that they call, " (bad + 0) " of them not allowed"
    exit bad > 0
}
