/* Plug-in header style file: prototypes, typedefs and tables, no work. */
#include <stddef.h>
#include <stdint.h>

// not: compress
int codec_compress(void *dst, size_t *dst_len, const void *src, size_t src_len, int level);
// not: crc
uint32_t crc32c_update(uint32_t crc, const void *p, size_t n);
// not: copy
typedef void *(*memcpy_fn)(void *dst, const void *src, size_t n);

struct plugin_ops {
    int (*compress)(void *, size_t *, const void *, size_t, int);
    uint32_t (*crc)(uint32_t, const void *, size_t);
    memcpy_fn copy;
};

// not: encrypt
extern int aes_gcm_encrypt(uint8_t *out, const uint8_t *in, size_t n, const uint8_t key[16]);

const struct plugin_ops *plugin_default(void);
