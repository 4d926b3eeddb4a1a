#include <stddef.h>

void fir_filter(float *y, const float *x, size_t n, const float *h, int taps)
{
    for (size_t i = 0; i + (size_t)taps <= n; i++) {
        float acc = 0;
        // not: filter
        for (int k = 0; k < taps; k++)
            acc += h[k] * x[i + (size_t)k];
        y[i] = acc;
    }
}
