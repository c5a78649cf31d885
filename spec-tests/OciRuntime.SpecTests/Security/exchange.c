/*
 * Exchanges two names, as fast as it can, until it is killed: somebody who shares a directory with the container that is made.
 * Usage: exchange NAME NAME; prints "exchanging" after the first time
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <signal.h>

int main(int argc, char **argv)
{
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (argc != 3 || renameat2(AT_FDCWD, argv[1], AT_FDCWD, argv[2], RENAME_EXCHANGE) == -1) {
		perror("exchange");
		return 1;
	}
	puts("exchanging");
	fflush(stdout);
	for (;;)
		renameat2(AT_FDCWD, argv[1], AT_FDCWD, argv[2], RENAME_EXCHANGE);
}
