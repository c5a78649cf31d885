/*
 * Exchanges two names, as fast as it can, until it is killed: somebody who shares a directory with the container that is made.
 * Usage: exchange NAME NAME COUNT; prints "exchanging" after the first time, and counts in the file COUNT, a 64-bit number
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <signal.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	volatile uint64_t *count = MAP_FAILED;
	int fd = argc == 4 ? open(argv[3], O_RDWR | O_CREAT | O_TRUNC, 0600) : -1;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (fd != -1 && !ftruncate(fd, sizeof(*count)))
		count = mmap(NULL, sizeof(*count), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (count == MAP_FAILED || renameat2(AT_FDCWD, argv[1], AT_FDCWD, argv[2], RENAME_EXCHANGE) == -1) {
		perror("exchange");
		return 1;
	}
	puts("exchanging");
	fflush(stdout);
	for (;;)
		*count += !renameat2(AT_FDCWD, argv[1], AT_FDCWD, argv[2], RENAME_EXCHANGE);
}
