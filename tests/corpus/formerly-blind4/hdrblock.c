#include <zlib.h>
#include <assert.h>

static const unsigned char names_dict[] =
	"optionsgetheadpostputdeletetraceacceptaccept-charsetaccept-encoding"
	"accept-languageauthorizationexpectfromhostif-modified-sinceif-match";

struct hdr_enc {
	z_stream z;
	unsigned started:1;
};

long hdr_enc_block(struct hdr_enc *e, const void *nv, unsigned nvlen, void *dst, unsigned cap)
{
	if (!e->started) {
		if (deflateInit(&e->z, 9) != Z_OK)
			return -1;
		deflateSetDictionary(&e->z, names_dict, sizeof(names_dict) - 1);
		e->started = 1;
	}
	e->z.next_in = (Bytef *)nv;
	e->z.avail_in = nvlen;
	e->z.next_out = dst;
	e->z.avail_out = cap;
	// degrades: compress
	if (deflate(&e->z, Z_SYNC_FLUSH) != Z_OK)
		return -1;
	assert(e->z.avail_in == 0);
	return cap - e->z.avail_out;
}
