// probe: shows what busybox cannot, one subcommand each; prints one line.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/personality.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/vfs.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

struct attributes {
    unsigned size, policy;
    unsigned long long flags;
    int nice;
    unsigned priority;
    unsigned long long runtime, deadline, period;
};

// Runs a program on a pseudoterminal and reads it now and then, until the program has ended: not until its output has.
static int late_reader(char **words) {
    char text[4096];
    int master = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC), status = 0;
    if (master < 0 || grantpt(master) || unlockpt(master)) return 2;
    pid_t pid = fork();
    if (!pid) {
        setsid();
        int slave = open(ptsname(master), O_RDWR); // becomes the controlling terminal, pty(7)
        for (int fd = 0; fd < 3; fd++) dup2(slave, fd);
        execv(words[0], words);
        _exit(127);
    }
    fcntl(master, F_SETFL, O_NONBLOCK);
    while (waitpid(pid, &status, WNOHANG) == 0) {
        for (long got; (got = read(master, text, sizeof text)) > 0;) fwrite(text, 1, (size_t)got, stdout);
        usleep(10000);
    }
    return WEXITSTATUS(status);
}

static int scheduler(void) {
    struct attributes a = {0};
    if (syscall(SYS_sched_getattr, 0, &a, sizeof a, 0)) return perror("sched_getattr"), 1;
    return printf("policy=%u nice=%d priority=%u flags=%llu runtime=%llu deadline=%llu period=%llu\n", a.policy, a.nice, a.priority,
                  a.flags, a.runtime, a.deadline, a.period), 0;
}

static int call(char **argv) {
    long a[6] = {0};
    for (int i = 1; argv[i] && i < 7; i++) a[i - 1] = strtol(argv[i], NULL, 0);
    long result = syscall(strtol(argv[0], NULL, 0), a[0], a[1], a[2], a[3], a[4], a[5]);
    return printf("%ld %d\n", result, result < 0 ? errno : 0), 0;
}

static int signals(void) {
    sigset_t blocked;
    sigprocmask(SIG_BLOCK, NULL, &blocked);
    for (int i = 1; i < 65; i++) {
        struct sigaction action;
        if (sigismember(&blocked, i) == 1) printf("blocked %d ", i);
        if (sigaction(i, NULL, &action) == 0 && action.sa_handler == SIG_IGN) printf("ignored %d ", i);
    }
    return puts("."), 0;
}

/* sd_notify(3) */
static int notify(const char *text) {
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    const char *path = getenv("NOTIFY_SOCKET");
    int fd = socket(AF_UNIX, SOCK_DGRAM, 0);
    if (!path) return fprintf(stderr, "no NOTIFY_SOCKET\n"), 1;
    strncpy(address.sun_path, path, sizeof address.sun_path - 1);
    if (sendto(fd, text, strlen(text), 0, (struct sockaddr *)&address, sizeof address) < 0) return perror(path), 1;
    return 0;
}

int main(int argc, char **argv) {
    const char *what = argc > 1 ? argv[1] : "";
    struct stat st;
    if (!strcmp(what, "scheduler")) return scheduler();
    if (!strcmp(what, "signals")) return signals();
    if (!strcmp(what, "notify") && argc > 2) return notify(argv[2]);
    if (!strcmp(what, "syscall") && argc > 2) return call(argv + 2);
    if (!strcmp(what, "ioprio")) return printf("%ld %ld\n", syscall(SYS_ioprio_get, 1, 0) >> 13, syscall(SYS_ioprio_get, 1, 0) & 0x1fff), 0;
    if (!strcmp(what, "personality")) return printf("%#x\n", personality(0xffffffff)), 0;
    if (!strcmp(what, "boottime")) {
        struct timespec t, u;
        clock_gettime(CLOCK_BOOTTIME, &t);
        clock_gettime(CLOCK_MONOTONIC, &u);
        return printf("%ld %ld\n", (long)t.tv_sec, (long)u.tv_sec), 0;
    }
    if (!strcmp(what, "keyring")) return printf("%ld\n", syscall(SYS_keyctl, 0, -3, 0)), 0;
    if (!strcmp(what, "keyring-permissions")) {
        char text[4096] = "none"; // type;uid;gid;permissions;name, keyctl_describe(3)
        syscall(SYS_keyctl, 6, -3, text, sizeof text);
        return printf("%s\n", text), 0;
    }
    if (!strcmp(what, "pdeathsig")) { int s = 0; prctl(PR_GET_PDEATHSIG, &s); return printf("%d\n", s), 0; }
    if (!strcmp(what, "dumpable")) return printf("%d\n", prctl(PR_GET_DUMPABLE)), 0;
    if (!strcmp(what, "mempolicy")) {
        int mode = -1;
        unsigned long nodes[16] = {0};
        syscall(SYS_get_mempolicy, &mode, nodes, sizeof nodes * 8, 0, 0);
        return printf("%d %lu\n", mode, nodes[0]), 0;
    }
    if (!strcmp(what, "open") && argc > 3) {
        int fd = open(argv[2], (int)strtol(argv[3], NULL, 0));
        return printf("%s\n", fd < 0 ? strerrorname_np(errno) : "ok"), 0;
    }
    if (!strcmp(what, "fds")) {
        for (int fd = 0; fd < 4096; fd++) if (fstat(fd, &st) == 0) printf("%d ", fd);
        return puts(""), 0;
    }
    if (!strcmp(what, "late-reader")) return late_reader(argv + 2);
    if (!strcmp(what, "getcwd")) {
        char path[4096];
        long n = syscall(SYS_getcwd, path, sizeof path);
        return printf("%s\n", n < 0 ? strerrorname_np(errno) : path), 0;
    }
    return fprintf(stderr, "probe: unknown %s\n", what), 2;
}
