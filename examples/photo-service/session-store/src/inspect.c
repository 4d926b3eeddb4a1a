/* inspect FILE: prints key, size and a checksum of the contents of every record of an archive. */
#include <stdio.h>
#include <stdlib.h>

#include "archive.h"

static uint64_t fnv(const uint8_t *data, size_t size)
{
    uint64_t sum = 14695981039346656037u;

    for (size_t i = 0; i < size; i++)
        sum = (sum ^ data[i]) * 1099511628211u;
    return sum;
}

/* Returns NULL, or what is wrong with the archive. */
static const char *inspect(FILE *file, uint8_t *packed, uint8_t *plain)
{
    char key[KEY_MAX_BYTES + 1];
    struct record record;
    int more;

    while ((more = archive_read(file, key, &record, packed)) > 0) {
        if (record_unpack(&record, plain))
            return "a record is damaged";
        printf("%s %u %016llx\n", key, record.plain_size, (unsigned long long)fnv(plain, record.plain_size));
    }
    return more < 0 ? "the archive is cut short or damaged" : NULL;
}

int main(int argc, char **argv)
{
    uint8_t *packed = malloc(record_bound(RECORD_MAX_BYTES)), *plain = malloc(RECORD_MAX_BYTES);
    FILE *file = argc == 2 ? fopen(argv[1], "rb") : NULL;
    const char *fault = "cannot be read";

    if (argc != 2) {
        fputs("usage: inspect FILE\n", stderr);
        fault = "";
    } else if (file && packed && plain) {
        fault = inspect(file, packed, plain);
    }
    if (fault && *fault)
        fprintf(stderr, "inspect: %s: %s\n", argv[1], fault);
    if (file)
        fclose(file);
    free(packed);
    free(plain);
    return fault ? (*fault ? 1 : 2) : 0;
}
