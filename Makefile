# ocirun: build, test, demonstrate. `make` alone says what there is.

DOTNET ?= dotnet
RUNTIME ?= $(CURDIR)/bin/ocirun
PREFIX ?= /usr/local
DESTDIR ?=

RID := linux-x64
SOURCES := $(shell find src -type f -not -path '*/bin/*' -not -path '*/obj/*') Directory.Build.props Directory.Packages.props global.json

export DOTNET_CLI_TELEMETRY_OPTOUT := 1
export DOTNET_NOLOGO := 1
# no compiler or build server stays behind
export MSBUILDDISABLENODEREUSE := 1
export UseSharedCompilation ?= false

.DEFAULT_GOAL := help
.PHONY: help deps build install demo test lint spec-tests check-child vm-test podman conformance seccomp lsm bench bench-seccomp clean

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 14

deps: ## install the Debian packages that are missing; says what it does
	@sh tools/deps.sh

build: bin/ocirun ## the stripped static binary, bin/ocirun

bin/ocirun: $(SOURCES)
	$(DOTNET) publish src/OciRuntime -c Release -r $(RID) -o bin/publish -v q
	install -m 644 bin/publish/ocirun.dbg bin/ocirun.dbg
	install -m 755 bin/publish/ocirun bin/ocirun

install: bin/ocirun ## the binary and the manual pages below PREFIX (/usr/local)
	install -D -m 755 bin/ocirun $(DESTDIR)$(PREFIX)/sbin/ocirun
	install -d $(DESTDIR)$(PREFIX)/share/doc/ocirun
	install -m 644 docs/man/*.md $(DESTDIR)$(PREFIX)/share/doc/ocirun

demo: ## a real container from create to delete, each command printed (DEMO_ROOTFS=debian: a whole Debian)
	@DEMO=1 sh tools/deps.sh
	@$(MAKE) --no-print-directory build
	@sh tools/demo.sh $(CURDIR)/bin/ocirun

test: ## all tests, with the Debian packages that they need; ends with one line of counts
	@sh tools/deps.sh
	@$(MAKE) --no-print-directory build
	@sh tools/test.sh

spec-tests: ## the tests by section of the runtime-spec, on RUNTIME (a path or a name in PATH; bin/ocirun without it)
	@case "$(RUNTIME)" in $(CURDIR)/bin/ocirun) $(MAKE) --no-print-directory build;; esac
	@RUNTIME="$(RUNTIME)" sh tools/test.sh spec

check-child: build ## what runs after clone allocates nothing, throws nothing, binds nothing
	sh tools/check-child.sh bin/ocirun.dbg

lint: ## formatting, analyzers, shell scripts
	$(DOTNET) build OciRuntime.sln -c Release --no-incremental --nologo -v q -p:RunAnalyzersDuringBuild=true
	$(DOTNET) format whitespace --verify-no-changes --verbosity quiet
	@if command -v shellcheck >/dev/null; then shellcheck -x $$(git ls-files | xargs grep -lE '^#!/(usr/bin/env bash|bin/(ba)?sh)'); else echo "shellcheck is not installed: scripts not checked"; fi

vm-test: build ## the cgroup tests in a virtual machine with systemd and cgroup v2, on RUNTIME (conformance/vm)
	@RUNTIME="$(RUNTIME)" bash conformance/vm/test.sh

podman: build ## a smoke list of Podman's operations on RUNTIME
	@conformance/podman/smoke $(RUNTIME)

seccomp: ## filters beside libseccomp's, on the default profiles of Podman, Docker and containerd
	@sh conformance/seccomp/run

lsm: build ## labels of AppArmor and SELinux in a virtual machine (QEMU)
	@conformance/lsm/run bin/ocirun

conformance: build ## the clients' operations on RUNTIME (CLIENT=podman, buildah, containerd, docker, readme, oci-suite: only that one's)
	@RUNTIME="$(RUNTIME)" conformance/clients $(CLIENT)

bench: build ## ocirun beside runc and crun; writes bench/results.md (ROUNDS, VERBS, PEERS, VIEW: bench/README.md)
	@bash bench/run.sh

bench-seccomp: build ## the cost of the seccomp filter beside libseccomp, runc and crun; writes bench/seccomp/results.md
	sh bench/seccomp/run.sh

clean: ## what building and testing made
	rm -rf bin src/*/bin src/*/obj bench/*/bin bench/*/obj spec-tests/*/bin spec-tests/*/obj spec-tests/*/TestResults TestResults
