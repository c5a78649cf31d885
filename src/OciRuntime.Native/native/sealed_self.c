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

#include "raw_calls.h"

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

#include "sealed_image.h"

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
