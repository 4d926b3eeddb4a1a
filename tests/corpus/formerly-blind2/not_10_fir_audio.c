/* Voice gateway: 32-tap FIR low-pass on 16-bit samples. */
#include <stdint.h>

#define TAPS 32

void lowpass(const int16_t *x, int16_t *y, int n, const int16_t h[TAPS])
{
    // not: filter
    for (int i = 0; i < n; i++) {
        int32_t a = 1 << 14;
        for (int k = 0; k < TAPS; k++)
            a += h[k] * x[i + k];
        a >>= 15;
        y[i] = (int16_t)(a > 32767 ? 32767 : a < -32768 ? -32768 : a);
    }
}
