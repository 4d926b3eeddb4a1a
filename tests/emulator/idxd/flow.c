/* Queues, batches, faults and time: `flow WHAT [NUMBERS]` prints what the test compares. */
#include <pthread.h>
#include <sys/wait.h>

#include "queue.h"

#define MANY 256
#define PAGE 4096

static unsigned long number(char **argv, int at)
{
    return argv[at] != NULL ? strtoul(argv[at], NULL, 0) : 0;
}

/* One operation on an idle device, waited for by a loop that only looks at memory: nanoseconds. */
static void one(void *portal, unsigned opcode, uint32_t size, uint32_t shift)
{
    record *comp = records(1);
    uint8_t *src = filled(size, 1), *dst = filled(size + 64, 2);
    descriptor d = describe(opcode, comp, src, dst + shift, size);
    if (opcode == DSA_OPCODE_COMPARE) {
        memcpy(dst + shift, src, size);
    }
    unsigned long long begin = now_ns();
    submit(portal, &d);
    while (comp->status == 0) {
    }
    unsigned long long end = now_ns();
    CHECK(comp->status == DSA_COMP_SUCCESS);
    printf("%llu\n", end - begin);
}

static void waited(void *portal)
{
    record *comp = records(1);
    uint8_t *src = filled(65536, 1), *dst = filled(65536, 2);
    descriptor d = describe(DSA_OPCODE_MEMMOVE, comp, src, dst, 65536);
    unsigned long long begin = now_ns();
    submit(portal, &d);
    while (comp->status == 0) {
        accel_umwait(comp, 0, accel_tsc() + 100000);
    }
    printf("%llu\n", now_ns() - begin);
}

/* Looks at the record now and then, as programs for processors without UMWAIT do. */
static void slept(void *portal)
{
    record *comp = records(1);
    descriptor d = describe(DSA_OPCODE_NOOP, comp, NULL, NULL, 0);
    unsigned looks = 0;
    submit(portal, &d);
    while (comp->status == 0 && looks++ < 100) {
        usleep(1000);
    }
    memset((void *)comp, 0, sizeof *comp);
    submit(portal, &d);
    unsigned long long end = now_ns() + 1000000;
    while (comp->status == 0 && now_ns() < end) {
    }
    printf("%u %u\n", looks, comp->status);
}

static void poison(void *portal)
{
    record *comp = records(1);
    uint8_t *src = filled(PAGE, 1), *dst = filled(PAGE, 2);
    memset(dst, 7, PAGE);
    descriptor d = describe(DSA_OPCODE_MEMMOVE, comp, src, dst, PAGE);
    submit(portal, &d);
    int early = memcmp(src, dst, PAGE) == 0, untouched = dst[0] == 7;
    CHECK(finish(comp) == DSA_COMP_SUCCESS && memcmp(src, dst, PAGE) == 0);
    printf("%d %d\n", early, untouched);
}

/* Submits without waiting until the queue says no: how many it took, and that all of them end. */
static void full(void *portal, uint32_t size)
{
    record *comp = records(MANY);
    uint8_t *src = filled(size, 1), *dst = filled(size, 2);
    int taken = 0;
    for (; taken < MANY; taken++) {
        descriptor d = describe(DSA_OPCODE_MEMMOVE, &comp[taken], src, dst, size);
        if (accel_enqcmd(portal, &d)) {
            break;
        }
    }
    for (int i = 0; i < taken; i++) {
        CHECK(finish(&comp[i]) == DSA_COMP_SUCCESS);
    }
    descriptor d = describe(DSA_OPCODE_MEMMOVE, &comp[0], src, dst, size);
    printf("%d %d\n", taken, accel_enqcmd(portal, &d));
    finish(&comp[0]);
}

/* MOVDIR64B says nothing: how many of `count` ever complete. */
static void dropped(unsigned count)
{
    void *portal = map_queue(open_queue(DEDICATED));
    record *comp = records(MANY);
    uint8_t *src = filled(1 << 20, 1), *dst = filled(1 << 20, 2);
    unsigned completed = 0;
    for (unsigned i = 0; i < count; i++) {
        descriptor d = describe(DSA_OPCODE_MEMMOVE, &comp[i], src, dst, 1 << 20);
        accel_movdir64b((char *)portal + i % 64 * 64, &d);
    }
    accel_tpause(0, accel_tsc() + 100000000);
    for (unsigned round = 0; round < 100; round++) {
        accel_tpause(0, accel_tsc() + 100000000);
    }
    for (unsigned i = 0; i < count; i++) {
        completed += accel_poll(&comp[i]) == DSA_COMP_SUCCESS;
    }
    printf("%u\n", completed);
}

/* A large move, then small ones: how many small ones are done before it. */
static void order(void *portal, unsigned count)
{
    record *comp = records(MANY);
    uint8_t *src = filled(1 << 20, 1), *dst = filled(1 << 20, 2), *small = filled(PAGE, 3);
    descriptor d = describe(DSA_OPCODE_MEMMOVE, &comp[0], src, dst, 1 << 20);
    unsigned before = 0;
    submit(portal, &d);
    for (unsigned i = 1; i <= count; i++) {
        d = describe(DSA_OPCODE_MEMMOVE, &comp[i], src, small, 64);
        submit(portal, &d);
    }
    while (accel_poll(&comp[0]) == 0) {
    }
    for (unsigned i = 1; i <= count; i++) {
        before += comp[i].status == DSA_COMP_SUCCESS;
    }
    printf("%u\n", before);
}

static descriptor *list_of(unsigned count)
{
    return memory(count * sizeof(descriptor));
}

static void batch(void *portal, unsigned count, uint32_t size)
{
    descriptor *list = list_of(count);
    record *comp = records(count + 1);
    uint8_t *src = filled(count * size, 1), *dst = filled(count * size, 2);
    for (unsigned i = 0; i < count; i++) {
        list[i] = describe(DSA_OPCODE_MEMMOVE, &comp[i], src + i * size, dst + i * size, size);
    }
    descriptor d = describe(DSA_OPCODE_BATCH, &comp[count], list, NULL, count);
    unsigned long long begin = now_ns();
    submit(portal, &d);
    while (comp[count].status == 0) {
    }
    unsigned long long end = now_ns();
    CHECK(comp[count].status == DSA_COMP_SUCCESS && comp[count].bytes_completed == count);
    for (unsigned i = 0; i < count; i++) {
        CHECK(comp[i].status == DSA_COMP_SUCCESS);
    }
    CHECK(memcmp(src, dst, count * size) == 0);
    printf("%llu\n", end - begin);
}

/* a -> b, then b -> c behind a fence; a failing member stops what a fence holds back. */
static void fence(void *portal)
{
    descriptor *list = list_of(3);
    record *comp = records(4);
    uint8_t *a = filled(PAGE, 1), *b = filled(PAGE, 2), *c = filled(PAGE, 3);
    list[0] = describe(DSA_OPCODE_MEMMOVE, &comp[0], a, b, PAGE);
    list[1] = describe(DSA_OPCODE_MEMMOVE, &comp[1], b, c, PAGE);
    list[1].flags |= IDXD_OP_FLAG_FENCE;
    list[2] = describe(DSA_OPCODE_NOOP, &comp[2], NULL, NULL, 0);
    descriptor d = describe(DSA_OPCODE_BATCH, &comp[3], list, NULL, 3);
    CHECK(run(portal, &d) == DSA_COMP_SUCCESS && memcmp(a, c, PAGE) == 0);
    list[0].opcode = 0x3f;
    memset((void *)comp, 0, 4 * sizeof *comp);
    CHECK(run(portal, &d) == DSA_COMP_BATCH_FAIL && comp[3].bytes_completed == 1);
    CHECK(comp[0].status == DSA_COMP_BAD_OPCODE && comp[1].status == 0);
    puts("ok");
}

/* The destination's third page does not exist yet: the device stops there, the CPU touches it, the rest follows. */
static void fault(void *portal, unsigned block)
{
    record *comp = records(1);
    uint32_t size = 8 * PAGE, done = 0;
    uint8_t *src = filled(size, 1), *dst = memory(size);
    memset(dst, 1, 2 * PAGE);
    memset(dst + 3 * PAGE, 1, 5 * PAGE);
    unsigned stops = 0;
    unsigned long long begin = now_ns();
    while (done < size) {
        descriptor d = describe(DSA_OPCODE_MEMMOVE, comp, src + done, dst + done, size - done);
        d.flags |= block ? IDXD_OP_FLAG_BOF : 0;
        unsigned status = run(portal, &d);
        done += comp->bytes_completed;
        if (status != DSA_COMP_SUCCESS) {
            CHECK((status & DSA_COMP_STATUS_MASK) == DSA_COMP_PAGE_FAULT_NOBOF && (status & DSA_COMP_STATUS_WRITE) != 0);
            CHECK(comp->fault_addr == (uintptr_t)dst + 2 * PAGE && comp->bytes_completed == 2 * PAGE);
            *(volatile uint8_t *)(uintptr_t)comp->fault_addr = 0;
            stops++;
        }
    }
    CHECK(memcmp(src, dst, size) == 0);
    printf("%u %llu\n", stops, now_ns() - begin);
}

/* Memory that nobody can bring in: unmapped, and read-only. */
static void invalid(void *portal)
{
    record *comp = records(1);
    uint8_t *src = filled(2 * PAGE, 1), *dst = filled(2 * PAGE, 2);
    mprotect(dst + PAGE, PAGE, PROT_READ);
    descriptor d = describe(DSA_OPCODE_MEMMOVE, comp, src, dst, 2 * PAGE);
    CHECK((run(portal, &d) & DSA_COMP_STATUS_MASK) == DSA_COMP_PAGE_FAULT_NOBOF && comp->bytes_completed == PAGE);
    munmap(src + PAGE, PAGE);
    d = describe(DSA_OPCODE_MEMMOVE, comp, src, dst, 2 * PAGE);
    d.flags |= IDXD_OP_FLAG_BOF;
    CHECK(run(portal, &d) == DSA_COMP_PAGE_FAULT_IR && comp->fault_addr == (uintptr_t)src + PAGE);
    d = describe(DSA_OPCODE_MEMMOVE, comp, src, dst, PAGE);
    d.completion_addr += 8; /* nowhere to answer: the descriptor is lost, the device goes on */
    submit(portal, &d);
    accel_tpause(0, accel_tsc() + 100000);
    CHECK(comp->status == 0);
    puts("ok");
}

static void dedicated(void)
{
    int first = open_queue(DEDICATED);
    CHECK(open(DEDICATED, O_RDWR) == -1 && errno == EBUSY);
    void *portal = map_queue(first);
    record *comp = records(1);
    descriptor d = describe(DSA_OPCODE_NOOP, comp, NULL, NULL, 0);
    CHECK(accel_enqcmd(portal, &d) != 0); /* the wrong instruction for this queue */
    close(first);
    munmap(portal, PAGE);
    close(open_queue(DEDICATED));
    int shared = open_queue(SHARED), again = open_queue(SHARED);
    CHECK(shared >= 0 && again >= 0);
    CHECK(open("/dev/dsa/wq0.7", O_RDWR) == -1 && errno == ENOENT);
    CHECK(mmap(NULL, 2 * PAGE, PROT_WRITE, MAP_SHARED, shared, 0) == MAP_FAILED && errno == EINVAL);
    puts("ok");
}

static void written(void)
{
    int fd = open_queue(SHARED);
    record *comp = records(2);
    uint8_t *src = filled(2 * PAGE, 1), *dst = filled(2 * PAGE, 2);
    CHECK(mmap(NULL, PAGE, PROT_WRITE, MAP_SHARED, fd, 0) == MAP_FAILED && errno == EPERM);
    descriptor two[2] = {describe(DSA_OPCODE_MEMMOVE, &comp[0], src, dst, PAGE),
                         describe(DSA_OPCODE_MEMMOVE, &comp[1], src + PAGE, dst + PAGE, PAGE)};
    CHECK(write(fd, two, sizeof two) == sizeof two);
    CHECK(finish(&comp[0]) == DSA_COMP_SUCCESS && finish(&comp[1]) == DSA_COMP_SUCCESS);
    CHECK(memcmp(src, dst, 2 * PAGE) == 0);
    two[1] = describe(DSA_OPCODE_BATCH, &comp[1], two, NULL, 2);
    CHECK(write(fd, &two[1], sizeof two[1]) == -1 && errno == EINVAL);
    two[0].completion_addr += 8;
    CHECK(write(fd, &two[0], sizeof two[0]) == -1 && errno == EINVAL);
    two[0] = describe(DSA_OPCODE_MEMMOVE, &comp[0], src, dst, PAGE);
    unsigned long long begin = now_ns();
    CHECK(write(fd, &two[0], sizeof two[0]) == sizeof two[0]);
    while (comp[0].status == 0) {
    }
    printf("%llu\n", now_ns() - begin);
}

static void forked(void)
{
    int fd = open_queue(SHARED), status;
    record *comp = records(1);
    descriptor d = describe(DSA_OPCODE_NOOP, comp, NULL, NULL, 0);
    pid_t child = fork();
    if (child == 0) {
        CHECK(write(fd, &d, sizeof d) == -1 && errno == EPERM);
        CHECK(mmap(NULL, PAGE, PROT_WRITE, MAP_SHARED, fd, 0) == MAP_FAILED && errno == EPERM);
        CHECK(run(map_queue(open_queue(SHARED)), &d) == DSA_COMP_SUCCESS);
        exit(0);
    }
    CHECK(waitpid(child, &status, 0) == child && status == 0);
    CHECK(write(fd, &d, sizeof d) == sizeof d && finish(comp) == DSA_COMP_SUCCESS);
    puts("ok");
}

/* `depth` copies in flight over `count` of them: nanoseconds per copy. */
static void stream(void *portal, unsigned count, unsigned depth, uint32_t size, uint32_t shift)
{
    record *comp = records(MANY);
    uint8_t *src = filled(depth * size, 1), *dst = filled(depth * size + 64, 2);
    unsigned long long begin = now_ns();
    for (unsigned i = 0; i < count; i++) {
        unsigned at = i % depth;
        if (i >= depth) {
            CHECK(finish(&comp[at]) == DSA_COMP_SUCCESS);
        }
        descriptor d = describe(DSA_OPCODE_MEMMOVE, &comp[at], src + at * size, dst + at * size + shift, size);
        submit(portal, &d);
    }
    for (unsigned i = 0; i < depth; i++) {
        CHECK(finish(&comp[i]) == DSA_COMP_SUCCESS);
    }
    printf("%llu\n", (now_ns() - begin) / count);
}

/* One after the other, each looked at `most` times: how many end well, with an error, not at all; refusals on the way. */
static void faulty(void *portal, unsigned count, unsigned most)
{
    record *comp = records(MANY);
    uint8_t *src = filled(PAGE, 1), *dst = filled(PAGE, 2);
    unsigned good = 0, failed = 0, lost = 0, refused = 0;
    for (unsigned i = 0; i < count && i < MANY; i++) {
        descriptor d = describe(DSA_OPCODE_MEMMOVE, &comp[i], src, dst, PAGE);
        while (accel_enqcmd(portal, &d)) {
            refused++;
        }
        unsigned looks = 0;
        while (accel_poll(&comp[i]) == 0 && looks++ < most) {
        }
        good += comp[i].status == DSA_COMP_SUCCESS;
        failed += comp[i].status > DSA_COMP_SUCCESS_PRED;
        lost += comp[i].status == 0;
    }
    printf("%u %u %u %u\n", good, failed, lost, refused);
}

/* 16 copies, then 4 that stay in flight while the next one is submitted: how many end, how many do not. */
static void reset(void *portal)
{
    record *comp = records(MANY);
    uint8_t *src = filled(PAGE, 1), *dst = filled(PAGE, 2);
    unsigned good = 0, gone = 0;
    for (unsigned i = 0; i < 20; i++) {
        descriptor d = describe(DSA_OPCODE_MEMMOVE, &comp[i], src, dst, PAGE);
        CHECK(accel_enqcmd(portal, &d) == 0);
        good += i < 16 && finish(&comp[i]) == DSA_COMP_SUCCESS;
    }
    descriptor last = describe(DSA_OPCODE_MEMMOVE, &comp[20], src, dst, PAGE);
    CHECK(accel_enqcmd(portal, &last) != 0 && accel_enqcmd(portal, &last) != 0);
    for (unsigned looks = 0; looks < 1000; looks++) {
        accel_poll(&comp[16 + looks % 4]);
    }
    for (unsigned i = 16; i < 20; i++) {
        gone += comp[i].status == 0;
    }
    printf("%u %u\n", good, gone);
}

struct worker {
    void *portal;
    unsigned count;
};

/* Every other wait is a loop that never calls anything. */
static void *work(void *argument)
{
    struct worker *me = argument;
    record *comp = records(1);
    uint8_t *src = filled(PAGE, 1), *dst = filled(PAGE, 2);
    for (unsigned i = 0; i < me->count; i++) {
        memset(dst, 0, PAGE);
        descriptor d = describe(DSA_OPCODE_MEMMOVE, comp, src, dst, PAGE);
        submit(me->portal, &d);
        while (i % 2 == 0 ? comp->status == 0 : accel_poll(comp) == 0) {
        }
        CHECK(comp->status == DSA_COMP_SUCCESS && memcmp(src, dst, PAGE) == 0);
    }
    return NULL;
}

static void threads(void *portal, unsigned count, unsigned each)
{
    pthread_t handles[16];
    struct worker worker = {portal, each};
    CHECK(count <= 16);
    for (unsigned i = 0; i < count; i++) {
        CHECK(pthread_create(&handles[i], NULL, work, &worker) == 0);
    }
    for (unsigned i = 0; i < count; i++) {
        CHECK(pthread_join(handles[i], NULL) == 0);
    }
    puts("ok");
}

int main(int argc, char **argv)
{
    CHECK(argc > 1);
    const char *what = argv[1];
    unsigned long first = argc > 2 ? number(argv, 2) : 0, second = argc > 3 ? number(argv, 3) : 0;
    unsigned long third = argc > 4 ? number(argv, 4) : 0, fourth = argc > 5 ? number(argv, 5) : 0;
    if (strcmp(what, "written") == 0) {
        written();
        return 0;
    }
    if (strcmp(what, "dropped") == 0) {
        dropped((unsigned)first);
        return 0;
    }
    if (strcmp(what, "dedicated") == 0) {
        dedicated();
        return 0;
    }
    if (strcmp(what, "forked") == 0) {
        forked();
        return 0;
    }
    void *portal = map_queue(open_queue(SHARED));
    if (strcmp(what, "one") == 0) {
        one(portal, (unsigned)first, (uint32_t)second, (uint32_t)third);
    } else if (strcmp(what, "waited") == 0) {
        waited(portal);
    } else if (strcmp(what, "slept") == 0) {
        slept(portal);
    } else if (strcmp(what, "poison") == 0) {
        poison(portal);
    } else if (strcmp(what, "full") == 0) {
        full(portal, (uint32_t)first);
    } else if (strcmp(what, "order") == 0) {
        order(portal, (unsigned)first);
    } else if (strcmp(what, "batch") == 0) {
        batch(portal, (unsigned)first, (uint32_t)second);
    } else if (strcmp(what, "fence") == 0) {
        fence(portal);
    } else if (strcmp(what, "fault") == 0) {
        fault(portal, (unsigned)first);
    } else if (strcmp(what, "invalid") == 0) {
        invalid(portal);
    } else if (strcmp(what, "faulty") == 0) {
        faulty(portal, (unsigned)first, argc > 3 ? (unsigned)second : 1000);
    } else if (strcmp(what, "reset") == 0) {
        reset(portal);
    } else if (strcmp(what, "threads") == 0) {
        threads(portal, (unsigned)first, (unsigned)second);
    } else if (strcmp(what, "stream") == 0) {
        stream(portal, (unsigned)first, (unsigned)second, (uint32_t)third, (uint32_t)fourth);
    } else {
        return 2;
    }
    return 0;
}
