/*
 * System calls without a C library, for code that runs before it: syscall(2), Architecture calling conventions.
 */
#pragma once

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
