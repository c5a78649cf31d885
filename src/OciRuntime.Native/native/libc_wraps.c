/*
 * What the .NET runtime asks the C library when it starts, and nothing here uses the answers of (docs/adr/0011). The
 * linker's --wrap puts each function __wrap_NAME in the place of NAME (tools/wraps.sh). All names are the C library's:
 * dotnet_wraps.c has those of the runtime.
 */
#define _GNU_SOURCE
#include <linux/membarrier.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Core dumps without the collector's unused ranges: those were never touched, and so are not in a dump anyway. */
int __real_madvise(void *start, size_t length, int advice);
int __wrap_madvise(void *start, size_t length, int advice);
int __wrap_madvise(void *start, size_t length, int advice)
{
    return advice == MADV_DONTDUMP || advice == MADV_DODUMP ? 0 : __real_madvise(start, length, advice);
}

/* What a signal did before the runtime takes it is asked only to be done again on a crash of native code: the default then. */
int __real_sigaction(int number, const struct sigaction *action, struct sigaction *old);
int __wrap_sigaction(int number, const struct sigaction *action, struct sigaction *old);
int __wrap_sigaction(int number, const struct sigaction *action, struct sigaction *old)
{
    if (action || !old)
        return __real_sigaction(number, action, old);
    *old = (struct sigaction){ .sa_handler = SIG_DFL };
    return 0;
}

/* The processors shape pools of threads and how long locks spin: there is one thread. */
int __wrap_sched_getaffinity(pid_t pid, size_t size, cpu_set_t *set);
int __wrap_sched_getaffinity(pid_t pid, size_t size, cpu_set_t *set)
{
    (void)pid;
    memset(set, 0, size);
    CPU_SET(0, set);
    return 0;
}

/* The runtime's own use of it is sched_getaffinity, above. */
pid_t __wrap_getpid(void);
pid_t __wrap_getpid(void)
{
    return 0;
}

long __real_sysconf(int name);
long __wrap_sysconf(int name);
long __wrap_sysconf(int name)
{
    switch (name) {
    case _SC_NPROCESSORS_ONLN:
    case _SC_NPROCESSORS_CONF:
        return 1;
    case _SC_PHYS_PAGES: /* the heap's limit is built in, above */
        return ((long)1 << 30) / __real_sysconf(_SC_PAGESIZE);
    default:
        return __real_sysconf(name);
    }
}

/*
 * The one thread that the runtime starts runs finalizers. Nothing here has one that matters before the process ends, and
 * with a second thread each unmapping interrupts its CPU, signals can end up in it, and setns(2) refuses user namespaces.
 */
int __wrap_pthread_create(pthread_t *thread, const pthread_attr_t *attributes, void *(*start)(void *), void *argument);
int __wrap_pthread_create(pthread_t *thread, const pthread_attr_t *attributes, void *(*start)(void *), void *argument)
{
    (void)attributes;
    (void)start;
    (void)argument;
    *thread = pthread_self();
    return 0;
}

/* All writes of the only thread are its own to see: no barrier for others is needed, nor registered. */
long __real_syscall(long number, long a, long b, long c, long d, long e, long f);
long __wrap_syscall(long number, long a, long b, long c, long d, long e, long f);
long __wrap_syscall(long number, long a, long b, long c, long d, long e, long f)
{
    if (number == SYS_membarrier)
        return a == MEMBARRIER_CMD_QUERY ? MEMBARRIER_CMD_PRIVATE_EXPEDITED | MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED : 0;
    return __real_syscall(number, a, b, c, d, e, f);
}

extern void *__libc_stack_end; /* where the kernel put argc */

/*
 * Where the stack of this, the only, thread lies: glibc looks it up in /proc/self/maps. The runtime asks so as not to walk
 * past it.
 */
int __wrap_pthread_getattr_np(pthread_t thread, pthread_attr_t *attributes);
int __wrap_pthread_getattr_np(pthread_t thread, pthread_attr_t *attributes)
{
    const uintptr_t page = getauxval(AT_PAGESZ);
    const size_t size = (size_t)8 << 20; /* the usual limit; only what is deep in recursion asks how far it is */
    uintptr_t top = ((uintptr_t)__libc_stack_end + page) & ~(page - 1);
    int error = pthread_attr_init(attributes);

    (void)thread;
    return error ? error : pthread_attr_setstack(attributes, (void *)(top - size), size);
}
