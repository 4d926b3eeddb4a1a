#include <stdint.h>

#define ROL(x, n) (((x) << (n)) | ((x) >> (32 - (n))))
#define F0(v, w, x, y, z, i) z += ((w & (x ^ y)) ^ y) + block[i] + 0x5A827999 + ROL(v, 5); w = ROL(w, 30)
#define F1(v, w, x, y, z, i) z += (w ^ x ^ y) + block[(i) & 15] + 0x6ED9EBA1 + ROL(v, 5); w = ROL(w, 30)

void digest_block(uint32_t state[5], const uint32_t block[16])
{
	uint32_t a = state[0], b = state[1], c = state[2], d = state[3], e = state[4];

	// region: hash sha1 in-core
	F0(a, b, c, d, e, 0);
	F0(e, a, b, c, d, 1);
	F0(d, e, a, b, c, 2);
	F0(c, d, e, a, b, 3);
	F0(b, c, d, e, a, 4);
	F0(a, b, c, d, e, 5);
	F0(e, a, b, c, d, 6);
	F0(d, e, a, b, c, 7);
	F0(c, d, e, a, b, 8);
	F0(b, c, d, e, a, 9);
	F0(a, b, c, d, e, 10);
	F0(e, a, b, c, d, 11);
	F0(d, e, a, b, c, 12);
	F0(c, d, e, a, b, 13);
	F0(b, c, d, e, a, 14);
	F0(a, b, c, d, e, 15);
	F1(e, a, b, c, d, 16);
	F1(d, e, a, b, c, 17);
	F1(c, d, e, a, b, 18);
	F1(b, c, d, e, a, 19);
	state[0] += a;
	state[1] += b;
	state[2] += c;
	state[3] += d;
	state[4] += e;
}
