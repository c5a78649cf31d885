/*
 * A signal sent to the process goes to any thread that does not block it, signal(7). The .NET runtime's own threads block
 * none, so that SIGTERM would end an attached `run` instead of reaching its signalfd. Linked with --wrap=pthread_create:
 * every further thread blocks what it can. C, since the runtime starts its threads before any C# runs.
 */
#include <pthread.h>
#include <signal.h>

/* The real one, by the linker's --wrap. */
int __real_pthread_create(pthread_t *thread, const pthread_attr_t *attributes, void *(*start)(void *), void *argument);
int __wrap_pthread_create(pthread_t *thread, const pthread_attr_t *attributes, void *(*start)(void *), void *argument);

int __wrap_pthread_create(pthread_t *thread, const pthread_attr_t *attributes, void *(*start)(void *), void *argument)
{
    sigset_t blocked, before;
    int result;

    sigfillset(&blocked);
    sigdelset(&blocked, SIGRTMIN); /* with which the runtime stops its threads for a collection */
    /* what a thread's own fault raises */
    sigdelset(&blocked, SIGSEGV);
    sigdelset(&blocked, SIGBUS);
    sigdelset(&blocked, SIGFPE);
    sigdelset(&blocked, SIGILL);
    sigdelset(&blocked, SIGTRAP);
    sigdelset(&blocked, SIGABRT);
    pthread_sigmask(SIG_SETMASK, &blocked, &before);
    result = __real_pthread_create(thread, attributes, start, argument);
    pthread_sigmask(SIG_SETMASK, &before, 0);
    return result;
}
