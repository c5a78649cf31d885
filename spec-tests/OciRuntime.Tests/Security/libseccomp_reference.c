/*
 * The filter that libseccomp builds from a profile, for the tests and the bench to compare with.
 *
 * Usage: libseccomp_reference bpf < PROFILE      writes the program, struct sock_filter by struct sock_filter
 *        libseccomp_reference time N < PROFILE   writes the nanoseconds of each of N builds, one a line
 *        libseccomp_reference names < LINES      for lines "arch name": the system call number, one a line
 *        libseccomp_reference load < PROGRAM     loads a program into a child; fails if the kernel refuses it
 *
 * PROFILE: "default HEX", "arch NAME", "rule HEX NAME [INDEX OP A B]..." with numbers as strtoull(3) reads them.
 * Rules reach libseccomp as runc passes them: equal to the default action, or of an unknown name, are skipped; two
 * conditions on one argument make a rule each; more than 32 rules ask for the binary tree.
 */
#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <seccomp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static char lines[4096][256];
static int count;

static void fail(const char *what, const char *line, int code)
{
	fprintf(stderr, "%s: %s: %s\n", what, line, strerror(-code));
	exit(1);
}

static enum scmp_compare operator(const char *name)
{
	static const char *const names[] = { "NE", "LT", "LE", "EQ", "GE", "GT", "MASKED_EQ" };
	for (int i = 0; i < 7; i++)
		if (strcmp(name, names[i]) == 0)
			return i + 1;
	fail("operator", name, -EINVAL);
	return 0;
}

static void add_rule(scmp_filter_ctx filter, uint32_t default_action, char *line)
{
	char copy[256], *save = NULL;
	struct scmp_arg_cmp args[6];
	unsigned int n = 0, seen = 0, twice = 0;
	strcpy(copy, line);
	strtok_r(copy, " ", &save);
	uint32_t action = strtoul(strtok_r(NULL, " ", &save), NULL, 16);
	char *name = strtok_r(NULL, " ", &save), *index;
	while (n < 6 && (index = strtok_r(NULL, " ", &save))) {
		args[n].arg = strtoul(index, NULL, 0);
		args[n].op = operator(strtok_r(NULL, " ", &save));
		args[n].datum_a = strtoull(strtok_r(NULL, " ", &save), NULL, 0);
		args[n].datum_b = strtoull(strtok_r(NULL, " ", &save), NULL, 0);
		twice |= seen & 1u << args[n].arg;
		seen |= 1u << args[n].arg;
		n++;
	}
	int number = seccomp_syscall_resolve_name(name);
	if (action == default_action || number == __NR_SCMP_ERROR)
		return;
	for (unsigned int i = 0; i < (twice ? n : 1); i++) {
		int rc = seccomp_rule_add_array(filter, action, number, twice ? 1 : n, twice ? &args[i] : args);
		if (rc < 0)
			fail("rule", line, rc);
	}
}

static scmp_filter_ctx build(void)
{
	scmp_filter_ctx filter = NULL;
	uint32_t default_action = 0;
	int rules = 0, rc;
	for (int i = 0; i < count; i++)
		rules += strncmp(lines[i], "rule ", 5) == 0;
	for (int i = 0; i < count; i++) {
		if (strncmp(lines[i], "default ", 8) == 0) {
			default_action = strtoul(lines[i] + 8, NULL, 16);
			filter = seccomp_init(default_action);
			if (filter && rules > 32)
				seccomp_attr_set(filter, SCMP_FLTATR_CTL_OPTIMIZE, 2);
		} else if (strncmp(lines[i], "arch ", 5) == 0) {
			rc = seccomp_arch_add(filter, seccomp_arch_resolve_name(lines[i] + 5));
			if (rc < 0 && rc != -EEXIST)
				fail("arch", lines[i], rc);
		} else {
			add_rule(filter, default_action, lines[i]);
		}
	}
	return filter;
}

static void resolve(char *line)
{
	char *name = strchr(line, ' ');
	*name++ = 0;
	printf("%d\n", seccomp_syscall_resolve_name_arch(seccomp_arch_resolve_name(line), name));
}

static int load(void)
{
	static struct sock_filter program[65536];
	struct sock_fprog loaded = { fread(program, sizeof(program[0]), 65535, stdin), program };
	int status;
	pid_t child = fork();
	if (child == 0) {
		prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
		if (syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &loaded) == 0)
			_exit(0);
		_exit(42);
	}
	waitpid(child, &status, 0);
	/* the filter may well kill its process at exit: only the kernel's refusal is an error */
	return WIFEXITED(status) && WEXITSTATUS(status) == 42 ? 1 : 0;
}

int main(int argc, char **argv)
{
	const char *mode = argc > 1 ? argv[1] : "";
	char line[256];
	if (strcmp(mode, "load") == 0)
		return load();
	while (fgets(line, sizeof(line), stdin)) {
		line[strcspn(line, "\n")] = 0;
		if (strcmp(mode, "names") == 0)
			resolve(line);
		else if (count < 4096)
			strcpy(lines[count++], line);
	}
	if (strcmp(mode, "bpf") == 0) {
		scmp_filter_ctx filter = build();
		int rc = filter ? seccomp_export_bpf(filter, STDOUT_FILENO) : -EINVAL;
		if (rc < 0)
			fail("export", "", rc);
	}
	for (int i = 0; strcmp(mode, "time") == 0 && i < atoi(argv[2]); i++) {
		struct timespec a, b;
		clock_gettime(CLOCK_MONOTONIC, &a);
		scmp_filter_ctx filter = build();
		FILE *null = fopen("/dev/null", "w");
		seccomp_export_bpf(filter, fileno(null));
		fclose(null);
		clock_gettime(CLOCK_MONOTONIC, &b);
		seccomp_release(filter);
		printf("%lld\n", (b.tv_sec - a.tv_sec) * 1000000000LL + (b.tv_nsec - a.tv_nsec));
	}
	return 0;
}
