/*
 * Looks at a filter from inside a container.
 *   seccomp_probe call NUMBER [ARG...]    makes the call: "ok RESULT" or "errno N"
 *   seccomp_probe thread NUMBER           makes the call in a second thread, which then says "returned"; "survived"
 *   seccomp_probe trap NUMBER             makes the call with a handler for SIGSYS: "trap NUMBER ARCH"
 *   seccomp_probe mkdir PATH              mkdir(2): "ok" or "errno N"
 *   seccomp_probe status NAME...          the lines of /proc/self/status with these names
 */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

static void *in_thread(void *number)
{
	syscall((long)number);
	printf("returned ");
	fflush(stdout);
	return NULL;
}

static void on_trap(int signal, siginfo_t *info, void *context)
{
	(void)signal, (void)context;
	printf("trap %d 0x%x\n", info->si_syscall, info->si_arch);
	exit(0);
}

static void status(int names, char **name)
{
	FILE *file = fopen("/proc/self/status", "r");
	char line[256];
	while (file && fgets(line, sizeof(line), file))
		for (int i = 0; i < names; i++)
			if (strncmp(line, name[i], strlen(name[i])) == 0 && line[strlen(name[i])] == ':')
				fputs(line, stdout);
}

int main(int argc, char **argv)
{
	const char *mode = argv[1];
	long number = argc > 2 ? strtol(argv[2], NULL, 0) : 0, args[6] = { 0 };
	if (strcmp(mode, "call") == 0) {
		for (int i = 3; i < argc && i < 9; i++)
			args[i - 3] = strtoull(argv[i], NULL, 0);
		long result = syscall(number, args[0], args[1], args[2], args[3], args[4], args[5]);
		printf(result == -1 ? "errno %d\n" : "ok\n", errno);
	} else if (strcmp(mode, "thread") == 0) {
		pthread_t thread;
		pthread_create(&thread, NULL, in_thread, (void *)number);
		/* a killed thread cannot be joined */
		usleep(200000);
		printf("survived\n");
	} else if (strcmp(mode, "trap") == 0) {
		struct sigaction action = { .sa_sigaction = on_trap, .sa_flags = SA_SIGINFO };
		sigaction(SIGSYS, &action, NULL);
		printf("not trapped %ld\n", syscall(number));
	} else if (strcmp(mode, "mkdir") == 0) {
		printf(mkdir(argv[2], 0755) == -1 ? "errno %d\n" : "ok\n", errno);
	} else {
		status(argc - 2, argv + 2);
	}
	return 0;
}
