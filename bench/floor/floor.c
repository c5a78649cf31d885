/*
 * floor minimal|engine ROOTFS BUNDLE [MASKED]: what a runtime's `run` asks of the kernel for the bench's bundles, and nothing
 * else: no config is read, no path is checked, no state is kept, and any failure ends it. It is the distance that
 * bench/results.md measures from, not a way to run containers.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <err.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <linux/filter.h>
#include <linux/sched.h>
#include <linux/seccomp.h>
#include <net/if.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <sys/vfs.h>
#include <sys/wait.h>
#include <unistd.h>

#define FILTER 320 /* instructions: what the engine's profile compiles to */
#define CGROUP2 0x63677270 /* linux/magic.h */
#define MUST(call) do { if ((call) == -1) err(1, "%s", #call); } while (0)

static char *directories[32];
static int directory_count, v2, more_masked;

static void put(const char *directory, const char *file, const char *text)
{
    char path[4096];
    int fd;

    snprintf(path, sizeof path, "%s/%s", directory, file);
    MUST(fd = open(path, O_WRONLY | O_CLOEXEC));
    MUST(write(fd, text, strlen(text)));
    close(fd);
}

static const char *controller(int i)
{
    return strrchr(directories[i], '/') + 1;
}

static int is_v2(int i)
{
    return v2 || !strcmp(controller(i), "unified");
}

/* A directory in each hierarchy; directories[] keeps the hierarchies, PATH below them is ours. */
static void make_cgroups(const char *name, int engine)
{
    struct statfs fs;
    char path[4096];
    struct dirent *entry;
    DIR *dir;

    MUST(statfs("/sys/fs/cgroup", &fs));
    v2 = fs.f_type == CGROUP2;
    if (v2)
        directories[directory_count++] = strdup("/sys/fs/cgroup");
    else if ((dir = opendir("/sys/fs/cgroup"))) {
        while ((entry = readdir(dir))) {
            snprintf(path, sizeof path, "/sys/fs/cgroup/%s/cgroup.procs", entry->d_name);
            if (entry->d_name[0] != '.' && entry->d_type == DT_DIR && !access(path, F_OK) && asprintf(&directories[directory_count], "/sys/fs/cgroup/%s", entry->d_name) > 0)
                directory_count++;
        }
        closedir(dir);
    }
    for (int i = 0; i < directory_count; i++) {
        snprintf(path, sizeof path, "%s/%s", directories[i], name);
        MUST(mkdir(path, 0755));
        if (v2)
            continue;
        if (!strcmp(controller(i), "cpuset")) {
            put(path, "cpuset.cpus", "0");
            put(path, "cpuset.mems", "0");
        }
        if (!strcmp(controller(i), "devices"))
            put(path, "devices.deny", "a");
        for (int d = 0; d < 10 && !strcmp(controller(i), "devices"); d++)
            put(path, "devices.allow", d ? "c 1:3 rwm" : "c *:* m");
        if (engine && !strcmp(controller(i), "memory"))
            put(path, "memory.limit_in_bytes", "209715200");
        if (engine && !strcmp(controller(i), "pids"))
            put(path, "pids.max", "2048");
        if (engine && !strcmp(controller(i), "cpu")) {
            put(path, "cpu.cfs_period_us", "100000");
            put(path, "cpu.cfs_quota_us", "150000");
        }
    }
}

static void enter_cgroups(const char *name)
{
    char path[4096];

    for (int i = 0; i < directory_count; i++) {
        snprintf(path, sizeof path, "%s/%s", directories[i], name);
        if (!is_v2(i))
            put(path, "tasks", "0");
    }
}

static void remove_cgroups(const char *name)
{
    char path[4096];

    for (int i = 0; i < directory_count; i++) {
        snprintf(path, sizeof path, "%s/%s", directories[i], name);
        MUST(rmdir(path));
    }
}

static void bind_on(const char *from, const char *to, unsigned long flags)
{
    MUST(mount(from, to, 0, MS_BIND, 0));
    if (flags)
        MUST(mount(0, to, 0, MS_BIND | MS_REMOUNT | flags, 0));
}

static void make_devices(void)
{
    static const struct { const char *path; int major, minor; } nodes[] = {
        { "dev/null", 1, 3 }, { "dev/zero", 1, 5 }, { "dev/full", 1, 7 }, { "dev/random", 1, 8 }, { "dev/urandom", 1, 9 }, { "dev/tty", 5, 0 },
    };

    umask(0);
    for (unsigned i = 0; i < sizeof nodes / sizeof *nodes; i++)
        MUST(mknod(nodes[i].path, S_IFCHR | 0666, makedev(nodes[i].major, nodes[i].minor)));
    MUST(symlink("/proc/self/fd", "dev/fd"));
    MUST(symlink("/proc/self/fd/0", "dev/stdin"));
    MUST(symlink("/proc/self/fd/1", "dev/stdout"));
    MUST(symlink("/proc/self/fd/2", "dev/stderr"));
    MUST(symlink("pts/ptmx", "dev/ptmx"));
}

static void engine_mounts(const char *bundle, const char *cgroup)
{
    const unsigned long safe = MS_NOSUID | MS_NODEV | MS_NOEXEC;
    static const char *const files[] = { "containerenv", "run/.containerenv", "hostname", "etc/hostname", "hosts", "etc/hosts" };
    char from[4096], to[4096];

    MUST(mount("sysfs", "sys", "sysfs", safe | MS_RDONLY, 0));
    MUST(mkdir("dev/pts", 0755));
    MUST(mount("devpts", "dev/pts", "devpts", MS_NOSUID | MS_NOEXEC, "newinstance,ptmxmode=0666,mode=0620,gid=5"));
    MUST(mkdir("dev/mqueue", 0755));
    MUST(mount("mqueue", "dev/mqueue", "mqueue", safe, 0));
    MUST(mkdir("dev/shm", 0755));
    snprintf(from, sizeof from, "%s/shm", bundle);
    bind_on(from, "dev/shm", safe);
    for (int i = 0; i < 6; i += 2) {
        snprintf(from, sizeof from, "%s/%s", bundle, files[i]);
        bind_on(from, files[i + 1], 0);
    }
    if (v2) {
        MUST(mount("cgroup", "sys/fs/cgroup", "cgroup2", safe | MS_RDONLY, 0));
        return;
    }
    MUST(mount("tmpfs", "sys/fs/cgroup", "tmpfs", safe, "mode=755"));
    for (int i = 0; i < directory_count; i++) {
        if (!strcmp(controller(i), "unified"))
            continue;
        snprintf(to, sizeof to, "sys/fs/cgroup/%s", controller(i));
        snprintf(from, sizeof from, "%s/%s", directories[i], cgroup);
        MUST(mkdir(to, 0755));
        bind_on(from, to, safe | MS_RDONLY);
    }
    MUST(mount(0, "sys/fs/cgroup", 0, MS_BIND | MS_REMOUNT | MS_RDONLY | safe, 0));
}

static void hide(void)
{
    static const char *const read_only[] = { "/proc/asound", "/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger" };
    static const char *const masked[] = { "/proc/acpi", "/proc/kcore", "/proc/keys", "/proc/latency_stats", "/proc/timer_list",
        "/proc/timer_stats", "/proc/sched_debug", "/proc/scsi", "/sys/firmware", "/sys/fs/selinux", "/sys/dev/block" };
    struct stat st;

    for (unsigned i = 0; i < sizeof read_only / sizeof *read_only; i++)
        if (!access(read_only[i], F_OK))
            bind_on(read_only[i], read_only[i], MS_RDONLY | MS_NOSUID | MS_NODEV | MS_NOEXEC);
    for (unsigned i = 0; i < sizeof masked / sizeof *masked; i++) {
        if (stat(masked[i], &st))
            continue;
        if (S_ISDIR(st.st_mode))
            MUST(mount("tmpfs", masked[i], "tmpfs", MS_RDONLY, "nr_blocks=1,nr_inodes=1"));
        else
            bind_on("/dev/null", masked[i], 0);
    }
    /* the directories that Growth.cs makes: one empty filesystem, bound to each */
    for (int i = 0; i < more_masked; i++) {
        char path[64];
        snprintf(path, sizeof path, "/masked/cpu%d", i);
        if (i)
            bind_on("/masked/cpu0", path, 0);
        else
            MUST(mount("tmpfs", path, "tmpfs", MS_RDONLY, "nr_blocks=1,nr_inodes=1"));
    }
}

static void confine(void)
{
    static struct sock_filter code[FILTER];
    struct sock_fprog program = { FILTER, code };
    struct rlimit files = { 1024, 1024 };
    struct __user_cap_header_struct header = { _LINUX_CAPABILITY_VERSION_3, 0 };
    struct __user_cap_data_struct sets[2] = { { 0x400e9, 0x400e9, 0 }, { 0, 0, 0 } };

    code[0] = (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, 0);
    for (int i = 1; i < FILTER - 1; i++)
        code[i] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 100000 + i, 0, 0);
    code[FILTER - 1] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
    MUST(setrlimit(RLIMIT_NOFILE, &files));
    MUST(syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_SPEC_ALLOW, &program));
    for (int cap = 0; cap <= CAP_LAST_CAP; cap++)
        if (!(0x400e9 >> (cap & 31) & 1) || cap > 31)
            prctl(PR_CAPBSET_DROP, cap, 0, 0, 0);
    MUST(syscall(SYS_setgroups, 0, 0));
    MUST(syscall(SYS_capset, &header, sets));
}

static void child(int engine, const char *rootfs, const char *bundle, const char *cgroup)
{
    char *const argv[] = { "true", 0 }, *const envp[] = { "PATH=/bin", 0 };
    struct ifreq lo = { .ifr_name = "lo", .ifr_flags = IFF_UP | IFF_RUNNING };
    int fd;

    setsid();
    MUST(mount(0, "/", 0, MS_REC | MS_SLAVE, 0));
    MUST(mount(rootfs, rootfs, 0, MS_BIND | MS_REC, 0));
    MUST(chdir(rootfs));
    MUST(mount("proc", "proc", "proc", 0, 0));
    MUST(mount("tmpfs", "dev", "tmpfs", MS_NOSUID | MS_STRICTATIME, "mode=755,size=65536k"));
    if (engine)
        engine_mounts(bundle, cgroup);
    make_devices();
    MUST(syscall(SYS_pivot_root, ".", "."));
    MUST(umount2(".", MNT_DETACH));
    MUST(chdir("/"));
    MUST(sethostname("bench", 5));
    if (engine) {
        MUST(fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
        MUST(ioctl(fd, SIOCSIFFLAGS, &lo));
        close(fd);
        put("/proc/sys/net/ipv4", "ping_group_range", "0 0");
        hide();
        confine();
    } else
        MUST(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0));
    execve("/bin/true", argv, envp);
    err(1, "execve");
}

int main(int argc, char **argv)
{
    struct clone_args how = { .exit_signal = SIGCHLD };
    char name[64], path[4096];
    int engine, status, fd;
    long pid;

    if (argc != 4 && argc != 5)
        errx(1, "usage: floor minimal|engine ROOTFS BUNDLE [MASKED]");
    more_masked = argc == 5 ? atoi(argv[4]) : 0;
    engine = !strcmp(argv[1], "engine");
    snprintf(name, sizeof name, "ocirun-floor-%d", getpid());
    make_cgroups(name, engine);
    how.flags = CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWIPC | CLONE_NEWUTS | (engine ? CLONE_NEWNET : 0);
    for (int i = 0; i < directory_count; i++) {
        if (!is_v2(i))
            continue;
        snprintf(path, sizeof path, "%s/%s", directories[i], name);
        MUST(fd = open(path, O_PATH | O_DIRECTORY | O_CLOEXEC));
        how.flags |= CLONE_INTO_CGROUP;
        how.cgroup = (unsigned)fd;
    }
    MUST(pid = syscall(SYS_clone3, &how, sizeof how));
    if (!pid) {
        enter_cgroups(name);
        child(engine, argv[2], argv[3], name);
    }
    MUST(waitpid(pid, &status, 0));
    remove_cgroups(name);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}
