#include <ctype.h>
#include <stdlib.h>

static int order(int c)
{
    if (c == '~')
        return -1;
    if (isdigit(c) || !c)
        return 0;
    return isalpha(c) ? c : c + 256;
}

int compare_version(const char *a, const char *b)
{
    // not: compare
    while (*a || *b) {
        int first = 0;

        while ((*a && !isdigit((unsigned char)*a)) || (*b && !isdigit((unsigned char)*b))) {
            int d = order((unsigned char)*a) - order((unsigned char)*b);
            if (d)
                return d;
            a += *a != 0;
            b += *b != 0;
        }
        for (; *a == '0'; a++) ;
        for (; *b == '0'; b++) ;
        for (; isdigit((unsigned char)*a) && isdigit((unsigned char)*b); a++, b++)
            if (!first)
                first = *a - *b;
        if (isdigit((unsigned char)*a))
            return 1;
        if (isdigit((unsigned char)*b))
            return -1;
        if (first)
            return first;
    }
    return 0;
}
