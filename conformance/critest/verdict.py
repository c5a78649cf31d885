#!/usr/bin/python3
"""verdict REPORT KNOWN: tells the tests of a JUnit report, and new failures from those that KNOWN lists with a reason.

The last line counts them; fails if a test failed that is not listed, or if none passed.
"""
import sys
import xml.etree.ElementTree as ElementTree


def reasons(path):
    with open(path, encoding="utf-8") as lines:
        rows = (line.rstrip("\n").split("\t") for line in lines if not line.startswith("#"))
        return {row[0]: row[1] for row in rows if len(row) == 2}


def main(report, known):
    known = reasons(known)
    counts = {"ok": 0, "FAIL": 0, "known": 0, "skip": 0}
    for case in ElementTree.parse(report).iter("testcase"):
        name = case.get("name").removeprefix("[It] ").removeprefix("[k8s.io] ")
        failure = case.find("failure") if case.find("failure") is not None else case.find("error")
        skipped = case.find("skipped")
        # what ginkgo does around the tests
        if failure is None and case.get("name").startswith("[") and not case.get("name").startswith("[It]"):
            continue
        if failure is not None:
            kind, said = ("known", ": " + known[name]) if name in known else ("FAIL", "")
        elif skipped is not None:
            # what the command line leaves out is no result
            if not skipped.get("message", "").startswith("skipped - "):
                continue
            kind, said = "skip", ": " + skipped.get("message").removeprefix("skipped - ")
        else:
            kind, said = "ok", "" if name not in known else " (listed as known: " + known[name] + ")"
        counts[kind] += 1
        print(f"{kind:4} {name}{said}")
        if kind == "FAIL":
            for line in (failure.get("message") or failure.text or "").splitlines()[:8]:
                print("     | " + line)
    print(f"{counts['ok']} passed, {counts['FAIL']} failed, {counts['skip'] + counts['known']} skipped"
          f" ({counts['known']} of them failed as listed)")
    return 1 if counts["FAIL"] or not counts["ok"] else 0


sys.exit(main(*sys.argv[1:]))
