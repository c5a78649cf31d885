#!/usr/bin/python3
"""registry DIRECTORY PORT: serves the images that critest asks for, of the layers DIRECTORY/*.tar, read-only.

It answers GET and HEAD of /v2/NAME/manifests/REFERENCE and /v2/NAME/blobs/DIGEST (OCI distribution-spec 1.1, Pull), whatever
the host was that containerd pulls from: critest's names are on two registries that cannot be reached.
"""
import hashlib
import http.server
import json
import os
import sys

# name: the layers, the container's settings, and a word that makes the image differ from others
IMAGES = {
    "pause": ("busybox", {"Cmd": ["tail", "-f", "/dev/null"]}, ""),
    "e2e-test-images/busybox": ("busybox", {"Cmd": ["sh"]}, ""),
    "e2e-test-images/nginx": ("busybox web", {"Cmd": ["nginx", "-g", "daemon off;"]}, "80"),
    "e2e-test-images/httpd": ("busybox web", {"Cmd": ["sh", "-c", "echo httpd; exec nginx -g 'daemon off;'"]}, ""),
    "e2e-test-images/nonewprivs": ("busybox privileged", {"Cmd": ["tell"]}, ""),
    "k8s-staging-cri-tools/hostnet-nginx-amd64": ("busybox web", {"Cmd": ["nginx", "-c", "/etc/nginx/12003.conf", "-g", "daemon off;"]}, "12003"),
    "k8s-staging-cri-tools/test-image-user-uid": ("busybox", {"User": "1002"}, ""),
    "k8s-staging-cri-tools/test-image-user-username": ("busybox", {"User": "www-data"}, ""),
    "k8s-staging-cri-tools/test-image-user-uid-group": ("busybox", {"User": "1003:users"}, ""),
    "k8s-staging-cri-tools/test-image-user-username-group": ("busybox", {"User": "www-data:100"}, ""),
    "k8s-staging-cri-tools/test-image-predefined-group": ("busybox", {"User": "1000"}, "groups"),
    "k8s-staging-cri-tools/test-image-latest": ("busybox", {"Cmd": ["sh"]}, "latest"),
    "k8s-staging-cri-tools/test-image-tag": ("busybox", {"Cmd": ["sh"]}, "tag"),
    "k8s-staging-cri-tools/test-image-1": ("busybox", {"Cmd": ["sh"]}, "1"),
    "k8s-staging-cri-tools/test-image-2": ("busybox", {"Cmd": ["sh"]}, "2"),
    "k8s-staging-cri-tools/test-image-3": ("busybox", {"Cmd": ["sh"]}, "3"),
    "k8s-staging-cri-tools/test-image-tags": ("busybox", {"Cmd": ["sh"]}, "tags"),
}
IMAGES["k8s-staging-cri-tools/hostnet-nginx-arm64"] = IMAGES["k8s-staging-cri-tools/hostnet-nginx-amd64"]
MANIFEST = "application/vnd.oci.image.manifest.v1+json"

blobs, manifests = {}, {}


def blob(content, kind):
    """Keeps the content; its descriptor."""
    digest = "sha256:" + hashlib.sha256(content).hexdigest()
    blobs[digest] = content
    return {"mediaType": kind, "digest": digest, "size": len(content)}


def make(layers, settings, word, architecture):
    """The manifest of an image, as bytes."""
    config = {"architecture": architecture, "os": "linux", "created": "2024-01-01T00:00:00Z",
              "config": {"Env": ["PATH=/bin:/usr/sbin"], "Labels": {"word": word}, **settings},
              "rootfs": {"type": "layers", "diff_ids": [layer["digest"] for layer in layers]}}
    described = blob(json.dumps(config).encode(), "application/vnd.oci.image.config.v1+json")
    return json.dumps({"schemaVersion": 2, "mediaType": MANIFEST, "config": described, "layers": layers}).encode()


class Registry(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        name, _, reference = self.path.split("?")[0].removeprefix("/v2/").rpartition("/")
        name, _, part = name.rpartition("/")
        kind = "application/octet-stream"
        content = blobs.get(reference) if part == "blobs" else None
        if part == "manifests" and name in manifests:
            content, kind = manifests[name], MANIFEST
            digest = "sha256:" + hashlib.sha256(content).hexdigest()
            if reference.startswith("sha256:") and reference != digest:
                content = None
        elif self.path == "/v2/":
            content = b"{}"
        self.send_response(404 if content is None else 200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content or b"")))
        if part == "manifests" and content is not None:
            self.send_header("Docker-Content-Digest", digest)
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(content or b"")

    do_HEAD = do_GET

    def log_message(self, *_):
        pass


def main(directory, port):
    architecture = {"x86_64": "amd64", "aarch64": "arm64"}.get(os.uname().machine, os.uname().machine)
    layers = {}
    for file in os.listdir(directory):
        with open(os.path.join(directory, file), "rb") as opened:
            layers[file.removesuffix(".tar")] = blob(opened.read(), "application/vnd.oci.image.layer.v1.tar")
    for name, (parts, settings, word) in IMAGES.items():
        manifests[name] = make([layers[part] for part in parts.split()], settings, word, architecture)
    http.server.ThreadingHTTPServer(("127.0.0.1", port), Registry).serve_forever()


main(sys.argv[1], int(sys.argv[2]))
