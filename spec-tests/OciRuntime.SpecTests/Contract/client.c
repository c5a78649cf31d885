// client: calls a runtime as a container engine does, one command after the other, with nothing that the engine would not give.
//   client [OPTION]... -- COMMAND [ARG]... [';' COMMAND [ARG]...]...
// The environment is empty but for -e NAME=VALUE. Options:
//   -s        a socket is left open as descriptor 3, as by Docker's shim
//   -p NAME=N descriptor N is a pipe that the environment variable NAME names, as by conmon
//   -x N      descriptor N is closed
//   -t        standard input, output and error are a new terminal; what it says goes to standard output
//   -c PATH   listen on PATH for the master of a console; after the commands, what it says goes to standard output
//   -w FILE   be the subreaper, and after the commands wait for the process in FILE and print how it ended
// Exits with the exit code of the first command that fails.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

static int terminal, leaks[16], pipes[16], closed[16], n_pipes, n_closed, n_leaks;

static int fail(const char *what) {
    perror(what);
    exit(120);
}

static int listen_on(const char *path) {
    struct sockaddr_un a = {.sun_family = AF_UNIX};
    int s = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    snprintf(a.sun_path, sizeof a.sun_path, "%s", path);
    if (s < 0 || bind(s, (struct sockaddr *)&a, sizeof a) || listen(s, 4)) fail("listen");
    return s;
}

static int receive(int listener) {
    struct pollfd p = {listener, POLLIN, 0};
    if (poll(&p, 1, 2000) != 1) return fprintf(stderr, "client: nobody sent a terminal\n"), -1;
    int s = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
    char text[256], control[CMSG_SPACE(sizeof(int))];
    struct iovec v = {text, sizeof text};
    struct msghdr m = {.msg_iov = &v, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof control};
    ssize_t n = recvmsg(s, &m, MSG_CMSG_CLOEXEC);
    struct cmsghdr *c = CMSG_FIRSTHDR(&m);
    if (n <= 0 || !c || c->cmsg_type != SCM_RIGHTS) return fprintf(stderr, "client: no descriptor in the message\n"), -1;
    printf("terminal %.*s\n", (int)n, text);
    int fd;
    memcpy(&fd, CMSG_DATA(c), sizeof fd);
    return fd;
}

// until everybody who holds the terminal has gone, or nothing more came for a while
static void copy(int master) {
    char bytes[4096];
    struct pollfd p = {master, POLLIN, 0};
    for (ssize_t n; poll(&p, 1, 3000) == 1 && (n = read(master, bytes, sizeof bytes)) > 0;) fwrite(bytes, 1, (size_t)n, stdout);
    fflush(stdout);
}

static int call(char **argv) {
    int master = -1;
    fflush(stdout);
    pid_t pid = terminal ? forkpty(&master, NULL, NULL, NULL) : fork();
    if (pid == 0) {
        for (int i = 0; i < n_leaks; i++) fcntl(leaks[i], F_SETFD, 0);
        for (int i = 0; i < n_pipes; i++) fcntl(pipes[i], F_SETFD, 0);
        for (int i = 0; i < n_closed; i++) close(closed[i]);
        execv(argv[0], argv);
        fail(argv[0]);
    }
    if (terminal) copy(master);
    int status;
    while (waitpid(pid, &status, 0) < 0) if (errno != EINTR) fail("waitpid");
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

static void place(int from, int to) {
    if (dup3(from, to, O_CLOEXEC) < 0) fail("dup3");
}

static void wait_for(const char *file) {
    FILE *f = fopen(file, "r");
    int pid, status;
    if (!f || fscanf(f, "%d", &pid) != 1) fail(file);
    if (waitpid(pid, &status, 0) != pid) fail("the container's process is not a child of the client");
    printf("process %s %d\n", WIFEXITED(status) ? "exited" : "killed", WIFEXITED(status) ? WEXITSTATUS(status) : WTERMSIG(status));
}

int main(int argc, char **argv) {
    const char *console = NULL, *waited = NULL;
    int listener = -1, code = 0, option, pair[2];
    clearenv();
    while ((option = getopt(argc, argv, "+e:sp:x:tc:w:")) != -1) {
        if (option == 'e') putenv(optarg);
        else if (option == 's') {
            if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair)) fail("socketpair");
            place(pair[1], 3);
            leaks[n_leaks++] = 3;
        } else if (option == 'p') {
            int fd = atoi(strchr(optarg, '=') + 1);
            if (pipe2(pair, O_CLOEXEC)) fail("pipe2");
            place(pair[1], fd);
            putenv(optarg);
            pipes[n_pipes++] = fd;
        } else if (option == 'x') closed[n_closed++] = atoi(optarg);
        else if (option == 't') terminal = 1;
        else if (option == 'c') console = optarg;
        else if (option == 'w') waited = optarg;
        else return 121;
    }
    if (waited && prctl(PR_SET_CHILD_SUBREAPER, 1)) fail("prctl");
    if (console) listener = listen_on(console);
    for (int i = optind; i < argc && code == 0; i++) {
        char **command = argv + i;
        while (i < argc && strcmp(argv[i], ";")) i++;
        if (i < argc) argv[i] = NULL;
        code = call(command);
    }
    if (console && code == 0) {
        int master = receive(listener);
        if (master < 0) return 122;
        copy(master);
    }
    if (waited && code == 0) wait_for(waited);
    return code;
}
