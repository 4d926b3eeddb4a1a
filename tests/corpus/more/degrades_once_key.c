#include <stdio.h>
#include <zlib.h>

static unsigned char table[40960], raw[8192];

static int load_table(FILE *f)
{
    uLongf n = sizeof table;
    size_t got = fread(raw, 1, sizeof raw, f);
    // degrades: decompress
    return uncompress(table, &n, raw, got) == Z_OK ? 0 : -1;
}

int serve(const unsigned char *t);

int main(int argc, char **argv)
{
    FILE *f = fopen(argv[1], "rb");
    if (argc != 2 || !f || load_table(f))
        return 1;
    fclose(f);
    return serve(table);
}
