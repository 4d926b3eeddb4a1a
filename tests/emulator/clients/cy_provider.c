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
    printf("ok\n");
    return 0;
}
