#include <stdint.h>
#include <string.h>
#include <stddef.h>

enum ws_state { WS_HEAD, WS_LEN, WS_MASK, WS_BODY };

struct ws {
    enum ws_state st;
    uint8_t key[4];
    uint64_t left;
    uint64_t pos;
    void (*on_data)(struct ws *, uint8_t *, size_t);
};

/* client frames arrive with every byte combined with the frame's key */
size_t ws_body(struct ws *w, uint8_t *p, size_t n)
{
    size_t take = n < w->left ? n : (size_t)w->left;

    // not: erasure
    for (size_t i = 0; i < take; i++)
        p[i] ^= w->key[(w->pos + i) & 3];
    w->on_data(w, p, take);
    w->pos += take;
    w->left -= take;
    if (w->left == 0)
        w->st = WS_HEAD;
    return take;
}
