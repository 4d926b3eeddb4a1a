#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

enum { PAGE = 16384, PER_TICK = 512 };

struct page_ref { uint8_t *va; bool blank; };

struct freelist {
    struct page_ref *v;
    size_t n, cursor;
};

/* idle-loop hook: blank pages in advance, allocations take them later */
size_t freelist_idle(struct freelist *fl)
{
    size_t done = 0;

    while (done < PER_TICK && fl->cursor < fl->n) {
        struct page_ref *r = &fl->v[fl->cursor++];
        if (r->blank)
            continue;
        // region: fill async batch min=4096
        memset(r->va, 0x00, PAGE);
        r->blank = true;
        done++;
    }
    return done;
}
