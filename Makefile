# ocirun: build, test, demonstrate. `make` alone says what there is.

DOTNET ?= dotnet
PREFIX ?= /usr/local
DESTDIR ?=
ARCHES ?= amd64
VERSION := $(shell sed -n 's,.*<Version>\(.*\)</Version>.*,\1,p' Directory.Build.props)
# PLAIN_START=1: without replacing the .NET runtime's private functions (docs/adr/0011), in bin/plain
PLAIN_START ?=
plain := $(filter 1,$(PLAIN_START))

# ARCH=arm64 or x64: the machine's own unless named; the other's is cross-compiled, in bin/ARCH
host := $(patsubst aarch64,arm64,$(patsubst x86_64,x64,$(shell uname -m)))
ARCH ?= $(host)
cross := $(filter-out $(host),$(ARCH))

BIN := bin$(if $(cross),/$(ARCH))$(if $(plain),/plain)
BINARY := $(BIN)/ocirun
RUNTIME ?= $(CURDIR)/$(BINARY)
RID := linux-$(ARCH)
SOURCES := $(shell find src tools/wraps.sh -type f -not -path '*/bin/*' -not -path '*/obj/*') Directory.Build.props Directory.Packages.props global.json

export DOTNET_CLI_TELEMETRY_OPTOUT := 1
export DOTNET_NOLOGO := 1
# no compiler or build server stays behind
export MSBUILDDISABLENODEREUSE := 1
export UseSharedCompilation ?= false

.DEFAULT_GOAL := help
.PHONY: help deps build reproducible install uninstall dist dist-test demo test lint spec-tests check-child vm-test vm-quick podman conformance seccomp lsm bench bench-vm bench-seccomp fuzz soak test-mutations clean

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 16

deps: ## install the Debian packages that are missing; says what it does
	@ARCH=$(ARCH) sh tools/deps.sh

build: $(BINARY) ## the stripped static binary, bin/ocirun (PLAIN_START=1: bin/plain/ocirun, ARCH=arm64: bin/arm64/ocirun)

$(BINARY): $(SOURCES)
	$(DOTNET) publish src/OciRuntime -c Release -r $(RID) -o $(BIN)/publish -v q $(if $(plain),-p:PlainStart=true)
	install -m 644 $(BIN)/publish/ocirun.dbg $(BINARY).dbg
	install -m 755 $(BIN)/publish/ocirun $(BINARY)

reproducible: ## builds the last commit twice, in two directories, and compares the binaries
	@bash tools/reproducible.sh

install: $(BINARY) ## binary, manual pages, completions and examples below DESTDIR/PREFIX (/usr/local)
	@DEMO=1 INSTALL=1 sh tools/deps.sh
	sh packaging/install.sh $(BINARY) "$(DESTDIR)" $(PREFIX) $(VERSION) $$(git log -1 --format=%cs 2>/dev/null || date -u +%F)

uninstall: ## removes what install made
	rm -f $(addprefix $(DESTDIR)$(PREFIX)/,bin/ocirun share/bash-completion/completions/ocirun share/zsh/vendor-completions/_ocirun share/fish/vendor_completions.d/ocirun.fish)
	rm -f $(DESTDIR)$(PREFIX)/share/man/man?/ocirun.?.gz $(DESTDIR)$(PREFIX)/share/man/man?/ocirun-*.gz
	rm -rf $(DESTDIR)$(PREFIX)/share/doc/ocirun

dist: ## dist/: tarball, .deb, .rpm, bill of materials and checksums for ARCHES (amd64; with arm64: cross-built)
	@for arch in $(ARCHES:amd64=x64); do ARCH=$$arch DEMO=1 DIST=1 sh tools/deps.sh || exit; done
	@bash packaging/dist.sh $(ARCHES)

dist-test: dist ## installs the package in fresh Debian roots as a user would (SUITES=bookworm trixie sid)
	@bash packaging/roots.sh $(SUITES)

demo: ## a real container from create to delete, each command printed (DEMO_ROOTFS=debian: a whole Debian)
	@DEMO=1 sh tools/deps.sh
	@$(MAKE) --no-print-directory build
	@sh tools/demo.sh $(CURDIR)/$(BINARY)

test: ## all tests, with the Debian packages that they need; ends with one line of counts
	@sh tools/deps.sh
	@$(MAKE) --no-print-directory build
	@RUNTIME="$(CURDIR)/$(BINARY)" sh tools/test.sh

spec-tests: ## the tests by section of the runtime-spec, on RUNTIME (a path or a name in PATH; bin/ocirun without it)
	@case "$(RUNTIME)" in $(CURDIR)/$(BINARY)) $(MAKE) --no-print-directory build;; esac
	@RUNTIME="$(RUNTIME)" sh tools/test.sh spec

check-child: build ## what runs after clone allocates nothing, throws nothing, binds nothing
	sh tools/check-child.sh $(BINARY).dbg

lint: ## formatting, analyzers, shell scripts
	$(DOTNET) build OciRuntime.sln -c Release --no-incremental --nologo -v q -p:RunAnalyzersDuringBuild=true
	$(DOTNET) format whitespace --verify-no-changes --verbosity quiet
	@if command -v shellcheck >/dev/null; then shellcheck -x $$(git ls-files | xargs grep -lE '^#!/(usr/bin/env bash|bin/(ba)?sh)'); else echo "shellcheck is not installed: scripts not checked"; fi

vm-test: build ## the cgroup tests in a virtual machine with cgroup v2, on RUNTIME (ARCH=arm64: more tests in an arm64 one; conformance/vm)
	@RUNTIME="$(RUNTIME)" VM_ARCH=$(ARCH) bash conformance/vm/test.sh

vm-quick: build ## Podman as root and as a user, containerd, lifecycle and exec, in that machine with both cgroup managers
	@RUNTIME="$(RUNTIME)" bash conformance/vm/test.sh quick

podman: build ## a smoke list of Podman's operations on RUNTIME
	@conformance/podman/smoke $(RUNTIME)

seccomp: ## filters beside libseccomp's, on the default profiles of Podman, Docker and containerd
	@sh conformance/seccomp/run

lsm: build ## labels of AppArmor and SELinux in a virtual machine (QEMU)
	@conformance/lsm/run $(BINARY)

conformance: build ## the clients' operations on RUNTIME (CLIENT=podman, buildah, containerd, docker, readme, guides, oci-suite: only that one's)
	@RUNTIME="$(RUNTIME)" conformance/clients $(CLIENT)

fuzz: ## changed documents of spec-tests/OciRuntime.Tests/Fuzz/corpus, SECONDS=60 for all targets (SEED=N repeats a run)
	FUZZ_SECONDS=$(or $(SECONDS),60) FUZZ_SEED=$(SEED) $(DOTNET) test spec-tests/OciRuntime.Tests -c Release --nologo -v q --filter FullyQualifiedName~FuzzTests

soak: build ## containers, four at a time, with random kills, for HOURS=1 or CYCLES=N; then nothing may be left (docs/security.md)
	@DEMO=1 sh tools/deps.sh
	@HOURS=$(or $(HOURS),1) CYCLES=$(CYCLES) bash tools/soak.sh $(BINARY)

test-mutations: build ## each defence of docs/security.md taken out: its tests have to fail (MUTATIONS=NAME..., 40 s and more each)
	@RUNTIME="$(CURDIR)/$(BINARY)" bash tools/mutations.sh $(MUTATIONS)

bench: build ## ocirun beside runc and crun; writes bench/results.md (ROUNDS, VERBS, PEERS, VIEW: bench/README.md)
	@bash bench/run.sh

bench-vm: build ## the same on cgroup v2 with both cgroup managers, in a virtual machine that counts instructions (QEMU)
	@bash bench/vm.sh

bench-seccomp: build ## the cost of the seccomp filter beside libseccomp, runc and crun; writes bench/seccomp/results.md
	sh bench/seccomp/run.sh

clean: ## what building and testing made
	rm -rf bin src/*/bin src/*/obj bench/*/bin bench/*/obj spec-tests/*/bin spec-tests/*/obj spec-tests/*/TestResults TestResults
