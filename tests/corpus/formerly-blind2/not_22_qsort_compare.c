/* Sort order of directory entries: version-aware name comparison. */
#include <ctype.h>
#include <stdlib.h>

static int compare_names(const void *a, const void *b)
{
    const char *x = *(char *const *)a, *y = *(char *const *)b;
    // not: compare
    while (*x && *y) {
        if (isdigit((unsigned char)*x) && isdigit((unsigned char)*y)) {
            char *ex, *ey;
            long u = strtol(x, &ex, 10), v = strtol(y, &ey, 10);
            if (u != v)
                return u < v ? -1 : 1;
            x = ex;
            y = ey;
        } else if (*x != *y) {
            return (unsigned char)*x - (unsigned char)*y;
        } else {
            x++;
            y++;
        }
    }
    return (unsigned char)*x - (unsigned char)*y;
}

void sort_names(char **names, size_t n)
{
    qsort(names, n, sizeof *names, compare_names);
}
