/*
 * measure [--kill] COMMAND... [--then COMMAND...]...: runs the commands one after the other, with standard streams on /dev/null,
 * and prints what they and every process that they leave behind took:
 *
 *   user and system time together in µs, wall time in µs, page faults, peak resident memory of the largest process in KiB
 *
 * Wall time is that of the commands; the rest is counted when the last descendant has ended (PR_SET_CHILD_SUBREAPER). With
 * --kill what they leave behind is killed then, as what create made would wait for ever.
 * Standard error is kept in memory, and written only if a command fails.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

extern char **environ;

static double now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1e6 + t.tv_nsec / 1e3;
}

/* The command's exit status as the shell says it. */
static int run(char **argv, int errors)
{
    posix_spawn_file_actions_t actions;
    pid_t pid;
    int status;

    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_adddup2(&actions, errors, 2);
    errno = posix_spawnp(&pid, argv[0], &actions, 0, argv, environ);
    if (errno) {
        perror(argv[0]);
        exit(127);
    }
    posix_spawn_file_actions_destroy(&actions);
    while (waitpid(pid, &status, 0) == -1)
        if (errno != EINTR)
            exit(127);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

/* Sends SIGKILL to every child; what loses its parent by it is a child then. */
static void kill_children(void)
{
    FILE *children = fopen("/proc/thread-self/children", "re");
    int pid;

    while (children && fscanf(children, "%d", &pid) == 1)
        kill(pid, SIGKILL);
    if (children)
        fclose(children);
}

int main(int argc, char **argv)
{
    struct rusage used;
    double wall = 0;
    int failed = 0, kills = argc > 1 && !strcmp(argv[1], "--kill"), errors = memfd_create("errors", MFD_CLOEXEC);

    if (errors == -1) {
        perror("memfd_create");
        return 127;
    }
    prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
    for (int i = 1 + kills; i < argc && !failed; i++) {
        int first = i;
        while (i < argc && strcmp(argv[i], "--then"))
            i++;
        argv[i] = 0;
        double start = now();
        failed = run(argv + first, errors);
        wall += now() - start;
    }
    do {
        if (kills)
            kill_children();
    } while (wait(0) != -1 || errno == EINTR);
    if (failed) {
        char text[4096];
        ssize_t length = pread(errors, text, sizeof text, 0);
        if (length > 0 && write(2, text, length) != length)
            return 127;
    }
    getrusage(RUSAGE_CHILDREN, &used);
    printf("%ld %.0f %ld %ld\n", used.ru_utime.tv_sec * 1000000 + used.ru_utime.tv_usec + used.ru_stime.tv_sec * 1000000 + used.ru_stime.tv_usec,
           wall, used.ru_minflt + used.ru_majflt, used.ru_maxrss);
    return failed;
}
