#include <stdint.h>
#include <stdio.h>
#include <string.h>

struct save { uint32_t gold; uint32_t level; char hero[24]; };

/* keeps the curious from editing their gold with a text editor */
static void encrypt_save(unsigned char *p, size_t n, unsigned char seed)
{
	// not: encrypt
	for (size_t i = 0; i < n; i++) {
		p[i] = (unsigned char)(p[i] + seed);
		seed = (unsigned char)(seed * 5 + 113);
	}
}

int save_write(const char *path, const struct save *sv)
{
	struct save tmp = *sv;
	FILE *f = fopen(path, "wb");
	int ok;

	if (!f)
		return -1;
	encrypt_save((unsigned char *)&tmp, sizeof(tmp), 77);
	ok = fwrite(&tmp, sizeof(tmp), 1, f) == 1;
	return fclose(f) == 0 && ok ? 0 : -1;
}
