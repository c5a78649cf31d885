/*
 * What the .NET runtime asks the host when it starts, and nothing here uses the answers of: half of the system calls of
 * its start (docs/adr/0011). The linker's --wrap puts each function __wrap_NAME in the place of NAME; the build fails if
 * the pinned runtime pack lacks a NAME (tools/wraps.sh), and leaves this file out with PLAIN_START=1.
 *
 * The names are private to the runtime: C++'s, as the libraries of its pack export them.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/auxv.h>
#include <sys/mman.h>

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

/* The numbers that processors may have size its sets of processors; .NET would read them from sysfs, twice. */
int __wrap_minipal_get_cpu_max_possible_count(void);
int __wrap_minipal_get_cpu_max_possible_count(void)
{
    return 1;
}

#ifdef __x86_64__
/*
 * The instructions beyond x86-64-v2, which all of the code was compiled for: for vectors of 256 bits and more, which take longer texts
 * than a config has. To ask are eight CPUIDs, each of which leaves a virtual machine.
 */
int __wrap_minipal_getcpufeatures(void);
int __wrap_minipal_getcpufeatures(void)
{
    return 0;
}
#endif

/* The seeds of hash codes, which nothing here shows or stores: .NET would open /dev/urandom. */
void __wrap_minipal_get_non_cryptographically_secure_random_bytes(uint8_t *buffer, int32_t length);
void __wrap_minipal_get_non_cryptographically_secure_random_bytes(uint8_t *buffer, int32_t length)
{
    const uint8_t *given = (const uint8_t *)getauxval(AT_RANDOM); /* 16 bytes that the kernel drew for this program; getauxval(3) */

    for (int32_t i = 0; i < length; i++)
        buffer[i] = given[i % 16];
}

/*
 * The collector reserves its heap without any access and makes 64 KiB of it writable at a time, each time by a system call
 * that splits mappings. Reserved writable, without a charge until a page is touched, nothing is left to commit. Where the
 * host counts such a mapping against a limit (RLIMIT_DATA, vm.overcommit_memory=2) it is reserved the old way.
 */
extern struct reserved {
    uintptr_t start, end;
} ocirun_reserved[8]; /* spare_memory.c reads them */
struct reserved ocirun_reserved[8];
extern int ocirun_reserved_count;
int ocirun_reserved_count;

static bool is_writable(void *address)
{
    for (int i = 0; i < ocirun_reserved_count; i++)
        if ((uintptr_t)address >= ocirun_reserved[i].start && (uintptr_t)address < ocirun_reserved[i].end)
            return true;
    return false;
}

void *__real__ZN15GCToOSInterface14VirtualReserveEmmjt(size_t size, size_t alignment, uint32_t flags, uint16_t node);
void *__wrap__ZN15GCToOSInterface14VirtualReserveEmmjt(size_t size, size_t alignment, uint32_t flags, uint16_t node);
void *__wrap__ZN15GCToOSInterface14VirtualReserveEmmjt(size_t size, size_t alignment, uint32_t flags, uint16_t node)
{
    const size_t page = getauxval(AT_PAGESZ);
    const size_t huge = (size_t)2 << 20; /* smaller ranges hold no huge page; transhuge.rst */
    size_t padded = size + (alignment > page ? alignment - page : 0);
    void *range = MAP_FAILED;
    uintptr_t start;

    if (ocirun_reserved_count < (int)(sizeof(ocirun_reserved) / sizeof(ocirun_reserved[0])))
        range = mmap(NULL, padded, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (range == MAP_FAILED)
        return __real__ZN15GCToOSInterface14VirtualReserveEmmjt(size, alignment, flags, node);
    if (padded >= huge)
        madvise(range, padded, MADV_NOHUGEPAGE);
    start = (uintptr_t)range;
    if (alignment > page)
        start = (start + alignment - 1) & ~((uintptr_t)alignment - 1);
    ocirun_reserved[ocirun_reserved_count].start = start;
    ocirun_reserved[ocirun_reserved_count].end = start + size;
    ocirun_reserved_count++;
    return (void *)start;
}

/*
 * A document that needs a large object also fills what is committed for it and for its strings: one call instead of a
 * fault per page.
 */
bool __real__ZN15GCToOSInterface13VirtualCommitEPvmt(void *address, size_t size, uint16_t node);
bool __wrap__ZN15GCToOSInterface13VirtualCommitEPvmt(void *address, size_t size, uint16_t node);
bool __wrap__ZN15GCToOSInterface13VirtualCommitEPvmt(void *address, size_t size, uint16_t node)
{
    const size_t step = (size_t)64 << 10; /* what the collector adds for small objects; more is for one large object */
    static bool large;

    if (!is_writable(address))
        return __real__ZN15GCToOSInterface13VirtualCommitEPvmt(address, size, node);
    large |= size > step;
    if (large)
        madvise(address, size, MADV_POPULATE_WRITE); /* Linux 5.14; without it each page is a fault */
    return true;
}

/* What is committed again must be zero, and is after this. */
bool __real__ZN15GCToOSInterface15VirtualDecommitEPvm(void *address, size_t size);
bool __wrap__ZN15GCToOSInterface15VirtualDecommitEPvm(void *address, size_t size);
bool __wrap__ZN15GCToOSInterface15VirtualDecommitEPvm(void *address, size_t size)
{
    if (is_writable(address))
        return !madvise(address, size, MADV_DONTNEED);
    return __real__ZN15GCToOSInterface15VirtualDecommitEPvm(address, size);
}

/*
 * Every class with static references gets an object for them at the start, hundreds of them, each allocated on its own in
 * the pinned heap: two thirds of the instructions of a start. Here one free object of the collector's kind is allocated,
 * and theirs are cut from its front; what is left stays a free object, so that the heap is whole at every moment.
 */
struct object {
    void *type; /* its second 32 bits are the size of an object; MethodTable.h */
    uint64_t length; /* of an array, and so of a free object */
};

extern void *g_pFreeObjectEEType;
void RhAllocateNewArray(void *type, uint32_t length, uint32_t flags, void **result);
void __real_RhAllocateNewObject(void *type, uint32_t flags, void **result);
void __wrap_RhAllocateNewObject(void *type, uint32_t flags, void **result);
void __wrap_RhAllocateNewObject(void *type, uint32_t flags, void **result)
{
    enum { PINNED = 64, SMALLEST = 24, CHUNK = 8192 }; /* GC_ALLOC_PINNED_OBJECT_HEAP, gcinterface.h; header, type and length */
    static struct object *rest;
    static size_t left;
    size_t size = (((uint32_t *)type)[1] + (size_t)7) & ~(size_t)7;

    if (flags != PINNED || size > CHUNK / 8) {
        __real_RhAllocateNewObject(type, flags, result);
        return;
    }
    if (left < size + SMALLEST) {
        void *fresh = NULL;
        RhAllocateNewArray(g_pFreeObjectEEType, CHUNK - SMALLEST, flags, &fresh);
        if (!fresh) {
            *result = NULL;
            return;
        }
        rest = fresh;
        left = CHUNK;
    }
    *result = rest;
    rest->type = type;
    rest->length = 0;
    left -= size;
    rest = (struct object *)((char *)rest + size);
    rest->type = g_pFreeObjectEEType;
    rest->length = left - SMALLEST;
}
