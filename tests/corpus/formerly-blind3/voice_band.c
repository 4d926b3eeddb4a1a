#include <stdint.h>

#define TAPS 63
#define FRAME 48000

extern const int16_t band_coef[TAPS];

typedef struct {
    int16_t hist[TAPS - 1 + FRAME];
} filter_t;

/* one second of audio; hist starts with the tail of the second before */
void filter_run(filter_t *f, int16_t *out)
{
    // not: filter
    for (int n = 0; n < FRAME; n++) {
        int32_t acc = 1 << 14;

        for (int k = 0; k < TAPS; k++)
            acc += band_coef[k] * f->hist[n + TAPS - 1 - k];
        out[n] = (int16_t)(acc >> 15);
    }
    // degrades: copy
    for (int k = 0; k < TAPS - 1; k++)
        f->hist[k] = f->hist[FRAME + k];
}
