# shellcheck shell=bash
# shellcheck disable=SC2154 # test.sh's variables
# Podman's and containerd's lists of operations in the virtual machine, once for each cgroup manager. OPERATIONS: some groups
# of Podman's alone.

clients() {
    cp -r "$top/conformance" "$VM_SHARE/conformance"
    cat >"$VM_SHARE/all.sh" <<GUEST
modprobe bfq
# everything takes longer here
export seconds=300 patience=900 slowness=10 OPERATIONS="${OPERATIONS-}"
for manager in $managers; do
    export CGROUP_MANAGER=\$manager
    for client in ${CLIENTS//,/ }; do
        echo "== \$client, cgroups by \$manager"
        case \$client in
        podman) bash /host/conformance/podman/smoke $runtime ;;
        # no namespaces around it: systemd has to see its processes
        containerd)
            mkdir -p /tmp/containerd-\$manager
            ENCLOSED=1 KEEP_RUN=1 SMOKE=1 work=/tmp/containerd-\$manager group=ocirun-\$manager runtime=$runtime \\
                bash /host/conformance/containerd/run
            ;;
        esac || :
    done
done
GUEST
    bash "$here/run.sh" 'bash /host/all.sh' | tee "$VM_SHARE/out" || echo "the virtual machine ended with $?"
    # the sum of the lists' last lines; one for each client and manager
    awk -v want="$(wc -w <<<"${CLIENTS//,/ }") $(wc -w <<<"$managers")" '
        /^[0-9]+ passed, [0-9]+ failed, [0-9]+ skipped/ { lists++; passed += $1; failed += $3; skipped += $5 }
        END {
            split(want, n, " ")
            failed += n[1] * n[2] - lists
            print passed + 0 " passed, " failed " failed, " skipped + 0 " skipped"
            exit failed > 0
        }' "$VM_SHARE/out"
}
