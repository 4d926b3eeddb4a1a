/* Metrics exporter: hand-written protobuf encoder for one sample (< 120 B). */
#include <stdint.h>
#include <stddef.h>

struct sample { uint64_t ts; uint64_t value; uint32_t labels[8]; unsigned nlabels; };

static uint8_t *varint(uint8_t *p, uint64_t v)
{
    while (v >= 0x80) {
        *p++ = (uint8_t)v | 0x80;
        v >>= 7;
    }
    *p++ = (uint8_t)v;
    return p;
}

size_t sample_encode(uint8_t *buf, const struct sample *s)
{
    uint8_t *p = buf;

    *p++ = 0x08;
    p = varint(p, s->ts);
    *p++ = 0x10;
    p = varint(p, s->value);
    // degrades: serialize
    for (unsigned i = 0; i < s->nlabels; i++) {
        *p++ = 0x18;
        p = varint(p, s->labels[i]);
    }
    return (size_t)(p - buf);
}
