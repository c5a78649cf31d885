/*
 * A 32-bit program of x86 or ARM without a C library, so that it needs no 32-bit one.
 *   seccomp_probe32                  getppid(2), then personality(0xffffffff): a digit for each, 0 where it succeeded,
 *                                    1 where it failed with EPERM, 2 otherwise
 *   seccomp_probe32 call NUMBER      "ok" or "errno N"
 *   seccomp_probe32 trap NUMBER      the same with a handler for SIGSYS: "trap NUMBER"
 *   seccomp_probe32 mkdir PATH       mkdir(2): "ok" or "errno N"
 */
/* both architectures have these numbers */
enum { EXIT = 1, WRITE = 4, MKDIR = 39, GETPPID = 64, PERSONALITY = 136, RT_SIGACTION = 174, SIGSYS = 31, SA_SIGINFO = 4 };

static int call(int number, unsigned int a, unsigned int b, unsigned int c, unsigned int d)
{
#ifdef __arm__
	register int r7 __asm__("r7") = number;
	register unsigned int r0 __asm__("r0") = a, r1 __asm__("r1") = b, r2 __asm__("r2") = c, r3 __asm__("r3") = d;
	__asm__ volatile("svc 0" : "+r"(r0) : "r"(r7), "r"(r1), "r"(r2), "r"(r3) : "memory");
	return (int)r0;
#else
	int result;
	__asm__ volatile("int $0x80" : "=a"(result) : "a"(number), "b"(a), "c"(b), "d"(c), "S"(d) : "memory");
	return result;
#endif
}

static void text(const char *words)
{
	unsigned int length = 0;
	while (words[length])
		length++;
	call(WRITE, 1, (unsigned int)words, length, 0);
}

static void number(unsigned int value)
{
	char digits[12], *at = digits + sizeof(digits);
	*--at = 0;
	do
		*--at = '0' + value % 10;
	while (value /= 10);
	text(at);
}

static void end(void)
{
	text("\n");
	call(EXIT, 0, 0, 0, 0);
}

static void print(int result)
{
	text(result >= 0 ? "ok" : "errno ");
	if (result < 0)
		number(-result);
	end();
}

/* siginfo_t of SIGSYS on 32 bits: address at 12, the call at 16 */
static void on_trap(int signal, int *info)
{
	(void)signal;
	text("trap ");
	number(info[4]);
	end();
}

static unsigned int parse(const char *digits)
{
	unsigned int value = 0;
	while (*digits)
		value = value * 10 + *digits++ - '0';
	return value;
}

__attribute__((used)) static void run(int argc, char **argv)
{
	/* the kernel's struct sigaction: handler, flags, restorer, 64 bits of mask */
	unsigned int action[5] = { (unsigned int)on_trap, SA_SIGINFO, 0, 0, 0 };
	if (argc < 3) {
		int parent = call(GETPPID, 0, 0, 0, 0), persona = call(PERSONALITY, 0xffffffff, 0, 0, 0);
		text(parent >= 0 ? "0" : parent == -1 ? "1" : "2");
		text(persona >= 0 ? "0" : persona == -1 ? "1" : "2");
		call(EXIT, 0, 0, 0, 0);
	}
	if (argv[1][0] == 'm')
		print(call(MKDIR, (unsigned int)argv[2], 0755, 0, 0));
	if (argv[1][0] == 't')
		call(RT_SIGACTION, SIGSYS, (unsigned int)action, 0, 8);
	print(call(parse(argv[2]), 0, 0, 0, 0));
}

/* argc lies at the stack pointer and argv above it */
#ifdef __arm__
__asm__(".globl _start\n_start:\n\tldr r0, [sp]\n\tadd r1, sp, #4\n\tbic sp, sp, #7\n\tbl run\n");
#else
__asm__(".globl _start\n_start:\n\tmov %esp, %eax\n\tlea 4(%eax), %edx\n\tand $-16, %esp\n\tsub $8, %esp\n\tpush %edx\n\tpush (%eax)\n\tcall run\n");
#endif
