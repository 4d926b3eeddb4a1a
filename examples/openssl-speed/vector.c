/* AES-256-GCM of nothing under the zero key and nonce: the tag is that of test case 13 of the mode's specification; and a
   round trip of a record of 16 KiB. */
#include <openssl/evp.h>
#include <stdio.h>
#include <string.h>

static int run(int seal, const unsigned char *key, unsigned char *data, int length, unsigned char *tag)
{
    static const unsigned char nonce[12];
    unsigned char end[16];
    int n = 0;
    EVP_CIPHER_CTX *context = EVP_CIPHER_CTX_new();
    int ok = context != NULL && EVP_CipherInit_ex(context, EVP_aes_256_gcm(), NULL, key, nonce, seal) == 1 &&
             (length == 0 || EVP_CipherUpdate(context, data, &n, data, length) == 1) &&
             (seal || EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_TAG, 16, tag) == 1) &&
             EVP_CipherFinal_ex(context, end, &n) == 1 &&
             (!seal || EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_GET_TAG, 16, tag) == 1);
    EVP_CIPHER_CTX_free(context);
    return ok;
}

int main(void)
{
    static const unsigned char expected[16] = {0x53, 0x0f, 0x8a, 0xfb, 0xc7, 0x45, 0x36, 0xb9,
                                               0xa9, 0x63, 0xb4, 0xf1, 0xc4, 0xcb, 0x73, 0x8b};
    static unsigned char record[16384], plain[16384];
    unsigned char key[32] = {0}, tag[16];

    if (!run(1, key, record, 0, tag) || memcmp(tag, expected, sizeof tag)) {
        fputs("vector: another tag than the specification's\n", stderr);
        return 1;
    }
    for (unsigned i = 0; i < sizeof record; i++) {
        plain[i] = record[i] = (unsigned char)(i * 7 + i / 256);
    }
    if (!run(1, key, record, sizeof record, tag) || !memcmp(record, plain, sizeof record) ||
        !run(0, key, record, sizeof record, tag) || memcmp(record, plain, sizeof record)) {
        fputs("vector: a record does not come back\n", stderr);
        return 1;
    }
    tag[3] ^= 1;
    if (run(0, key, record, sizeof record, tag)) {
        fputs("vector: a wrong tag is taken\n", stderr);
        return 1;
    }
    puts("vector: right");
    return 0;
}
