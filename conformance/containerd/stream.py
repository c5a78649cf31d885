#!/usr/bin/python3
"""stream.py URL PROTOCOL STEP...: a session with the CRI's streaming server over a WebSocket (RFC 6455).

PROTOCOL is v4.channel.k8s.io: each message begins with the number of its stream. Steps: `send TEXT` (to stream 0),
`resize COLUMNSxROWS` (stream 4), `expect TEXT` (from streams 1 and 2), `status TEXT` (from stream 3, at the end), `port NUMBER`
(the two numbers with which port forwarding begins), `output TEXT` (from stream 0), each as one argument.
"""
import base64
import json
import os
import socket
import struct
import sys
import urllib.parse

PATIENCE = 30  # seconds


class Session:
    def __init__(self, url, protocol):
        parts = urllib.parse.urlsplit(url)
        self.socket = socket.create_connection((parts.hostname, parts.port), timeout=PATIENCE)
        self.reader = self.socket.makefile("rb")
        self.seen = {}
        self.ended = False
        path = parts.path + ("?" + parts.query if parts.query else "")
        key = base64.b64encode(os.urandom(16)).decode()
        self.socket.sendall((f"GET {path} HTTP/1.1\r\nHost: {parts.netloc}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                             f"Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: {protocol}\r\n"
                             f"Origin: http://{parts.netloc}\r\n\r\n").encode())
        status = self.reader.readline().decode().strip()
        if " 101 " not in status + " ":
            sys.exit(f"no WebSocket: {status}")
        while self.reader.readline().strip():
            pass

    def frame(self, opcode, data):
        """One masked frame, as a client sends it (RFC 6455, 5.2)."""
        size = len(data)
        head = bytes([0x80 | opcode, 0x80 | size]) if size < 126 else bytes([0x80 | opcode, 0x80 | 126]) + struct.pack(">H", size)
        mask = os.urandom(4)
        self.socket.sendall(head + mask + bytes(byte ^ mask[i % 4] for i, byte in enumerate(data)))

    def send(self, stream, data):
        self.frame(2, bytes([stream]) + data)

    def receive(self):
        head = self.reader.read(2)
        if len(head) < 2 or head[0] & 15 == 8:
            self.ended = True
            return
        size = head[1] & 127
        if size == 126:
            size = struct.unpack(">H", self.reader.read(2))[0]
        elif size == 127:
            size = struct.unpack(">Q", self.reader.read(8))[0]
        data = self.reader.read(size)
        if head[0] & 15 == 9:
            self.frame(10, data)
        elif data:
            self.seen[data[0]] = self.seen.get(data[0], b"") + data[1:]

    def expect(self, streams, text):
        """Waits for a text, and forgets what came before its end."""
        while True:
            for stream in streams:
                before, found, after = self.seen.get(stream, b"").partition(text)
                if found:
                    self.seen[stream] = after
                    return
            if self.ended:
                sys.exit(f"ended without {text!r}: {self.seen}")
            try:
                self.receive()
            except TimeoutError:
                sys.exit(f"still waiting for {text!r}: {self.seen}")


def main():
    session = Session(sys.argv[1], sys.argv[2])
    for step in sys.argv[3:]:
        verb, _, text = step.partition(" ")
        data = text.encode()
        if verb == "send":
            session.send(0, data + b"\n")
        elif verb == "resize":
            columns, rows = text.split("x")
            session.send(4, json.dumps({"Width": int(columns), "Height": int(rows)}).encode())
        elif verb == "expect":
            session.expect((1, 2), data)
        elif verb == "output":
            session.expect((0,), data)
        elif verb == "status":
            session.expect((3,), data)
        elif verb == "port":
            session.expect((0,), struct.pack("<H", int(text)))
            session.expect((1,), struct.pack("<H", int(text)))
        else:
            sys.exit(f"no step {verb}")


main()
