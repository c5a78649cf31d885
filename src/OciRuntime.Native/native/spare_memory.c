/*
 * Memory of this process that only the .NET runtime and malloc(3) use, so that a cloned child which uses neither can give
 * its copy back (Launch/Parent/ChildMemory.cs).
 */
#define _GNU_SOURCE
#include <errno.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/auxv.h>
#include <unistd.h>

/* What the collector has reserved, dotnet_wraps.c; not there with PLAIN_START=1. */
extern struct reserved {
    uintptr_t start, end;
} ocirun_reserved[] __attribute__((weak));
extern int ocirun_reserved_count __attribute__((weak));

int ocirun_spare_memory(uintptr_t *pairs, int room);
int ocirun_spare_memory(uintptr_t *pairs, int room)
{
    const uintptr_t page = getauxval(AT_PAGESZ);
    int count = 0;

    for (int i = 0; &ocirun_reserved_count && i < ocirun_reserved_count && count < room; i++, count++) {
        pairs[2 * count] = ocirun_reserved[i].start;
        pairs[2 * count + 1] = (ocirun_reserved[i].end - ocirun_reserved[i].start) & ~(page - 1);
    }
    /*
     * In a static program the thread's own storage, errno in it, and libc's record of the thread, less than a page together, are
     * the first thing at the break; all that follows is malloc's.
     */
    uintptr_t first = ((uintptr_t)&errno + 2 * page - 1) & ~(page - 1), end = (uintptr_t)sbrk(0) & ~(page - 1);
    if (first < end && end - first < (uintptr_t)1 << 30 && count < room) {
        pairs[2 * count] = first;
        pairs[2 * count + 1] = end - first;
        count++;
    }
    return count;
}
