/* Counts what a process still has libraries compress, decompress, checksum, encrypt and hash on the processor:
   operations, bytes of input and processor time per family, as one file per process in $ACCEL_WITNESS.
   What an emulated device does inside its own libraries is not counted. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

enum { COMPRESS, DECOMPRESS, CHECKSUM, CRYPTO, FAMILIES };
static const char *const names[] = {"compress", "decompress", "checksum", "crypto"};
static _Atomic uint64_t ops[FAMILIES], bytes[FAMILIES], spent_ns[FAMILIES];
static __thread int depth;

/* The kernel's own figures: the emulator's clock_gettime answers with virtual time. */
static uint64_t cpu_ns(int clock)
{
    struct timespec now;
    syscall(SYS_clock_gettime, clock, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

static int by_device(void *caller)
{
    Dl_info info;
    return dladdr(caller, &info) != 0 && info.dli_fname != NULL &&
           (strstr(info.dli_fname, "libqat.so") != NULL || strstr(info.dli_fname, "libaccelemu") != NULL);
}

static void count(int family, uint64_t n, uint64_t began)
{
    ops[family]++;
    bytes[family] += n;
    spent_ns[family] += cpu_ns(CLOCK_THREAD_CPUTIME_ID) - began;
}

/* The next definition; a library that was loaded for a plug-in alone is not among the next ones. */
static void *find(const char *name)
{
    static const char *const libraries[] = {"libz.so.1", "libcrypto.so.3", "libcrypto.so.1.1"};
    void *found = dlsym(RTLD_NEXT, name);
    for (unsigned i = 0; i < sizeof libraries / sizeof *libraries && found == NULL; i++) {
        void *library = dlopen(libraries[i], RTLD_LAZY | RTLD_NOLOAD);
        found = library != NULL ? dlsym(library, name) : NULL;
    }
    return found;
}

#define REAL(name) \
    static __typeof__(name) *real; \
    if (real == NULL) { \
        real = (__typeof__(name) *)find(#name); \
    } \
    if (real == NULL) { \
        abort(); \
    }

/* Evaluates `call` into `result`; counts it unless it is part of another or the device's. */
#define WITNESS(family, n, result, call) \
    do { \
        int outer = depth++ == 0 && !by_device(__builtin_return_address(0)); \
        uint64_t began = outer ? cpu_ns(CLOCK_THREAD_CPUTIME_ID) : 0; \
        result = call; \
        if (outer) { \
            count(family, (uint64_t)(n), began); \
        } \
        depth--; \
    } while (0)

struct stream { /* the beginning of zlib's z_stream */
    const unsigned char *next_in;
    unsigned avail_in;
};

int deflate(struct stream *z, int flush);
int deflate(struct stream *z, int flush)
{
    REAL(deflate)
    int answer;
    unsigned before = z != NULL ? z->avail_in : 0;
    WITNESS(COMPRESS, before - (z != NULL ? z->avail_in : 0), answer, real(z, flush));
    return answer;
}

int inflate(struct stream *z, int flush);
int inflate(struct stream *z, int flush)
{
    REAL(inflate)
    int answer;
    unsigned before = z != NULL ? z->avail_in : 0;
    WITNESS(DECOMPRESS, before - (z != NULL ? z->avail_in : 0), answer, real(z, flush));
    return answer;
}

int compress2(unsigned char *out, unsigned long *made, const unsigned char *in, unsigned long n, int level);
int compress2(unsigned char *out, unsigned long *made, const unsigned char *in, unsigned long n, int level)
{
    REAL(compress2)
    int answer;
    WITNESS(COMPRESS, n, answer, real(out, made, in, n, level));
    return answer;
}

int compress(unsigned char *out, unsigned long *made, const unsigned char *in, unsigned long n);
int compress(unsigned char *out, unsigned long *made, const unsigned char *in, unsigned long n)
{
    REAL(compress)
    int answer;
    WITNESS(COMPRESS, n, answer, real(out, made, in, n));
    return answer;
}

int uncompress(unsigned char *out, unsigned long *made, const unsigned char *in, unsigned long n);
int uncompress(unsigned char *out, unsigned long *made, const unsigned char *in, unsigned long n)
{
    REAL(uncompress)
    int answer;
    WITNESS(DECOMPRESS, n, answer, real(out, made, in, n));
    return answer;
}

unsigned long crc32(unsigned long value, const unsigned char *in, unsigned n);
unsigned long crc32(unsigned long value, const unsigned char *in, unsigned n)
{
    REAL(crc32)
    unsigned long answer;
    WITNESS(CHECKSUM, n, answer, real(value, in, n));
    return answer;
}

unsigned long adler32(unsigned long value, const unsigned char *in, unsigned n);
unsigned long adler32(unsigned long value, const unsigned char *in, unsigned n)
{
    REAL(adler32)
    unsigned long answer;
    WITNESS(CHECKSUM, n, answer, real(value, in, n));
    return answer;
}

#define CIPHER(name) \
    int name(void *context, unsigned char *out, int *made, const unsigned char *in, int n); \
    int name(void *context, unsigned char *out, int *made, const unsigned char *in, int n) \
    { \
        REAL(name) \
        int answer; \
        WITNESS(CRYPTO, n, answer, real(context, out, made, in, n)); \
        return answer; \
    }
CIPHER(EVP_EncryptUpdate)
CIPHER(EVP_DecryptUpdate)
CIPHER(EVP_CipherUpdate)

int EVP_DigestUpdate(void *context, const void *in, size_t n);
int EVP_DigestUpdate(void *context, const void *in, size_t n)
{
    REAL(EVP_DigestUpdate)
    int answer;
    WITNESS(CRYPTO, n, answer, real(context, in, n));
    return answer;
}

__attribute__((destructor)) static void report(void)
{
    const char *folder = getenv("ACCEL_WITNESS");
    char path[4096], text[1024];
    int at = snprintf(text, sizeof text, "{\"cpu_ns\":%llu", (unsigned long long)cpu_ns(CLOCK_PROCESS_CPUTIME_ID));
    for (int f = 0; f < FAMILIES; f++) {
        at += snprintf(text + at, sizeof text - (size_t)at, ",\"%s\":[%llu,%llu,%llu]", names[f],
                       (unsigned long long)ops[f], (unsigned long long)bytes[f], (unsigned long long)spent_ns[f]);
    }
    at += snprintf(text + at, sizeof text - (size_t)at, "}\n");
    if (folder == NULL || snprintf(path, sizeof path, "%s/%d.json", folder, (int)getpid()) >= (int)sizeof path) {
        return;
    }
    int file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (file >= 0) {
        if (write(file, text, (size_t)at) != at) {
            unlink(path);
        }
        close(file);
    }
}
