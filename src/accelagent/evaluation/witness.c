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

enum { COMPRESS, DECOMPRESS, CHECKSUM, CRYPTO, MEMORY, FAMILIES };
static const char *const names[] = {"compress", "decompress", "checksum", "crypto", "memory"};
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

/* Operations on memory: large ones are timed; small ones, and those before the real functions are known, cost next to nothing
   more. The copy is written out because a call of memcpy() would end here again. */
enum { LARGE = 16384 };
static void *(*real_memcpy)(void *, const void *, size_t), *(*real_memmove)(void *, const void *, size_t);
static void *(*real_memset)(void *, int, size_t);
static int (*real_memcmp)(const void *, const void *, size_t);

__attribute__((constructor)) static void find_memory(void)
{
    void *found[] = {dlsym(RTLD_NEXT, "memmove"), dlsym(RTLD_NEXT, "memset"), dlsym(RTLD_NEXT, "memcmp"), dlsym(RTLD_NEXT, "memcpy")};
    real_memmove = (__typeof__(real_memmove))found[0];
    real_memset = (__typeof__(real_memset))found[1];
    real_memcmp = (__typeof__(real_memcmp))found[2];
    real_memcpy = (__typeof__(real_memcpy))found[3];
}

static void *forward(void *to, const void *from, size_t n)
{
    void *start = to;
    __asm__ __volatile__("rep movsb" : "+D"(to), "+S"(from), "+c"(n) : : "memory");
    return start;
}

void *memcpy(void *to, const void *from, size_t n)
{
    void *answer;
    if (real_memcpy == NULL) {
        return forward(to, from, n);
    }
    if (n < LARGE) {
        return real_memcpy(to, from, n);
    }
    WITNESS(MEMORY, n, answer, real_memcpy(to, from, n));
    return answer;
}

void *memmove(void *to, const void *from, size_t n)
{
    void *answer;
    if (real_memmove == NULL) {
        if ((uintptr_t)to <= (uintptr_t)from || (uintptr_t)to >= (uintptr_t)from + n) {
            return forward(to, from, n);
        }
        for (volatile unsigned char *end = (unsigned char *)to; n > 0; n--) {
            end[n - 1] = ((const unsigned char *)from)[n - 1];
        }
        return to;
    }
    if (n < LARGE) {
        return real_memmove(to, from, n);
    }
    WITNESS(MEMORY, n, answer, real_memmove(to, from, n));
    return answer;
}

void *memset(void *to, int value, size_t n)
{
    void *answer = to;
    if (real_memset == NULL) {
        void *at = to;
        __asm__ __volatile__("rep stosb" : "+D"(at), "+c"(n) : "a"(value) : "memory");
        return answer;
    }
    if (n < LARGE) {
        return real_memset(to, value, n);
    }
    WITNESS(MEMORY, n, answer, real_memset(to, value, n));
    return answer;
}

int memcmp(const void *one, const void *other, size_t n)
{
    int answer;
    if (real_memcmp == NULL) {
        const volatile unsigned char *a = (const volatile unsigned char *)one, *b = (const volatile unsigned char *)other;
        for (; n > 0 && *a == *b; n--, a++, b++) {
        }
        return n == 0 ? 0 : *a - *b;
    }
    if (n < LARGE) {
        return real_memcmp(one, other, n);
    }
    WITNESS(MEMORY, n, answer, real_memcmp(one, other, n));
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
