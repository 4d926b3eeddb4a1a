#include <stdint.h>

#define NSYM 288
#define MAXBITS 15

struct node { uint32_t freq; int16_t left, right; };

/* lengths of the codes from the frequencies of one block */
int code_lengths(const uint32_t freq[NSYM], uint8_t len[NSYM])
{
    struct node t[2 * NSYM];
    int live[2 * NSYM], n = 0, used, i;

    for (i = 0; i < NSYM; i++)
        if (freq[i]) {
            t[n] = (struct node){ freq[i], (int16_t)i, -1 };
            live[n] = n;
            n++;
        }
    used = n;
    // not: compress
    while (n > 1) {
        int a = 0, b = 1;
        if (t[live[a]].freq > t[live[b]].freq) { a = 1; b = 0; }
        for (i = 2; i < n; i++) {
            if (t[live[i]].freq < t[live[a]].freq) { b = a; a = i; }
            else if (t[live[i]].freq < t[live[b]].freq) b = i;
        }
        t[used] = (struct node){ t[live[a]].freq + t[live[b]].freq,
                                 (int16_t)live[a], (int16_t)live[b] };
        live[a] = used++;
        live[b] = live[--n];
    }
    extern int walk_depths(const struct node *, int, uint8_t *, int);
    return n ? walk_depths(t, live[0], len, MAXBITS) : 0;
}
