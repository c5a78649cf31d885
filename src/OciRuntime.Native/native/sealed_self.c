/*
 * Before the .NET runtime starts, makes sure that no container can write to the file this process runs from, which it
 * could reach as /proc/PID/exe of a process of ours inside it (CVE-2019-5736): runs the same program again from a
 * detached read-only mount of its file, or from a sealed copy in memory where the kernel does not allow such a mount
 * or OCIRUN_SELF=copy asks for one. C, since no C# can run before the runtime does, which would then start twice.
 * No allocation, no stdio. Linux 5.14.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <linux/mount.h>
#include <linux/prctl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/vfs.h>
#include <unistd.h>

#define GUARD "_OCIRUN_SELF_SEALED=1"
#define SEALS (F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE)
#define PRIVATE (1 << 18) /* MS_PRIVATE of sys/mount.h, which glibc 2.36 cannot include beside linux/mount.h */
#ifndef ST_RDONLY
#define ST_RDONLY 1 /* sys/statvfs.h; statfs(2) f_flags */
#endif
#ifndef MFD_EXEC
#define MFD_EXEC 0x10 /* linux/memfd.h of Linux 6.3 */
#endif

/* Any argument counts, not only the verb's place: who finds it there need not agree with this file on the options. */
static int enters_a_container(char **argv)
{
    static const char *const verbs[] = { "create", "run", "exec", "restore" };

    for (char **arg = argv; *arg; arg++)
        for (unsigned i = 0; i < sizeof(verbs) / sizeof(*verbs); i++)
            if (!strcmp(*arg, verbs[i]))
                return 1;
    return 0;
}

/*
 * Takes the guard out of the environment, so that nobody inherits it, and what would set up the .NET runtime: the
 * settings that are built in are the ones that are tested (docs/adr/0009). Whether the guard was there.
 */
static int clean(char **envp)
{
    char **kept = envp;
    int found = 0;

    for (char **entry = envp; *entry; entry++)
        if (!strcmp(*entry, GUARD))
            found = 1;
        else if (strncmp(*entry, "DOTNET_", 7))
            *kept++ = *entry;
    *kept = 0;
    return found;
}

static int asked_for_a_copy(char **envp)
{
    for (; *envp; envp++)
        if (!strcmp(*envp, "OCIRUN_SELF=copy"))
            return 1;
    return 0;
}

static int is_sealed(int fd)
{
    struct statfs fs;
    int seals = fcntl(fd, F_GET_SEALS);

    return (seals != -1 && (seals & SEALS) == SEALS) || (!fstatfs(fd, &fs) && fs.f_flags & ST_RDONLY);
}

/* The file of this process, from a /proc that is one. */
static int open_self(void)
{
    struct statfs fs;
    int self = -1;
    int proc = open("/proc", O_PATH | O_DIRECTORY | O_CLOEXEC);

    if (proc == -1)
        return -1;
    errno = ENOENT;
    if (!fstatfs(proc, &fs) && fs.f_type == PROC_SUPER_MAGIC)
        self = openat(proc, "self/exe", O_RDONLY | O_CLOEXEC);
    close(proc);
    return self;
}

static int read_only_mount(int self)
{
    struct mount_attr attr = { .attr_set = MOUNT_ATTR_RDONLY, .propagation = PRIVATE };
    int fd = (int)syscall(SYS_open_tree, self, "", OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC | AT_EMPTY_PATH);

    if (fd != -1 && syscall(SYS_mount_setattr, fd, "", AT_EMPTY_PATH, &attr, sizeof(attr)))
        return -1;
    return fd;
}

static int sealed_copy(int self)
{
    struct stat file;
    int fd = memfd_create("ocirun", MFD_CLOEXEC | MFD_ALLOW_SEALING | MFD_EXEC);

    if (fd == -1 && errno == EINVAL) /* before Linux 6.3 every memfd was executable */
        fd = memfd_create("ocirun", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    if (fd == -1 || fstat(self, &file))
        return -1;
    for (off_t done = 0; done < file.st_size;) {
        ssize_t moved = sendfile(fd, self, &done, (size_t)(file.st_size - done));
        if (moved == 0)
            errno = EIO;
        if (moved <= 0)
            return -1;
    }
    return fcntl(fd, F_ADD_SEALS, SEALS) ? -1 : fd;
}

static void say(const char *text)
{
    if (write(STDERR_FILENO, text, strlen(text)) == -1)
        return; /* nobody listens */
}

__attribute__((noreturn)) static void refuse(const char *what)
{
    char number[] = "000";

    for (int i = 2, rest = errno; i >= 0; i--, rest /= 10)
        number[i] = (char)('0' + rest % 10);
    say("ocirun: cannot protect the own binary from the container: ");
    say(what);
    say(": errno ");
    say(number);
    say("\n");
    _exit(1);
}

__attribute__((constructor(101))) static void seal_self(int argc, char **argv, char **envp)
{
    /* The guard only stops a second try; what counts is what the file is. */
    int tried = clean(envp);
    int self, fd = -1;
    size_t count = 0;

    if (argc < 2 || !enters_a_container(argv + 1))
        return;
    self = open_self();
    if (self == -1)
        refuse("/proc/self/exe");
    if (is_sealed(self)) {
        close(self);
        if (tried) /* execveat(2) named the process after a descriptor */
            prctl(PR_SET_NAME, "ocirun");
        return;
    }
    if (tried)
        refuse("it is not sealed after a second start");
    if (!asked_for_a_copy(envp))
        fd = read_only_mount(self);
    if (fd == -1)
        fd = sealed_copy(self);
    if (fd == -1)
        refuse("no read-only mount of it, and no copy in memory");
    while (envp[count])
        count++;
    /* The kernel bounds arguments and environment to a quarter of the stack, execve(2). */
    char *environment[count + 2];
    memcpy(environment, envp, count * sizeof(*envp));
    environment[count] = GUARD;
    environment[count + 1] = 0;
    syscall(SYS_execveat, fd, "", argv, environment, AT_EMPTY_PATH);
    refuse("execveat");
}
