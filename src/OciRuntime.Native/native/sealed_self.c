/*
 * Before anything else of this program runs, makes sure that no container can write to the file this process runs from,
 * which it could reach as /proc/PID/exe of a process of ours inside it (CVE-2019-5736): runs the same program again from
 * a detached read-only mount of its file, or from a sealed copy in memory if the kernel does not allow such a mount or
 * OCIRUN_SELF=copy asks for one, or from such a mount made in a user namespace if it allows neither. And before that, that descriptors 0 to 2 are open: what is opened later must not get
 * their numbers, or it would be taken for the caller's streams.
 *
 * This is the program's entry point, ahead of libc's _start: the C library and the .NET runtime would otherwise start
 * twice (docs/adr/0011). So there is no libc here: no thread-local storage, no relocated function, system calls only.
 * Linux 5.14, x86_64 and arm64.
 */
#include <asm/unistd.h>
#include <linux/auxvec.h>
#include <linux/errno.h>
#include <linux/fcntl.h>
#include <linux/magic.h>
#include <linux/memfd.h>
#include <linux/mman.h>
#include <linux/mount.h>
#include <linux/prctl.h>
#include <linux/time_types.h>
#include <linux/resource.h>
#include <linux/sched.h>
#include <linux/wait.h>
#include <asm/poll.h>
#include <asm/stat.h>
#include <asm/statfs.h>

#define GUARD "_OCIRUN_SELF_SEALED=1"
#define SEALS (F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE)
#define ST_RDONLY 1 /* sys/statvfs.h; statfs(2) f_flags */
#define PRIVATE (1 << 18) /* MS_PRIVATE, sys/mount.h */
#ifndef MFD_EXEC
#define MFD_EXEC 0x10 /* linux/memfd.h of Linux 6.3 */
#endif

/* A system call as the kernel answers it: a negative number is an errno. */
static long call(long number, long a, long b, long c, long d, long e)
{
#if defined(__x86_64__)
    long result;
    register long r10 __asm__("r10") = d;
    register long r8 __asm__("r8") = e;

    __asm__ volatile("syscall" : "=a"(result) : "a"(number), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8) : "rcx", "r11", "memory");
    return result;
#elif defined(__aarch64__)
    register long x8 __asm__("x8") = number;
    register long x0 __asm__("x0") = a;
    register long x1 __asm__("x1") = b;
    register long x2 __asm__("x2") = c;
    register long x3 __asm__("x3") = d;
    register long x4 __asm__("x4") = e;

    __asm__ volatile("svc #0" : "+r"(x0) : "r"(x8), "r"(x1), "r"(x2), "r"(x3), "r"(x4) : "memory");
    return x0;
#else
#error "no system calls for this architecture yet: syscall(2), Architecture calling conventions"
#endif
}

/* Memory that is there once it is touched; mmap(2) has one argument more than the calls above. */
static long map(unsigned long size)
{
    const long flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE;
#if defined(__x86_64__)
    long result;
    register long r10 __asm__("r10") = flags;
    register long r8 __asm__("r8") = -1;
    register long r9 __asm__("r9") = 0;

    __asm__ volatile("syscall"
                     : "=a"(result)
                     : "a"(__NR_mmap), "D"(0), "S"(size), "d"(PROT_READ | PROT_WRITE), "r"(r10), "r"(r8), "r"(r9)
                     : "rcx", "r11", "memory");
    return result;
#else
    register long x8 __asm__("x8") = __NR_mmap;
    register long x0 __asm__("x0") = 0;
    register long x1 __asm__("x1") = (long)size;
    register long x2 __asm__("x2") = PROT_READ | PROT_WRITE;
    register long x3 __asm__("x3") = flags;
    register long x4 __asm__("x4") = -1;
    register long x5 __asm__("x5") = 0;

    __asm__ volatile("svc #0" : "+r"(x0) : "r"(x8), "r"(x1), "r"(x2), "r"(x3), "r"(x4), "r"(x5) : "memory");
    return x0;
#endif
}

static int same(const char *left, const char *right)
{
    while (*left && *left == *right) {
        left++;
        right++;
    }
    return *left == *right;
}

/* Any argument counts, not only the verb's place: who finds it there need not agree with this file on the options. */
static int enters_a_container(char **argv)
{
    for (char **arg = argv; *arg; arg++)
        if (same(*arg, "create") || same(*arg, "run") || same(*arg, "exec") || same(*arg, "restore"))
            return 1;
    return 0;
}

static int has(char **envp, const char *entry)
{
    for (; *envp; envp++)
        if (same(*envp, entry))
            return 1;
    return 0;
}

/* The path that execve(2) was given; what has none but a descriptor has this prefix. fs/exec.c, alloc_bprm. */
static int runs_from_a_descriptor(char **envp)
{
    const char *prefix = "/dev/fd/", *path = "";
    const unsigned long *auxv;

    while (*envp)
        envp++;
    for (auxv = (const unsigned long *)(envp + 1); *auxv != AT_NULL; auxv += 2)
        if (*auxv == AT_EXECFN)
            path = (const char *)auxv[1];
    while (*prefix && *prefix == *path) {
        prefix++;
        path++;
    }
    return !*prefix;
}

static int is_sealed(int fd)
{
    struct statfs fs;
    long seals;

    if (call(__NR_fstatfs, fd, (long)&fs, 0, 0, 0))
        return 0;
    if (fs.f_flags & ST_RDONLY)
        return 1;
    if (fs.f_type != TMPFS_MAGIC) /* only a memfd is sealed */
        return 0;
    seals = call(__NR_fcntl, fd, F_GET_SEALS, 0, 0, 0);
    return seals >= 0 && (seals & SEALS) == SEALS;
}

/* The second start's look: that it is sealed; not where else it might be. */
static int is_on_read_only_mount(void)
{
    struct statfs fs;

    return !call(__NR_statfs, (long)"/proc", (long)&fs, 0, 0, 0) && fs.f_type == PROC_SUPER_MAGIC
        && !call(__NR_statfs, (long)"/proc/self/exe", (long)&fs, 0, 0, 0) && fs.f_flags & ST_RDONLY;
}

static long read_only_mount(int self)
{
    struct mount_attr attr = { .attr_set = MOUNT_ATTR_RDONLY, .propagation = PRIVATE };
    long fd = call(__NR_open_tree, self, (long)"", OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC | AT_EMPTY_PATH, 0, 0);
    long failed = fd < 0 ? fd : call(__NR_mount_setattr, fd, (long)"", AT_EMPTY_PATH, (long)&attr, sizeof(attr));

    return failed < 0 ? failed : fd;
}

static long sealed_copy(int self)
{
    struct stat file;
    long failed, done = 0;
    long fd = call(__NR_memfd_create, (long)"ocirun", MFD_CLOEXEC | MFD_ALLOW_SEALING | MFD_EXEC, 0, 0, 0);

    if (fd == -EINVAL) /* before Linux 6.3 every memfd was executable */
        fd = call(__NR_memfd_create, (long)"ocirun", MFD_CLOEXEC | MFD_ALLOW_SEALING, 0, 0, 0);
    if (fd < 0)
        return fd;
    failed = call(__NR_fstat, self, (long)&file, 0, 0, 0);
    while (!failed && done < file.st_size) {
        long moved = call(__NR_sendfile, fd, self, (long)&done, file.st_size - done, 0);
        if (moved <= 0)
            failed = moved ? moved : -EIO;
    }
    if (!failed)
        failed = call(__NR_fcntl, fd, F_ADD_SEALS, SEALS, 0, 0);
    return failed < 0 ? failed : fd;
}

/*
 * In a process of its own, whose descriptors are this one's: puts the read-only mount at the number that is given. The
 * mount has to be of the namespace it is copied from, so the file is looked up again, and must be the same one.
 */
__attribute__((noreturn)) static void mount_for_parent(int self, long slot)
{
    char path[4096]; /* PATH_MAX, linux/limits.h */
    struct stat ours, theirs;
    long length = call(__NR_readlinkat, AT_FDCWD, (long)"/proc/self/exe", (long)path, sizeof(path) - 1, 0);
    long file = -ENOENT, mount = -ENOENT;

    if (length > 0) {
        path[length] = 0;
        file = call(__NR_openat, AT_FDCWD, (long)path, O_RDONLY | O_CLOEXEC, 0, 0);
    }
    if (file >= 0 && !call(__NR_fstat, self, (long)&ours, 0, 0, 0) && !call(__NR_fstat, file, (long)&theirs, 0, 0, 0)
        && ours.st_dev == theirs.st_dev && ours.st_ino == theirs.st_ino)
        mount = read_only_mount((int)file);
    for (;;)
        call(__NR_exit_group, mount < 0 || call(__NR_dup3, mount, slot, O_CLOEXEC, 0, 0) < 0, 0, 0, 0, 0);
}

/* A user may make such a mount in a user namespace; for one whose host executes nothing in memory (vm.memfd_noexec=2). */
static long read_only_mount_of_a_user(int self)
{
    int status = -1;
    long slot = call(__NR_fcntl, self, F_DUPFD_CLOEXEC, 3, 0, 0);
    /* No signal at its end: a caller that ignores SIGCHLD would lose its status; waitid(2), __WALL. */
    long child = slot < 0 ? slot : call(__NR_clone, CLONE_NEWUSER | CLONE_NEWNS | CLONE_FILES, 0, 0, 0, 0);

    if (!child)
        mount_for_parent(self, slot);
    if (child < 0)
        return child;
    while (call(__NR_wait4, child, (long)&status, __WALL, 0, 0) == -EINTR)
        ;
    return status ? -EPERM : slot;
}

static void say(const char *text)
{
    long length = 0;

    while (text[length])
        length++;
    call(__NR_write, 2, (long)text, length, 0, 0);
}

__attribute__((noreturn)) static void refuse(const char *what, long error)
{
    char number[] = "000";

    error = -error;
    for (int i = 2; i >= 0; i--, error /= 10)
        number[i] = (char)('0' + error % 10);
    say("ocirun: cannot protect the own binary from the container: ");
    say(what);
    say(": errno ");
    say(number);
    say("\n");
    for (;;)
        call(__NR_exit_group, 1, 0, 0, 0, 0);
}

__attribute__((noreturn)) static void run_again(long fd, char **argv, char **envp)
{
    long count = 0;

    while (envp[count])
        count++;
    /* The kernel bounds arguments and environment to a quarter of the stack, execve(2). */
    char *environment[count + 2];
    for (long i = 0; i < count; i++)
        environment[i] = envp[i];
    environment[count] = GUARD;
    environment[count + 1] = 0;
    refuse("execveat", call(__NR_execveat, fd, (long)"", (long)argv, (long)environment, AT_EMPTY_PATH));
}

/* One call that finds nothing to do in all but the oddest places; an open takes the lowest number that is free. */
static void open_standard_streams(void)
{
    struct pollfd streams[3] = { { .fd = 0 }, { .fd = 1 }, { .fd = 2 } };
    struct __kernel_timespec none = { 0, 0 };

    call(__NR_ppoll, (long)streams, 3, (long)&none, 0, 0); /* arm64 has no poll */
    for (int i = 0; i < 3; i++)
        if (streams[i].revents & POLLNVAL && call(__NR_openat, AT_FDCWD, (long)"/dev/null", O_RDWR, 0, 0) < 0)
            refuse("/dev/null", -ENOENT);
}

/* The file of this process, from a /proc that is one. */
static long open_self(void)
{
    struct statfs fs;
    long self = -ENOENT;
    long proc = call(__NR_openat, AT_FDCWD, (long)"/proc", O_PATH | O_DIRECTORY | O_CLOEXEC, 0, 0);

    if (proc >= 0 && proc < 3) { /* it took a stream's number; else all three are open */
        call(__NR_close, proc, 0, 0, 0, 0);
        open_standard_streams();
        proc = call(__NR_openat, AT_FDCWD, (long)"/proc", O_PATH | O_DIRECTORY | O_CLOEXEC, 0, 0);
    }
    if (proc < 0)
        return proc;
    if (!call(__NR_fstatfs, proc, (long)&fs, 0, 0, 0) && fs.f_type == PROC_SUPER_MAGIC)
        self = call(__NR_openat, proc, (long)"self/exe", O_RDONLY | O_CLOEXEC, 0, 0);
    call(__NR_close, proc, 0, 0, 0, 0);
    return self;
}

/*
 * The .NET runtime needs more stack than some callers leave (ulimit -s), and the limit itself is the container's to
 * inherit: below 1 MiB the program goes on on a mapping of its own, with a copy of what the kernel put on the stack.
 */
static long *large_enough(long *stack)
{
    const unsigned long size = (unsigned long)8 << 20; /* the usual limit, and what pthread_getattr_np is told */
    struct rlimit64 limit;
    long *end = stack + 1 + stack[0] + 1;
    unsigned long bytes, top;
    long *copy;

    if (call(__NR_prlimit64, 0, RLIMIT_STACK, 0, (long)&limit, 0) || limit.rlim_cur >= (unsigned long)1 << 20)
        return stack;
    top = (unsigned long)map(size);
    if (top > -4096UL) /* an errno */
        return stack;
    while (*end++) /* envp */
        ;
    while (*end != AT_NULL)
        end += 2;
    end += 2;
    bytes = (unsigned long)end - (unsigned long)stack;
    copy = (long *)((top + size - bytes) & ~15UL); /* the stack's alignment, psABI */
    for (long i = 0; i < (long)(bytes / sizeof(long)); i++)
        copy[i] = stack[i];
    return copy;
}

static void seal(long *stack)
{
    char **argv = (char **)(stack + 1);
    char **envp = argv + stack[0] + 1;
    long self, fd = -EPERM;
    int tried;

    /* The guard only stops a second try; what counts is what the file is. The caller's own variable of that name is no try. */
    tried = stack[0] >= 2 && has(envp, GUARD) && runs_from_a_descriptor(envp) && enters_a_container(argv + 1);
    if (tried) /* execveat(2) named the process after a descriptor */
        call(__NR_prctl, PR_SET_NAME, (long)"ocirun", 0, 0, 0);
    if (tried && is_on_read_only_mount())
        return; /* and the streams are those that the first start left */
    if (stack[0] < 2 || !enters_a_container(argv + 1)) {
        open_standard_streams();
        return;
    }
    self = open_self();
    if (self < 0)
        refuse("/proc/self/exe", self);
    if (is_sealed((int)self)) {
        call(__NR_close, self, 0, 0, 0, 0);
        return;
    }
    if (tried)
        refuse("it is not sealed after a second start", -EPERM);
    if (!has(envp, "OCIRUN_SELF=copy"))
        fd = read_only_mount((int)self);
    if (fd < 0)
        fd = sealed_copy((int)self);
    if (fd < 0)
        fd = read_only_mount_of_a_user((int)self);
    if (fd < 0)
        refuse("no read-only mount of it, and no copy in memory", fd);
    run_again(fd, argv, envp);
}

/* The stack is as the kernel lays it out for a new program: argc, argv, null, envp, null, auxv; execve(2). Returns the one to go on with. */
__attribute__((used)) static long *seal_self(long *stack)
{
    seal(stack);
    return large_enough(stack);
}

#if defined(__x86_64__)
/* rsp is the stack above, rdx what _start hands to atexit: both go on to it unchanged. x86-64 psABI, 3.4.1. */
__asm__(".globl ocirun_entry\n"
        ".type ocirun_entry, @function\n"
        "ocirun_entry:\n"
        "    xor %ebp, %ebp\n"
        "    mov %rdx, %r12\n"
        "    mov %rsp, %rdi\n"
        "    and $-16, %rsp\n"
        "    call seal_self\n"
        "    mov %rax, %rsp\n"
        "    mov %r12, %rdx\n"
        "    jmp _start\n"
        ".size ocirun_entry, . - ocirun_entry\n");
#else
/* sp is the stack above, x0 what _start hands to atexit: both go on to it unchanged. AArch64 of glibc, start.S. */
__asm__(".globl ocirun_entry\n"
        ".type ocirun_entry, %function\n"
        "ocirun_entry:\n"
        "    mov x29, #0\n"
        "    mov x30, #0\n"
        "    mov x20, x0\n"
        "    mov x0, sp\n"
        "    bl seal_self\n"
        "    mov sp, x0\n"
        "    mov x0, x20\n"
        "    mov x29, #0\n"
        "    mov x30, #0\n"
        "    b _start\n"
        ".size ocirun_entry, . - ocirun_entry\n");
#endif
