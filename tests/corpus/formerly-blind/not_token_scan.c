#include <stddef.h>

/* HTTP header names end at the colon; a stop character is an error. */
int header_name_len(const char *p, const char *end)
{
    const char *s = p;
    // not: scan
    for (; p < end; p++) {
        if (*p == ':')
            return (int)(p - s);
        if (*p <= ' ' || *p == 127)
            return -1;
    }
    return -2;
}
