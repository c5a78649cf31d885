#!/usr/bin/env python3
"""typed.py ROWSxCOLUMNS STEP... -- COMMAND...: runs a command on a terminal of its own and types into it.

Steps, in order: expect=TEXT (what comes after the last one found), type=TEXT (with \\r, \\x03 and so on), resize=ROWSxCOLUMNS,
signal=NAME (to the command), wait=SECONDS, ends=STATUS (of the command, 128 + signal where it was killed). Everything that the
terminal showed is printed. Fails at the first step that does not come true within 20 seconds.
"""
import codecs, fcntl, os, pty, select, signal, struct, sys, termios, time


def sized(master, text):
    rows, columns = map(int, text.split("x"))
    fcntl.ioctl(master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))


class Screen:
    def __init__(self, master):
        self.master, self.shown, self.seen = master, b"", 0

    def read(self, seconds):
        """False at the end of the terminal."""
        if not select.select([self.master], [], [], seconds)[0]:
            return True
        try:
            more = os.read(self.master, 65536)
        except OSError:
            return False
        self.shown += more
        return bool(more)

    def expect(self, text):
        end, open_still = time.monotonic() + 20, True
        while (at := self.shown.find(text, self.seen)) < 0:
            if not open_still or time.monotonic() > end:
                return False
            open_still = self.read(0.1)
        self.seen = at + len(text)
        return True


def ended(screen, child):
    end = time.monotonic() + 20
    while time.monotonic() < end:
        screen.read(0.05)
        pid, status = os.waitpid(child, os.WNOHANG)
        if pid:
            while screen.read(0) and select.select([screen.master], [], [], 0)[0]:
                pass
            code = os.waitstatus_to_exitcode(status)
            return code if code >= 0 else 128 - code
    return None


def step(screen, child, word):
    verb, _, text = word.partition("=")
    raw = codecs.escape_decode(text.encode())[0]
    if verb == "expect":
        return screen.expect(raw)
    if verb == "type":
        os.write(screen.master, raw)
    elif verb == "resize":
        sized(screen.master, text)
    elif verb == "signal":
        os.kill(child, getattr(signal, "SIG" + text))
    elif verb == "wait":
        time.sleep(float(text))
    elif verb == "ends":
        return ended(screen, child) == int(text)
    else:
        sys.exit(f"no such step: {word}")
    return True


def main(size, words):
    cut = words.index("--")
    steps, command = words[:cut], words[cut + 1:]
    ready, go = os.pipe()
    child, master = pty.fork()
    if child == 0:
        # not before the terminal has its size
        os.close(go)
        os.read(ready, 1)
        os.execvp(command[0], command)
    sized(master, size)
    os.close(go)
    screen, failed = Screen(master), None
    for word in steps:
        if not step(screen, child, word):
            failed = word
            break
    sys.stdout.write(screen.shown.decode(errors="replace"))
    if failed:
        try:
            os.kill(child, signal.SIGKILL)
        except ProcessLookupError:
            pass
        sys.exit(f"\nnot so: {failed}")


main(sys.argv[1], sys.argv[2:])
