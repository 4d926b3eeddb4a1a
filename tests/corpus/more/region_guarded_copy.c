#include <string.h>
#include <stddef.h>

struct span { void *to; const void *from; size_t n; };

void flush_spans(const struct span *s, int count)
{
    for (int i = 0; i < count; i++) {
        if (s[i].n < (1u << 20))
            continue;
        // region: copy async sync batch min=1048576
        memcpy(s[i].to, s[i].from, s[i].n);
    }
}
