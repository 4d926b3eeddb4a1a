/* AES-CBC, AES-CTR, AES-XTS and SHA-2 through the provider in updates of odd sizes, in place and not, contexts copied on the way, against
   OpenSSL's own; argument: the provider's folder. */
#include <openssl/evp.h>
#include <openssl/provider.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CHECK(condition)                                                                                      \
    do {                                                                                                      \
        if (!(condition)) {                                                                                   \
            fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #condition);                                   \
            exit(1);                                                                                          \
        }                                                                                                     \
    } while (0)

#define MAX 1600000
#define DEVICE "provider=accelqat"
#define OWN "provider=default"

static unsigned char data[MAX], sealed[2][MAX + 32], opened[MAX + 32], key[64], iv[16];
static unsigned dice = 1;

static int draw(int most)
{
    dice = dice * 1103515245u + 12345u;
    return 1 + (int)(dice >> 8) % most;
}

/* The length of what comes out; -1: refused. `whole`: in one update, as XTS wants it. */
static int run(const char *properties, const char *name, int encrypt, int padded, int whole, const unsigned char *in,
               unsigned char *out, int length)
{
    EVP_CIPHER *cipher = EVP_CIPHER_fetch(NULL, name, properties);
    EVP_CIPHER_CTX *context = EVP_CIPHER_CTX_new();
    int n = 0, produced = 0, good;
    CHECK(cipher != NULL && context != NULL);
    CHECK(EVP_CipherInit_ex2(context, cipher, key, iv, encrypt, NULL) == 1);
    CHECK(EVP_CIPHER_CTX_set_padding(context, padded) == 1);
    for (int at = 0; at < length; produced += n) {
        int part = whole ? length : draw(draw(3) > 1 ? 40 : 90000);
        part = part < length - at ? part : length - at;
        CHECK(EVP_CipherUpdate(context, out + produced, &n, in + at, part) == 1);
        at += part;
    }
    good = EVP_CipherFinal_ex(context, out + produced, &n);
    EVP_CIPHER_CTX_free(context);
    EVP_CIPHER_free(cipher);
    return good == 1 ? produced + n : -1;
}

static void ciphers(void)
{
    static const char *const names[] = {"AES-128-CBC", "AES-192-CBC", "AES-256-CBC", "AES-128-CTR",
                                        "AES-192-CTR", "AES-256-CTR", "AES-128-XTS", "AES-256-XTS"};
    static const int sizes[] = {16, 32, 100, 255, 256, 4096, 65536, 65552, 250000};
    for (unsigned i = 0; i < 8 * 9 * 2; i++) {
        const char *name = names[i % 8];
        int padded = i / 72, whole = strstr(name, "XTS") != NULL, length = sizes[i / 8 % 9];
        length = strstr(name, "CBC") != NULL && !padded ? length / 16 * 16 : length;
        int one = run(OWN, name, 1, padded, whole, data, sealed[0], length);
        int two = run(DEVICE, name, 1, padded, whole, data, sealed[1], length);
        CHECK(one >= length && one == two && memcmp(sealed[0], sealed[1], (size_t)one) == 0);
        CHECK(run(DEVICE, name, 0, padded, whole, sealed[0], opened, one) == length && memcmp(opened, data, (size_t)length) == 0);
        CHECK(run(DEVICE, name, 0, padded, 1, sealed[0], sealed[0], one) == length); /* in place, in one piece */
        CHECK(memcmp(sealed[0], data, (size_t)length) == 0);
    }
    int one = run(OWN, "AES-128-CBC", 1, 1, 1, data, sealed[0], 1000);
    sealed[0][one - 17] ^= 255; /* of the padding's block */
    CHECK(run(DEVICE, "AES-128-CBC", 0, 1, 1, sealed[0], opened, one) == -1);
    CHECK(run(DEVICE, "AES-128-CBC", 0, 0, 1, data, opened, 1000) == -1); /* no whole blocks, and nothing to fill them */
}

static void copies(void)
{
    EVP_CIPHER *cipher = EVP_CIPHER_fetch(NULL, "AES-256-CBC", DEVICE);
    EVP_CIPHER_CTX *one = EVP_CIPHER_CTX_new(), *two = EVP_CIPHER_CTX_new();
    int a, b, more;
    CHECK(EVP_EncryptInit_ex2(one, cipher, key, iv, NULL) == 1);
    CHECK(EVP_EncryptUpdate(one, sealed[0], &a, data, 5000) == 1);
    CHECK(EVP_CIPHER_CTX_copy(two, one) == 1);
    CHECK(EVP_EncryptUpdate(one, sealed[0] + a, &more, data + 5000, 5000) == 1 && EVP_EncryptFinal_ex(one, opened, &b) == 1);
    CHECK(EVP_EncryptUpdate(two, sealed[1] + a, &more, data + 5000, 5000) == 1 && EVP_EncryptFinal_ex(two, opened + 16, &b) == 1);
    CHECK(memcmp(sealed[0] + a, sealed[1] + a, (size_t)more) == 0 && memcmp(opened, opened + 16, 16) == 0);
    CHECK(EVP_EncryptInit_ex2(one, NULL, NULL, NULL, NULL) == 1); /* the same message again */
    CHECK(EVP_EncryptUpdate(one, sealed[1], &b, data, 5000) == 1 && b == a && memcmp(sealed[0], sealed[1], (size_t)a) == 0);
    EVP_CIPHER_CTX_free(one);
    EVP_CIPHER_CTX_free(two);
    EVP_CIPHER_free(cipher);
}

static void digest(const char *properties, const char *name, size_t length, size_t part, unsigned char *out)
{
    EVP_MD *md = EVP_MD_fetch(NULL, name, properties);
    EVP_MD_CTX *context = EVP_MD_CTX_new(), *copy = EVP_MD_CTX_new();
    unsigned n;
    CHECK(md != NULL && EVP_DigestInit_ex2(context, md, NULL) == 1);
    for (size_t at = 0; at < length; at += part) {
        CHECK(EVP_DigestUpdate(context, data, length - at < part ? length - at : part) == 1);
    }
    CHECK(EVP_MD_CTX_copy_ex(copy, context) == 1);
    CHECK(EVP_DigestFinal_ex(copy, out, &n) == 1);
    CHECK(EVP_DigestFinal_ex(context, out + 64, &n) == 1 && memcmp(out, out + 64, n) == 0);
    EVP_MD_CTX_free(context);
    EVP_MD_CTX_free(copy);
    EVP_MD_free(md);
}

static void digests(void)
{
    static const char *const names[] = {"SHA224", "SHA256", "SHA384", "SHA512"};
    static const size_t sizes[] = {0, 100, 1024, 5000, 65536, 65537, 200001, 1u << 20, 1500000};
    unsigned char own[128] = {0}, device[128] = {0};
    for (unsigned i = 0; i < 4 * 9; i++) {
        size_t part = i % 2 ? 60000 : 250000;
        digest(OWN, names[i % 4], sizes[i / 4], part, own);
        digest(DEVICE, names[i % 4], sizes[i / 4], part, device);
        CHECK(memcmp(own, device, 64) == 0);
    }
}

int main(int argc, char **argv)
{
    CHECK(argc > 1);
    CHECK(OSSL_PROVIDER_set_default_search_path(NULL, argv[1]) == 1);
    CHECK(OSSL_PROVIDER_load(NULL, "accelqat") != NULL && OSSL_PROVIDER_load(NULL, "default") != NULL);
    for (int i = 0; i < MAX; i++) {
        data[i] = (unsigned char)draw(256);
    }
    for (int i = 0; i < 64; i++) {
        key[i] = (unsigned char)draw(256);
        iv[i % 16] = (unsigned char)draw(256);
    }
    iv[15] = iv[14] = iv[13] = 255; /* the counter runs over */
    ciphers();
    copies();
    digests();
    puts("ok");
    return 0;
}
