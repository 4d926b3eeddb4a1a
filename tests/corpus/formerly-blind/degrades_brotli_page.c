#include <brotli/encode.h>
#include <stdint.h>

int page_brotli(const uint8_t *in, size_t n, uint8_t *out, size_t *out_n)
{
    // degrades: compress
    return BrotliEncoderCompress(5, BROTLI_DEFAULT_WINDOW, BROTLI_MODE_TEXT, n, in, out_n, out) ? 0 : -1;
}
