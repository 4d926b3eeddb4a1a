#include <stdint.h>
#include <string.h>

static uint32_t hash_bytes(uint32_t bytes, int shift)
{
	return (bytes * 0x1e35a7bd) >> shift;
}

char *snappy_compress_fragment(const char *in, unsigned n, char *op, uint16_t *table, int shift)
{
	const char *ip = in, *end = in + n, *literal = in;

	// degrades: compress
	while (ip < end - 4) {
		uint32_t bytes;
		memcpy(&bytes, ip, 4);
		uint32_t h = hash_bytes(bytes, shift);
		const char *candidate = in + table[h];
		table[h] = (uint16_t)(ip - in);
		if (*(const uint32_t *)candidate == *(const uint32_t *)ip) {
			op = emit_literal(op, literal, ip - literal);
			op = emit_copy(op, ip - candidate, find_match_length(candidate, ip, end));
			literal = ip;
		}
		ip++;
	}
	return op;
}
