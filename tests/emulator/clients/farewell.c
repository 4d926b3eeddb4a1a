/* A destructor of thread-specific data looks at the dead frame of its thread's function: the C library's own few frames
   spare it, and programs have come to lean on that. */
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>

#define WORDS 64

static pthread_key_t key;
static int spoilt;

static void look(void *words)
{
    for (int i = 0; i < WORDS; i++) {
        spoilt += ((volatile uint64_t *)words)[i] != (uint64_t)i;
    }
}

static void *leave(void *unused)
{
    volatile uint64_t words[WORDS];
    for (int i = 0; i < WORDS; i++) {
        words[i] = (uint64_t)i;
    }
    pthread_setspecific(key, (void *)(uintptr_t)words);
    pthread_exit(unused);
}

int main(void)
{
    pthread_t thread;
    int rc = pthread_key_create(&key, look);
    rc = rc != 0 ? rc : pthread_create(&thread, NULL, leave, NULL);
    rc = rc != 0 ? rc : pthread_join(thread, NULL);
    printf("%d\n", rc != 0 ? -1 : spoilt);
    return 0;
}
