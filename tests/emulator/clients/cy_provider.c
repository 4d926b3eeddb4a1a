/* AES-GCM through the provider in updates of odd sizes, against OpenSSL's own; argument: the provider's folder. */
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

#define MAX 200000

static unsigned char data[MAX], sealed[2][MAX], opened[MAX], key[32], iv[12], aad[64];

/* Updates of sizes that the seed draws; true: the tag is right. */
static int run(const char *properties, const char *name, int encrypt, const unsigned char *in, unsigned char *out,
               int length, unsigned char tag[16], unsigned seed)
{
    EVP_CIPHER *cipher = EVP_CIPHER_fetch(NULL, name, properties);
    EVP_CIPHER_CTX *context = EVP_CIPHER_CTX_new();
    int n, at = 0;
    CHECK(cipher != NULL && context != NULL);
    CHECK(EVP_CipherInit_ex2(context, cipher, key, iv, encrypt, NULL) == 1);
    CHECK(seed % 3 == 0 || EVP_CipherUpdate(context, NULL, &n, aad, (int)(seed % sizeof aad) + 1) == 1);
    while (at < length) {
        seed = seed * 1103515245 + 12345;
        int part = 1 + (int)(seed >> 8) % (seed % 2 ? 40 : 90000);
        part = part < length - at ? part : length - at;
        CHECK(EVP_CipherUpdate(context, out + at, &n, in + at, part) == 1 && n == part);
        at += part;
    }
    CHECK(encrypt || EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_TAG, 16, tag) == 1);
    int right = EVP_CipherFinal_ex(context, out + length, &n);
    CHECK(!encrypt || EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_GET_TAG, 16, tag) == 1);
    EVP_CIPHER_CTX_free(context);
    EVP_CIPHER_free(cipher);
    return right;
}

/* A record of TLS 1.2 in place, as libssl asks for it; returns its length afterwards, -1: the tag is wrong. */
static int record(const char *properties, int encrypt, unsigned char *bytes, int length)
{
    unsigned char header[13] = {0, 0, 0, 0, 0, 0, 0, 1, 23, 3, 3, (unsigned char)((length - (encrypt ? 16 : 0)) >> 8),
                                (unsigned char)(length - (encrypt ? 16 : 0))};
    EVP_CIPHER *cipher = EVP_CIPHER_fetch(NULL, "AES-256-GCM", properties);
    EVP_CIPHER_CTX *context = EVP_CIPHER_CTX_new();
    int n = 0;
    CHECK(cipher != NULL && context != NULL);
    CHECK(EVP_CipherInit_ex2(context, cipher, key, NULL, encrypt, NULL) == 1);
    CHECK(EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_IV_FIXED, 4, iv) == 1);
    CHECK(EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_TLS1_AAD, sizeof header, header) == 16);
    int right = EVP_CipherUpdate(context, bytes, &n, bytes, length);
    EVP_CIPHER_CTX_free(context);
    EVP_CIPHER_free(cipher);
    return right == 1 ? n : -1;
}

static void records(const char *from, const char *to)
{
    static const int lengths[] = {1, 16, 100, 16384};
    for (int i = 0; i < 4; i++) {
        unsigned char *bytes = sealed[0];
        int whole = 8 + lengths[i] + 16;
        memcpy(bytes + 8, data, (size_t)lengths[i]);
        CHECK(record(from, 1, bytes, whole) == whole);
        memcpy(sealed[1], bytes, (size_t)whole);
        CHECK(record(to, 0, bytes, whole) == lengths[i] && memcmp(bytes + 8, data, (size_t)lengths[i]) == 0);
        sealed[1][8] ^= 1;
        CHECK(record(to, 0, sealed[1], whole) == -1);
    }
}

int main(int argc, char **argv)
{
    static const int lengths[] = {0, 1, 15, 16, 17, 1000, 4096, 65536, 65537, 150000};
    unsigned char tags[2][16];
    CHECK(argc == 2 && OSSL_PROVIDER_set_default_search_path(NULL, argv[1]) == 1);
    CHECK(OSSL_PROVIDER_load(NULL, "default") != NULL && OSSL_PROVIDER_load(NULL, "accelqat") != NULL);
    for (int i = 0; i < MAX; i++) {
        data[i] = (unsigned char)(i * 31 + (i >> 7));
    }
    for (unsigned round = 0; round < 40; round++) {
        const char *name = round % 2 ? "AES-256-GCM" : "AES-128-GCM";
        int length = lengths[round % 10];
        for (unsigned i = 0; i < sizeof key; i++) {
            key[i] = (unsigned char)(round * 7 + i);
            iv[i % sizeof iv] = (unsigned char)(round + i * 5);
        }
        CHECK(run("provider=default", name, 1, data, sealed[0], length, tags[0], round) == 1);
        CHECK(run("provider=accelqat", name, 1, data, sealed[1], length, tags[1], round) == 1);
        CHECK(memcmp(sealed[0], sealed[1], (size_t)length) == 0 && memcmp(tags[0], tags[1], 16) == 0);
        CHECK(run("provider=accelqat", name, 0, sealed[0], opened, length, tags[0], round) == 1);
        CHECK(memcmp(opened, data, (size_t)length) == 0);
        tags[0][round % 16] ^= 1;
        CHECK(run("provider=accelqat", name, 0, sealed[0], opened, length, tags[0], round) != 1);
    }
    records("provider=accelqat", "provider=default");
    records("provider=default", "provider=accelqat");
    records("provider=accelqat", "provider=accelqat");
    printf("ok\n");
    return 0;
}
