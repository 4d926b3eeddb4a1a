#include <isa-l.h>
#include <isa-l_crypto.h>

int ec(int len, unsigned char **d, unsigned char **p, unsigned char *g)
{
	// degrades: erasure
	ec_encode_data(len, 10, 4, g, d, p);
	// degrades: crc
	return crc32_iscsi(d[0], 512, 0);
}
