#include <stdint.h>

#define ORDER 64

typedef uint64_t bkey;

struct bnode {
    uint16_t n;
    bkey key[ORDER];
    struct bnode *kid[ORDER + 1];
};

/* the parent's separator and the edge key of a sibling change places */
static void key_exchange(bkey *a, bkey *b)
{
    bkey t = *a;

    *a = *b;
    *b = t;
}

void borrow_left(struct bnode *parent, int slot)
{
    struct bnode *l = parent->kid[slot], *r = parent->kid[slot + 1];

    // degrades: copy
    for (int i = r->n; i > 0; i--)
        r->key[i] = r->key[i - 1];
    r->key[0] = l->key[l->n - 1];
    // not: kex
    key_exchange(&r->key[0], &parent->key[slot]);
    l->n--;
    r->n++;
}
