/* fill_keys UID PROGRAM [ARGUMENT...]: as user UID, makes keys until the quota is used up, and then runs PROGRAM. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

#define KEY_SPEC_USER_KEYRING -4 /* linux/keyctl.h */

int main(int count, char **arguments)
{
	if (count < 3 || setgid(atoi(arguments[1])) || setuid(atoi(arguments[1])))
		return 2;
	for (int key = 0; key < 100000; key++) {
		char name[32];
		snprintf(name, sizeof name, "filler-%d", key);
		if (syscall(SYS_add_key, "user", name, "x", 1, KEY_SPEC_USER_KEYRING) < 0)
			break;
	}
	execv(arguments[2], arguments + 2);
	return 2;
}
