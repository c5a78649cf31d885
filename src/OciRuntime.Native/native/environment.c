/*
 * What the caller leaves to this process and must not change what it does. Takes out of the environment, before the .NET runtime reads it, what would set that runtime up: the settings that are
 * built in are the ones that are tested (docs/adr/0009). And the guard of sealed_self.c, so that nobody inherits it.
 * And two signals: who ignores SIGCHLD, as some daemons do, cannot wait for a child, waitid(2); and SIGXFSZ would end
 * the process half way where write(2) can return EFBIG as well (ulimit -f).
 */
#include <signal.h>
#include <string.h>

__attribute__((constructor(101))) static void clean(int argc, char **argv, char **envp)
{
    char **kept = envp;

    (void)argc;
    (void)argv;
    for (char **entry = envp; *entry; entry++)
        if (strncmp(*entry, "_OCIRUN_SELF_SEALED=", 20) && strncmp(*entry, "DOTNET_", 7))
            *kept++ = *entry;
    *kept = 0;
    sigaction(SIGCHLD, &(struct sigaction){ .sa_handler = SIG_DFL }, 0);
    sigaction(SIGXFSZ, &(struct sigaction){ .sa_handler = SIG_IGN }, 0);
}
