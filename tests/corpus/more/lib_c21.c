#include <string.h>
#include <stdint.h>
#include <zlib.h>

#define REC 24

struct wal { uint8_t hdr[REC]; };

uint32_t hdr_crc(const struct wal *w)
{
	// degrades: crc
	return crc32(0, w->hdr, REC);
}

uint32_t page_adler(const uint8_t *page)
{
	// region: crc adler32 in-core min=512
	return adler32(1, page, 1 << 16);
}

void reply_error(char *dst, const char *why, size_t n)
{
	// degrades: copy
	memcpy(dst, why, n);
}
