/* Virtual switch, host to guest direction: a burst of up to 32 GSO frames is
 * copied into guest memory; used-ring update happens after the whole burst. */
#include <stdint.h>
#include <string.h>

#define BURST    32
#define FRAME_LO 9000

struct frame { const uint8_t *data; uint32_t len; };
struct slot  { uint8_t *gpa; uint32_t room; };

extern void used_ring_publish(unsigned n);

unsigned guest_rx(const struct frame *f, const struct slot *s, unsigned n)
{
    unsigned i, ok = 0;

    if (n > BURST)
        n = BURST;
    for (i = 0; i < n; i++) {
        if (f[i].len < FRAME_LO || f[i].len > s[i].room)
            break;
        // region: copy
        memcpy(s[i].gpa, f[i].data, f[i].len);
        ok++;
    }
    if (ok)
        used_ring_publish(ok);
    return ok;
}
