/*
 * calls ADDRESSES OUT PROGRAM [ARGUMENT...]: runs the program with a breakpoint on each of its functions (their addresses,
 * in hexadecimal, one a line), in all processes of that image, and adds to OUT those that were called, in the order of
 * their first calls. What is left when the program has ended goes on without breakpoints. x86_64.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/stat.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

#define BREAKPOINT 0xcc /* int3 */
#define PAGE 4096ul
#define MOST_PROCESSES 64

static unsigned long *address;
static unsigned char *code, *called;
static long count;
static struct stat image;
static pid_t others[MOST_PROCESSES];
static int other_count;

static int by_address(const void *left, const void *right)
{
    unsigned long a = *(const unsigned long *)left, b = *(const unsigned long *)right;

    return (a > b) - (a < b);
}

static void die(const char *what)
{
    perror(what);
    exit(127);
}

static void read_addresses(const char *path)
{
    FILE *file = fopen(path, "r");
    unsigned long one;
    long room = 0, unique = 0;

    if (!file)
        die(path);
    while (fscanf(file, "%lx", &one) == 1) {
        if (count == room)
            address = realloc(address, sizeof *address * (room = room * 2 + 1024));
        address[count++] = one;
    }
    fclose(file);
    qsort(address, count, sizeof *address, by_address);
    for (long i = 0; i < count; i++)
        if (!unique || address[unique - 1] != address[i])
            address[unique++] = address[i];
    count = unique;
    code = calloc(count, 1);
    called = calloc(count, 1);
}

static int open_memory(pid_t process)
{
    char path[64];

    snprintf(path, sizeof path, "/proc/%d/mem", process);
    return open(path, O_RDWR | O_CLOEXEC);
}

/* All at once: one call for each of thousands of functions would take seconds. */
static void set_breakpoints(pid_t process)
{
    unsigned long start = address[0] & ~(PAGE - 1), size = (address[count - 1] | (PAGE - 1)) + 1 - start;
    unsigned char *bytes = malloc(size);
    int memory = open_memory(process);

    if (memory == -1 || pread(memory, bytes, size, start) != (ssize_t)size)
        die("read the program");
    for (long i = 0; i < count; i++) {
        code[i] = bytes[address[i] - start];
        if (!called[i])
            bytes[address[i] - start] = BREAKPOINT;
    }
    if (pwrite(memory, bytes, size, start) != (ssize_t)size)
        die("set breakpoints");
    close(memory);
    free(bytes);
}

static void leave(pid_t process)
{
    int status, memory;
    unsigned char byte;

    if (kill(process, SIGSTOP) == -1 || waitpid(process, &status, __WALL) != process || !WIFSTOPPED(status))
        return;
    memory = open_memory(process);
    for (long i = 0; memory != -1 && i < count; i++)
        if (pread(memory, &byte, 1, address[i]) == 1 && byte == BREAKPOINT && pwrite(memory, code + i, 1, address[i]) != 1)
            die("remove a breakpoint");
    if (memory != -1)
        close(memory);
    ptrace(PTRACE_DETACH, process, 0, 0);
    kill(process, SIGCONT);
}

/* Whether the process stopped at one of ours, which it then goes over. */
static int is_breakpoint(pid_t process, FILE *out)
{
    struct user_regs_struct registers;
    unsigned long at, *found;
    long i, word;

    ptrace(PTRACE_GETREGS, process, 0, &registers);
    at = registers.rip - 1;
    found = bsearch(&at, address, count, sizeof *address, by_address);
    if (!found)
        return 0;
    i = found - address;
    if (!called[i]++)
        fprintf(out, "%lx\n", at);
    word = ptrace(PTRACE_PEEKTEXT, process, at, 0);
    ptrace(PTRACE_POKETEXT, process, at, (word & ~0xffl) | code[i]);
    registers.rip = at;
    ptrace(PTRACE_SETREGS, process, 0, &registers);
    return 1;
}

static void on_stop(pid_t process, int status, FILE *out)
{
    int signal = WSTOPSIG(status), event = status >> 16;
    char path[64];
    struct stat now;

    if (event == PTRACE_EVENT_EXEC) {
        snprintf(path, sizeof path, "/proc/%d/exe", process);
        if (stat(path, &now) == 0 && now.st_ino == image.st_ino && now.st_dev == image.st_dev)
            set_breakpoints(process);
        signal = 0;
    } else if (event || signal == SIGSTOP || (signal == SIGTRAP && is_breakpoint(process, out))) {
        signal = 0;
    }
    ptrace(PTRACE_CONT, process, 0, signal);
}

static void remember(pid_t process, pid_t first)
{
    if (process == first)
        return;
    for (int i = 0; i < other_count; i++)
        if (others[i] == process)
            return;
    if (other_count < MOST_PROCESSES)
        others[other_count++] = process;
}

int main(int argc, char **argv)
{
    FILE *out;
    pid_t first, process;
    int status;

    if (argc < 4 || stat(argv[3], &image) == -1 || !(out = fopen(argv[2], "a")))
        die("calls ADDRESSES OUT PROGRAM");
    read_addresses(argv[1]);
    first = fork();
    if (!first) {
        ptrace(PTRACE_TRACEME, 0, 0, 0);
        raise(SIGSTOP);
        execv(argv[3], argv + 3);
        _exit(127);
    }
    waitpid(first, &status, 0);
    ptrace(PTRACE_SETOPTIONS, first, 0,
           PTRACE_O_TRACEEXEC | PTRACE_O_TRACEFORK | PTRACE_O_TRACEVFORK | PTRACE_O_TRACECLONE | PTRACE_O_EXITKILL);
    ptrace(PTRACE_CONT, first, 0, 0);
    while ((process = waitpid(-1, &status, __WALL)) != -1) {
        if (WIFSTOPPED(status)) {
            remember(process, first);
            on_stop(process, status, out);
        } else if (process == first) {
            for (int i = 0; i < other_count; i++)
                leave(others[i]);
            fclose(out);
            return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
        }
    }
    return 127;
}
