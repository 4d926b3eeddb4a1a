/* turns QUEUE DEPTH SIZE QUEUE DEPTH SIZE: keeps DEPTH copies of SIZE bytes under way on each of two queues, until 4000 are
   done in all; prints per queue how many of the last 2000 were its and the mean time of one in ns,
   at last how long those took. */
#include "queue.h"

#define WARM 2000
#define ALL 4000
#define MOST 64

struct lane {
    void *portal;
    unsigned depth, size, done;
    unsigned long long waited_ns, begun[MOST];
    uint8_t *source, *target;
    record *records;
};

static void send(struct lane *lane, unsigned i)
{
    descriptor desc = describe(DSA_OPCODE_MEMMOVE, &lane->records[i], lane->source, lane->target, lane->size);
    lane->begun[i] = now_ns();
    submit(lane->portal, &desc);
}

static void look(struct lane *lane)
{
    for (unsigned i = 0; i < lane->depth; i++) {
        if (accel_poll(&lane->records[i]) != 0) {
            CHECK(lane->records[i].status == DSA_COMP_SUCCESS);
            lane->done++;
            lane->waited_ns += now_ns() - lane->begun[i];
            send(lane, i);
        }
    }
}

int main(int argc, char **argv)
{
    struct lane lanes[2];
    CHECK(argc == 7);
    for (int k = 0; k < 2; k++) {
        char **words = argv + 1 + 3 * k;
        unsigned size = (unsigned)atoi(words[2]);
        lanes[k] = (struct lane){.portal = map_queue(open_queue(words[0])), .depth = (unsigned)atoi(words[1]), .size = size};
        lanes[k].source = filled(size, 1);
        lanes[k].target = filled(size, 2);
        lanes[k].records = records(MOST);
        CHECK(lanes[k].depth <= MOST);
    }
    for (unsigned i = 0; i < MOST; i++) {
        for (int k = 0; k < 2; k++) {
            if (i < lanes[k].depth) {
                send(&lanes[k], i);
            }
        }
    }
    while (lanes[0].done + lanes[1].done < WARM) {
        look(&lanes[0]);
        look(&lanes[1]);
    }
    unsigned long long since = now_ns();
    for (int k = 0; k < 2; k++) {
        lanes[k].done = 0;
        lanes[k].waited_ns = 0;
    }
    while (lanes[0].done + lanes[1].done < ALL - WARM) {
        look(&lanes[0]);
        look(&lanes[1]);
    }
    for (int k = 0; k < 2; k++) {
        printf("%u %llu\n", lanes[k].done, lanes[k].done > 0 ? lanes[k].waited_ns / lanes[k].done : 0);
    }
    printf("%llu\n", now_ns() - since);
    return 0;
}
