#include <stdint.h>
#include <stdlib.h>

#define SITES 16000000u

typedef struct {
    uint8_t *dosage;        /* one byte per site */
    uint8_t *pass;          /* one bit per site */
} panel_t;

/* dosages of the sites that pass, in site order */
uint32_t panel_take(const panel_t *pn, uint8_t *out)
{
    uint32_t n = 0, i;

    // region: filter async sync min=65536
    for (i = 0; i < SITES; i++) {
        if (pn->pass[i >> 3] >> (i & 7) & 1)
            out[n++] = pn->dosage[i];
    }
    return n;
}
