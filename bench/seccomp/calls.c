/*
 * The cost of a system call, in nanoseconds: for getppid, an early-numbered and always allowed one; epoll_pwait2 of no
 * descriptor, a late-numbered one; personality, whose argument a default profile checks; and one that it refuses.
 * Usage: calls ROUNDS; prints the least of ROUNDS for each, on one line.
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

enum { CALLS = 200000 };

static double measure(long number, long argument)
{
	struct timespec a, b;
	clock_gettime(CLOCK_MONOTONIC, &a);
	for (int i = 0; i < CALLS; i++)
		syscall(number, argument, 0L, 0L, 0L, 0L, 0L);
	clock_gettime(CLOCK_MONOTONIC, &b);
	return ((b.tv_sec - a.tv_sec) * 1e9 + (b.tv_nsec - a.tv_nsec)) / CALLS;
}

int main(int argc, char **argv)
{
	static const struct { const char *name; long number, argument; } calls[] = {
		{ "getppid", SYS_getppid, 0 }, { "epoll_pwait2", SYS_epoll_pwait2, -1 },
		{ "personality", SYS_personality, 0xffffffff }, { "lookup_dcookie", SYS_lookup_dcookie, 0 },
	};
	for (int call = 0; call < 4; call++) {
		double least = 1e9;
		for (int round = 0; round < (argc > 1 ? atoi(argv[1]) : 5); round++) {
			double cost = measure(calls[call].number, calls[call].argument);
			least = cost < least ? cost : least;
		}
		printf("%s%.1f", call ? " " : "", least);
	}
	printf("\n");
	return 0;
}
