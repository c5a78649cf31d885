/*
 * What the kernel says of the seccomp filters of a process, through ptrace(2): "FLAGS LENGTH" for each, where LENGTH is in
 * instructions, and FLAGS holds what the kernel gives back (SECCOMP_FILTER_FLAG_LOG).
 * Usage: seccomp_metadata PID
 */
#include <linux/filter.h>
#include <linux/types.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ptrace.h>
#include <sys/wait.h>

int main(int argc, char **argv)
{
	/* struct seccomp_metadata of linux/ptrace.h, which does not go together with sys/ptrace.h */
	struct { __u64 filter_off, flags; } metadata = { 0, 0 };
	pid_t pid = argc > 1 ? atoi(argv[1]) : 0;
	if (ptrace(PTRACE_SEIZE, pid, NULL, NULL) == -1 || ptrace(PTRACE_INTERRUPT, pid, NULL, NULL) == -1) {
		perror("ptrace");
		return 1;
	}
	waitpid(pid, NULL, __WALL);
	for (; ptrace(PTRACE_SECCOMP_GET_METADATA, pid, sizeof(metadata), &metadata) > 0; metadata.filter_off++)
		printf("%llu %ld\n", metadata.flags, (long)ptrace(PTRACE_SECCOMP_GET_FILTER, pid, metadata.filter_off, NULL));
	ptrace(PTRACE_DETACH, pid, NULL, NULL);
	return 0;
}
