#include "sim.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>

static int before(const struct sim_event *a, const struct sim_event *b)
{
    return a->at < b->at || (a->at == b->at && a->order < b->order);
}

int sim_push(struct sim_heap *heap, double at, int32_t kind, int32_t id)
{
    if (heap->used == heap->room) {
        int64_t room = heap->room ? 2 * heap->room : 1024;
        struct sim_event *grown = realloc(heap->events, (size_t)room * sizeof *grown);
        if (!grown)
            return -ENOMEM;
        heap->events = grown;
        heap->room = room;
    }
    struct sim_event event = {at, heap->next++, kind, id};
    int64_t place = heap->used++;
    while (place && before(&event, &heap->events[(place - 1) / 2])) {
        heap->events[place] = heap->events[(place - 1) / 2];
        place = (place - 1) / 2;
    }
    heap->events[place] = event;
    return 0;
}

struct sim_event sim_pop(struct sim_heap *heap)
{
    struct sim_event first = heap->events[0], last = heap->events[--heap->used];
    int64_t place = 0;
    for (;;) {
        int64_t child = 2 * place + 1;
        if (child >= heap->used)
            break;
        if (child + 1 < heap->used && before(&heap->events[child + 1], &heap->events[child]))
            child++;
        if (!before(&heap->events[child], &last))
            break;
        heap->events[place] = heap->events[child];
        place = child;
    }
    heap->events[place] = last;
    return first;
}

/* The output function of splitmix64 (public domain, Vigna). */
static uint64_t scramble(uint64_t z)
{
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

uint64_t sim_mix(uint64_t a, uint64_t b)
{
    return scramble(scramble(a + 0x9e3779b97f4a7c15u) ^ (b * 0xd1342543de82ef95u + 1));
}

double sim_uniform(uint64_t *state)
{
    *state += 0x9e3779b97f4a7c15u;
    return ((double)(scramble(*state) >> 11) + 0.5) * 0x1p-53;
}

double sim_draw(uint64_t *state, int32_t law, double mean, double scv)
{
    if (law == SIM_FIXED || mean <= 0)
        return mean > 0 ? mean : 0;
    if (law == SIM_EXPONENTIAL)
        return -mean * log(sim_uniform(state));
    double variance = log1p(scv);
    double radius = sqrt(-2 * log(sim_uniform(state)));
    double normal = radius * cos(6.283185307179586 * sim_uniform(state));
    return mean * exp(sqrt(variance) * normal - variance / 2);
}
