/*
 * What the .NET runtime asks the host when it starts, and nothing here uses the answers of: two thirds of the system
 * calls of its start (docs/adr/0011). Linked with --wrap for each; a name that a later runtime no longer has is not
 * wrapped, and the runtime then asks again.
 *
 * The names are C++'s, as the libraries of the ILCompiler package export them.
 */
#define _GNU_SOURCE
#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/resource.h>

/* The heap's limit is built in (System.GC.HeapHardLimit): the cgroup's memory limit, a smaller one or not, does not change it. */
void __wrap__Z16InitializeCGroupv(void);
void __wrap__Z16InitializeCGroupv(void)
{
}

/* The CPU quota bounds the number of heaps and pool threads: there is one heap and no pool. */
void __wrap__Z19InitializeCpuCGroupv(void);
void __wrap__Z19InitializeCpuCGroupv(void)
{
}

/* Memory nodes place the heaps of the server's collector, which is not linked. */
void __wrap__Z21NUMASupportInitializev(void);
void __wrap__Z21NUMASupportInitializev(void)
{
}

/* The budget of the first generation follows the cache's size: with this one no run of a usual config comes to a collection. */
size_t __wrap__ZN15GCToOSInterface25GetCacheSizePerLogicalCpuEb(bool real);
size_t __wrap__ZN15GCToOSInterface25GetCacheSizePerLogicalCpuEb(bool real)
{
    (void)real;
    return (size_t)8 << 20;
}

/* How full the host's memory is makes the collector more eager; a process of milliseconds leaves it before that helps. */
void __wrap__ZN15GCToOSInterface15GetMemoryStatusEmPjPmS1_(uint64_t limit, uint32_t *load, uint64_t *available, uint64_t *swap);
void __wrap__ZN15GCToOSInterface15GetMemoryStatusEmPjPmS1_(uint64_t limit, uint32_t *load, uint64_t *available, uint64_t *swap)
{
    if (load)
        *load = 0;
    if (available)
        *available = limit ? limit : (uint64_t)1 << 28; /* System.GC.HeapHardLimit */
    if (swap)
        *swap = 0;
}

/* Core dumps without the collector's unused ranges: those were never touched, and so are not in a dump anyway. */
int __real_madvise(void *start, size_t length, int advice);
int __wrap_madvise(void *start, size_t length, int advice);
int __wrap_madvise(void *start, size_t length, int advice)
{
    return advice == MADV_DONTDUMP || advice == MADV_DODUMP ? 0 : __real_madvise(start, length, advice);
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

extern void *__libc_stack_end; /* where the kernel put argc */

/*
 * Where the stack of this, the only, thread lies: glibc looks it up in /proc/self/maps. The runtime asks so as not to walk
 * past it.
 */
int __wrap_pthread_getattr_np(pthread_t thread, pthread_attr_t *attributes);
int __wrap_pthread_getattr_np(pthread_t thread, pthread_attr_t *attributes)
{
    const uintptr_t page = 4096;
    uintptr_t top = ((uintptr_t)__libc_stack_end + page) & ~(page - 1);
    struct rlimit limit;
    size_t size = (size_t)8 << 20; /* the usual limit, where there is none */
    int error = pthread_attr_init(attributes);

    (void)thread;
    if (error)
        return error;
    if (!getrlimit(RLIMIT_STACK, &limit) && limit.rlim_cur != RLIM_INFINITY)
        size = limit.rlim_cur & ~(page - 1);
    return pthread_attr_setstack(attributes, (void *)(top - size), size);
}
