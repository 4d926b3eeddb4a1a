#include <string.h>
#include <stddef.h>

struct extent { char *to; const char *from; size_t len; };

/* A clone of files: extents of 4 MiB to 1 GiB. */
void clone_extents(const struct extent *e, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (e[i].len >= (size_t)4 << 20)
            // region: copy
            memcpy(e[i].to, e[i].from, e[i].len);
}
