#include <zlib.h>

struct read {
    const char *name, *bases, *quality;
};

/* Millions of reads of a run end in one file. */
void write_reads(const char *path, const struct read *reads, unsigned long count) {
    gzFile out = gzopen(path, "wb");
    for (unsigned long i = 0; i < count; i++) {
        // region: compress deflate async in-core batch
        gzprintf(out, "@%s\n%s\n+\n", reads[i].name, reads[i].bases);
        // region: compress deflate async in-core batch
        gzputs(out, reads[i].quality);
        // region: compress deflate async in-core batch
        gzputc(out, '\n');
    }
    gzclose(out);
}
