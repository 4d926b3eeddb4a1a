#include <stddef.h>
#include <stdint.h>

/* Plug-in interface; the codecs live in other libraries. */
struct codec_ops {
    const char *name;
    // not: compress
    size_t (*compress)(void *dst, size_t cap, const void *src, size_t n, int level);
    // not: decompress
    size_t (*decompress)(void *dst, size_t cap, const void *src, size_t n);
    // not: crc
    uint32_t (*crc32c)(uint32_t seed, const void *p, size_t n);
};

// not: compress
int compress_block(void *dst, size_t *dst_len, const void *src, size_t n);
