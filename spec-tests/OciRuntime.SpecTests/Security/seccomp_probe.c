/*
 * Looks at a filter from inside a container.
 *   seccomp_probe call NUMBER [ARG...]    makes the call: "ok RESULT" or "errno N"
 *   seccomp_probe thread NUMBER           makes the call in a second thread, which then says "returned"; "survived"
 *   seccomp_probe trap NUMBER             makes the call with a handler for SIGSYS: "trap NUMBER ARCH"
 *   seccomp_probe trace NUMBER            traces a child that makes the call, answers it with 7: "traced MESSAGE result 7"
 *   seccomp_probe mkdir PATH              mkdir(2): "ok" or "errno N"; SIGUSR1 has a handler and does not restart it
 *   seccomp_probe sleep                   sleeps
 *   seccomp_probe status NAME...          the lines of /proc/self/status with these names
 */
#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/user.h>
#include <sys/wait.h>
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

static void on_user(int signal)
{
	(void)signal;
}

/* Skips the call that a child is stopped at (number -1) and gives it the result 7. */
static void answer(pid_t child)
{
	struct user_regs_struct registers;
	struct iovec all = { &registers, sizeof(registers) };
	ptrace(PTRACE_GETREGSET, child, (void *)NT_PRSTATUS, &all);
#ifdef __aarch64__
	int skipped = -1;
	struct iovec call = { &skipped, sizeof(skipped) };
	ptrace(PTRACE_SETREGSET, child, (void *)NT_ARM_SYSTEM_CALL, &call);
	registers.regs[0] = 7;
#else
	registers.orig_rax = -1;
	registers.rax = 7;
#endif
	ptrace(PTRACE_SETREGSET, child, (void *)NT_PRSTATUS, &all);
}

static void trace(long number)
{
	unsigned long message = 0;
	int state;
	pid_t child = fork();
	if (child == 0) {
		ptrace(PTRACE_TRACEME, 0, NULL, NULL);
		raise(SIGSTOP);
		_exit(syscall(number));
	}
	waitpid(child, &state, 0);
	ptrace(PTRACE_SETOPTIONS, child, NULL, PTRACE_O_TRACESECCOMP | PTRACE_O_EXITKILL);
	ptrace(PTRACE_CONT, child, NULL, NULL);
	waitpid(child, &state, 0);
	if (state >> 8 != (SIGTRAP | PTRACE_EVENT_SECCOMP << 8)) {
		printf("not traced\n");
		return;
	}
	ptrace(PTRACE_GETEVENTMSG, child, NULL, &message);
	answer(child);
	ptrace(PTRACE_CONT, child, NULL, NULL);
	waitpid(child, &state, 0);
	printf("traced %lu result %d\n", message, WEXITSTATUS(state));
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
	} else if (strcmp(mode, "sleep") == 0) {
		sleep(100);
	} else if (strcmp(mode, "trace") == 0) {
		trace(number);
	} else if (strcmp(mode, "mkdir") == 0) {
		struct sigaction action = { .sa_handler = on_user };
		sigaction(SIGUSR1, &action, NULL);
		long result = mkdir(argv[2], 0755);
		printf(result == -1 ? "errno %d\n" : "ok\n", errno);
	} else {
		status(argc - 2, argv + 2);
	}
	return 0;
}
