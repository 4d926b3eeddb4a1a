/* CDN origin: text assets are compressed with brotli at quality 5. */
#include <brotli/encode.h>
#include <stdint.h>

#define ASSET_MAX (256 * 1024)

struct asset { uint8_t raw[ASSET_MAX]; size_t raw_len; uint8_t br[ASSET_MAX]; size_t br_len; };

int asset_brotli(struct asset *a)
{
    a->br_len = sizeof a->br;
    // degrades: compress
    if (!BrotliEncoderCompress(5, BROTLI_DEFAULT_WINDOW, BROTLI_MODE_TEXT,
                               a->raw_len, a->raw, &a->br_len, a->br))
        return -1;
    return a->br_len < a->raw_len;
}
