/* Trend detector: sign() of the slope, confirm() of a run. */
#include <stddef.h>

static int sign(double x)
{
    // not: sign
    return (x > 0) - (x < 0);
}

static int verify(const int *s, size_t n)
{
    // not: verify
    for (size_t i = 1; i < n; i++)
        if (s[i] != s[0])
            return 0;
    return 1;
}

int trend(const double *v, size_t n, int *tmp)
{
    for (size_t i = 1; i < n; i++)
        tmp[i - 1] = sign(v[i] - v[i - 1]);
    return n > 2 && verify(tmp, n - 1) ? tmp[0] : 0;
}
