/* share N: so many processes, each of which copies 1 MiB 40 times; prints the time of the slowest in ns. */
#include <sys/wait.h>

#include "queue.h"

#define COPIES 40
#define SIZE (1u << 20)

static uint64_t copy_all(void)
{
    void *portal = map_queue(open_queue(SHARED));
    uint8_t *source = filled(SIZE, 1), *target = filled(SIZE, 2);
    record *done = records(1);
    uint64_t start = now_ns();
    for (int i = 0; i < COPIES; i++) {
        descriptor desc = describe(DSA_OPCODE_MEMMOVE, done, source, target, SIZE);
        CHECK(run(portal, &desc) == DSA_COMP_SUCCESS);
    }
    CHECK(memcmp(source, target, SIZE) == 0);
    return now_ns() - start;
}

int main(int argc, char **argv)
{
    int processes = argc > 1 ? atoi(argv[1]) : 1;
    uint64_t *times = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0), slowest = 0;
    for (int i = 0; i < processes; i++) {
        if (fork() == 0) {
            times[i] = copy_all();
            exit(0);
        }
    }
    for (int i = 0, status; i < processes; i++) {
        CHECK(wait(&status) > 0 && status == 0);
    }
    for (int i = 0; i < processes; i++) {
        slowest = times[i] > slowest ? times[i] : slowest;
    }
    printf("%llu\n", (unsigned long long)slowest);
    return 0;
}
