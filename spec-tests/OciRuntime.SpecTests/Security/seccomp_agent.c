/*
 * A seccomp agent: listens on a Unix socket, takes one container process state with its listener, and answers the
 * first notification, which must be mkdir(2) or mkdirat(2), by making the directory itself with "-by-agent" after its name.
 * Usage: seccomp_agent SOCKET [interrupt]; interrupt: sends SIGUSR1 to the caller before it answers. Prints "listening",
 * the state, and "closed" when the runtime closed the connection or "open" when it had not after two seconds.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/seccomp.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <unistd.h>

static int fail(const char *what)
{
	perror(what);
	exit(1);
}

/* Returns the listener; closed: whether the connection ended. */
static int receive(int socket, char *text, size_t size, int *closed)
{
	char control[CMSG_SPACE(sizeof(int) * 4)];
	struct iovec data = { text, size - 1 };
	struct msghdr message = { .msg_iov = &data, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof(control) };
	ssize_t length = recvmsg(socket, &message, 0);
	struct cmsghdr *header = CMSG_FIRSTHDR(&message);
	if (length <= 0 || !header || header->cmsg_type != SCM_RIGHTS || header->cmsg_len != CMSG_LEN(sizeof(int)))
		fail("one message with one descriptor");
	text[length] = 0;
	/* the state may come in several pieces, and nothing may follow it */
	struct pollfd readable = { socket, POLLIN, 0 };
	for (*closed = 0; !*closed && poll(&readable, 1, 2000) == 1;) {
		ssize_t more = read(socket, text + length, size - 1 - length);
		*closed = more <= 0;
		length += more > 0 ? more : 0;
		text[length] = 0;
	}
	return *(int *)CMSG_DATA(header);
}

static void make_directory(pid_t pid, unsigned long address, struct seccomp_notif_resp *answer)
{
	char path[64], name[4096], full[8300];
	snprintf(path, sizeof(path), "/proc/%d/mem", pid);
	int memory = open(path, O_RDONLY);
	if (memory == -1 || pread(memory, name, sizeof(name), address) <= 0)
		fail("read the path");
	name[sizeof(name) - 1] = 0;
	snprintf(full, sizeof(full), "/proc/%d/root%s-by-agent", pid, name);
	answer->error = mkdir(full, 0700) == -1 ? -1 : 0;
}

int main(int argc, char **argv)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	static char state[65536];
	if (argc < 2)
		return 2;
	strncpy(address.sun_path, argv[1], sizeof(address.sun_path) - 1);
	int server = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (bind(server, (struct sockaddr *)&address, sizeof(address)) == -1 || listen(server, 1) == -1)
		fail("listen");
	printf("listening\n");
	fflush(stdout);
	int closed, listener = receive(accept(server, NULL, NULL), state, sizeof(state), &closed);
	printf("%s\n%s\n", state, closed ? "closed" : "open");
	fflush(stdout);
	struct seccomp_notif request = { 0 };
	struct seccomp_notif_resp answer = { 0 };
	if (ioctl(listener, SECCOMP_IOCTL_NOTIF_RECV, &request) == -1)
		fail("receive a notification");
	answer.id = request.id;
	if (argc > 2) {
		kill(request.pid, SIGUSR1);
		usleep(300000);
	}
	/* arm64 has mkdirat(2) alone; the numbers of 32-bit programs are others */
	int second = request.data.nr == SYS_mkdirat && request.data.arch & __AUDIT_ARCH_64BIT;
	make_directory(request.pid, request.data.args[second], &answer);
	if (ioctl(listener, SECCOMP_IOCTL_NOTIF_SEND, &answer) == -1)
		fail("answer");
	return 0;
}
