#include "archive.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* One access-log line; the same seed gives the same lines. */
static size_t line(char *to, size_t room, uint32_t *seed)
{
    static const char *const paths[] = {"/index.html", "/api/v2/orders", "/api/v2/users/search", "/static/app.js",
                                        "/static/logo.svg", "/login", "/api/v2/carts/items", "/health"};
    static const char *const agents[] = {"Mozilla/5.0 (X11; Linux x86_64)", "curl/8.5.0", "kube-probe/1.29",
                                         "Mozilla/5.0 (iPhone; CPU iPhone OS 17_4)"};
    uint32_t r[4];
    for (int i = 0; i < 4; i++)
        r[i] = *seed = *seed * 1664525u + 1013904223u;
    int n = snprintf(to, room, "10.%u.%u.%u - - [%02u:%02u:%02u.%06u] \"GET %s?id=%08x HTTP/1.1\" %u %u \"%s\" trace=%08x%08x\n",
                     r[0] >> 24, (r[0] >> 16) & 15, (r[1] >> 20) & 255, (r[1] >> 8) % 24, r[2] % 60, r[3] % 60, r[0] % 1000000,
                     paths[r[1] >> 29], r[2], r[3] >> 28 ? 200u : 404u, r[2] % 90000, agents[r[3] >> 30], r[0], r[1]);
    return (size_t)n;
}

static int write_archive(const char *path, size_t bytes, uint32_t seed, const char *copy)
{
    char record[512];
    struct archive *a = archive_create();
    FILE *plain = copy ? fopen(copy, "wb") : NULL;
    if (a == NULL || (copy && plain == NULL))
        return 1;
    for (size_t done = 0; done < bytes;) {
        size_t n = line(record, sizeof record, &seed);
        n = n < bytes - done ? n : bytes - done;
        if (archive_append(a, record, n) != 0 || (plain && fwrite(record, 1, n, plain) != n))
            return 1;
        done += n;
    }
    if (plain && fclose(plain) != 0)
        return 1;
    return archive_close(a, path) == 0 ? 0 : 1;
}

static int print(const char *path, long chunk)
{
    size_t length;
    char *text = archive_read(path, chunk, &length);
    if (text == NULL) {
        fprintf(stderr, "%s: damaged\n", path);
        return 1;
    }
    int good = fwrite(text, 1, length, stdout) == length;
    free(text);
    return good ? 0 : 1;
}

static int bench(size_t megabytes, const char *path)
{
    size_t bytes = megabytes << 20;
    if (write_archive(path, bytes, 1, NULL) != 0)
        return 1;
    printf("accel-metric items %zu chunk\n", bytes / CHUNK);
    return 0;
}

int main(int argc, char **argv)
{
    const char *what = argc > 2 ? argv[1] : "";
    if (strcmp(what, "bench") == 0 && argc == 4)
        return bench((size_t)atol(argv[2]), argv[3]);
    if (strcmp(what, "write") == 0 && argc == 6)
        return write_archive(argv[2], (size_t)atol(argv[3]), (uint32_t)atol(argv[4]), argv[5]);
    if (strcmp(what, "chunks") == 0)
        return printf("%ld\n", archive_chunks(argv[2])) < 0;
    if (strcmp(what, "cat") == 0)
        return print(argv[2], argc > 3 ? atol(argv[3]) : -1);
    fprintf(stderr, "usage: chunklog bench MB FILE | write FILE BYTES SEED COPY | chunks FILE | cat FILE [CHUNK]\n");
    return 2;
}
