/*
 * A 32-bit x86 program without a C library, so that it needs no 32-bit one: getpgrp(2), then personality(0xffffffff).
 * Prints a digit for each: 0 where it succeeded, 1 where it failed with EPERM, 2 otherwise.
 */
static int call(int number, unsigned int argument)
{
	int result;
	__asm__ volatile("int $0x80" : "=a"(result) : "a"(number), "b"(argument), "c"(0), "d"(0) : "memory");
	return result;
}

static void print(int result)
{
	char digit = result >= 0 ? '0' : result == -1 ? '1' : '2';
	int written;
	__asm__ volatile("int $0x80" : "=a"(written) : "a"(4), "b"(1), "c"(&digit), "d"(1) : "memory");
}

void _start(void)
{
	print(call(65, 0));
	print(call(136, 0xffffffff));
	call(1, 0);
}
