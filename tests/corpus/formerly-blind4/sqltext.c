#include <ctype.h>
#include <stddef.h>

/* in-place: every run of blanks of a statement becomes one blank */
size_t stmt_compress(char *s)
{
    char *w = s;
    int blank = 0;

    // not: compress
    for (const char *r = s; *r; r++) {
        if (isspace((unsigned char)*r)) {
            blank = w != s;
            continue;
        }
        if (blank)
            *w++ = ' ';
        blank = 0;
        *w++ = *r;
    }
    *w = '\0';
    return (size_t)(w - s);
}
