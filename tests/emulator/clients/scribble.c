/* scribble none|all REQUESTS: prints when each of REQUESTS was done for one process, while another one overwrites all
   shared memory that it can write, makes what it cannot write writable if it may, and asks for the device far ahead. */
#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "client.h"

enum { SIZE = 65536, MAPPINGS = 512 };

struct mapping {
    unsigned long from, to;
    int writable;
};

static struct mapping mappings[MAPPINGS];
static int count;

static void find_mappings(void)
{
    char line[512], mode[8];
    FILE *maps = fopen("/proc/self/maps", "r");
    CHECK(maps != NULL);
    while (fgets(line, sizeof line, maps) != NULL && count < MAPPINGS) {
        struct mapping *m = &mappings[count];
        if (sscanf(line, "%lx-%lx %7s", &m->from, &m->to, mode) == 3 && mode[3] == 's' && strstr(line, "accelemu") != NULL) {
            m->writable = mode[1] == 'w';
            count++;
        }
    }
    fclose(maps);
}

static void spoil(const struct mapping *m, int round)
{
    static unsigned long long state = 88172645463325252ULL;
    unsigned char *at = (unsigned char *)m->from;
    for (size_t i = 0; i < m->to - m->from; i++) {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        at[i] = round == 0 ? 0xff : round == 1 ? (unsigned char)(state >> 32) : (unsigned char)(i % 4 == 0);
    }
}

/* Nothing of ours is called here: its own memory is gone. */
static void scribble(int tell)
{
    int memory = open("/proc/self/mem", O_RDWR), writable = 0, refused = 0, spare;
    find_mappings();
    for (int i = 0; i < count; i++) {
        void *at = (void *)mappings[i].from;
        size_t size = mappings[i].to - mappings[i].from;
        if (mappings[i].writable) {
            writable++;
            continue;
        }
        CHECK(mprotect(at, size, PROT_READ | PROT_WRITE) != 0);
        CHECK(memory < 0 || pwrite(memory, &spare, sizeof spare, (off_t)mappings[i].from) < 0);
        refused++;
    }
    CHECK(writable == 1 && refused >= 1); /* its own region; what the device process keeps, and the others */
    char done = 'x';
    CHECK(syscall(SYS_write, tell, &done, 1) == 1); /* not at our time */
    for (int round = 0;; round = (round + 1) % 3) {
        for (int i = 0; i < count; i++) {
            if (mappings[i].writable) {
                spoil(&mappings[i], round);
            }
        }
    }
}

static void one_by_one(int requests)
{
    struct job job;
    start();
    prepare(instances[0], &job, SIZE, 2 * SIZE);
    fill(job.in_flat.pData, SIZE, 1);
    CpaDcSessionHandle handle = session(instances[0], setup_of(CPA_DC_L1, CPA_DC_HT_FULL_DYNAMIC), NULL);
    unsigned long long begin = now_ns();
    for (int i = 0; i < requests; i++) {
        OK(deflate_job(instances[0], handle, &job, CPA_DC_FLUSH_FINAL));
        printf("%llu\n", now_ns() - begin);
    }
}

/* Some work far ahead of the others, which then must not wait for it. */
static void run_ahead(void)
{
    struct timespec far = {3600, 0};
    struct job job;
    start();
    prepare(instances[0], &job, SIZE, 2 * SIZE);
    CpaDcSessionHandle handle = session(instances[0], setup_of(CPA_DC_L1, CPA_DC_HT_FULL_DYNAMIC), NULL);
    CHECK(nanosleep(&far, NULL) == 0);
    OK(deflate_job(instances[0], handle, &job, CPA_DC_FLUSH_FINAL));
}

int main(int argc, char **argv)
{
    CHECK(argc > 2);
    int ready[2];
    char word;
    CHECK(pipe(ready) == 0);
    pid_t hostile = strcmp(argv[1], "all") == 0 ? fork() : -1;
    if (hostile == 0) {
        run_ahead();
        scribble(ready[1]);
    }
    if (hostile > 0) {
        CHECK(syscall(SYS_read, ready[0], &word, 1) == 1);
    }
    pid_t victim = fork();
    if (victim == 0) {
        one_by_one(atoi(argv[2]));
        exit(0);
    }
    int status;
    CHECK(waitpid(victim, &status, 0) == victim && status == 0);
    if (hostile > 0) {
        kill(hostile, SIGKILL);
        CHECK(waitpid(hostile, &status, 0) == hostile && WIFSIGNALED(status));
    }
    return 0;
}
