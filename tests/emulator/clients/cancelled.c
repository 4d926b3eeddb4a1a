/* A thread that sleeps in a loop is cancelled in its sleep, as many libraries' helper threads are at the end. */
#include <pthread.h>
#include <stdio.h>
#include <unistd.h>

static void *beat(void *unused)
{
    for (;;) {
        usleep(10000);
    }
    return unused;
}

int main(void)
{
    pthread_t thread;
    void *result = NULL;
    int rc = pthread_create(&thread, NULL, beat, NULL);
    rc = rc != 0 ? rc : pthread_cancel(thread);
    rc = rc != 0 ? rc : pthread_join(thread, &result);
    puts(rc == 0 && result == PTHREAD_CANCELED ? "ok" : "not cancelled");
    return 0;
}
