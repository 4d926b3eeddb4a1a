/* Import tool: splits one CSV line in place. */
#include <stddef.h>

size_t csv_split(char *line, char **field, size_t max)
{
    size_t n = 0;
    char *s = line, *d;

    // not: deserialize
    while (n < max) {
        field[n++] = d = s;
        int q = 0;
        for (; *s && (q || *s != ','); s++) {
            if (*s == '"')
                q = !q;
            else
                *d++ = *s;
        }
        if (!*s) {
            *d = 0;
            break;
        }
        *d = 0;
        s++;
    }
    return n;
}
