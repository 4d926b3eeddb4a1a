/* One process, one device: threads that compress through a generated support file beside threads that seal and open records
   through EVP. Prints how far the others were when each was half done and done, and checks every answer.
   usage: both_on_one THREADS OPERATIONS */
#include <openssl/evp.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "accel_offload.h"

enum { RECORD = 16384, BLOCK = 65536, MOST = 8 };

static int operations;
static int done[2]; /* compressions, sealed records */

static void fail(const char *what)
{
    fprintf(stderr, "both_on_one: %s\n", what);
    exit(1);
}

static void *compresses(void *argument)
{
    unsigned char *data = malloc(BLOCK), *packed = malloc(2 * BLOCK), *back = malloc(BLOCK);
    for (int i = 0; i < operations; i++) {
        for (int k = 0; k < BLOCK; k++) {
            data[k] = (unsigned char)("compressible text "[k % 18] + (k / 997 + i) % 3);
        }
        uLongf made = 2 * BLOCK, length = BLOCK;
        if (accel_compress2(packed, &made, data, BLOCK, 6) != Z_OK || uncompress(back, &length, packed, made) != Z_OK ||
            memcmp(data, back, BLOCK) != 0) {
            fail("a block does not come back");
        }
        __atomic_fetch_add(&done[0], 1, __ATOMIC_RELAXED);
    }
    free(data), free(packed), free(back);
    return argument;
}

static int cipher(EVP_CIPHER *gcm, int seal, unsigned char *data, unsigned char *tag)
{
    static const unsigned char key[32] = {1, 2, 3}, nonce[12] = {4, 5, 6};
    unsigned char end[16];
    int n = 0;
    EVP_CIPHER_CTX *context = EVP_CIPHER_CTX_new();
    int ok = context != NULL && EVP_CipherInit_ex2(context, gcm, key, nonce, seal, NULL) == 1 &&
             EVP_CipherUpdate(context, data, &n, data, RECORD) == 1 &&
             (seal || EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_TAG, 16, tag) == 1) &&
             EVP_CipherFinal_ex(context, end, &n) == 1 &&
             (!seal || EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_GET_TAG, 16, tag) == 1);
    EVP_CIPHER_CTX_free(context);
    return ok;
}

static void *seals(void *argument)
{
    unsigned char data[RECORD], before[RECORD], tag[16];
    EVP_CIPHER *gcm = EVP_CIPHER_fetch(NULL, "AES-256-GCM", "provider=accelqat");
    if (gcm == NULL) {
        fail("no AES-256-GCM by the provider");
    }
    for (int i = 0; i < operations; i++) {
        memset(before, i, sizeof before);
        memcpy(data, before, sizeof data);
        if (!cipher(gcm, 1, data, tag) || memcmp(data, before, RECORD) == 0 || !cipher(gcm, 0, data, tag) ||
            memcmp(data, before, RECORD) != 0) {
            fail("a record does not come back");
        }
        __atomic_fetch_add(&done[1], 1, __ATOMIC_RELAXED);
    }
    EVP_CIPHER_free(gcm);
    return argument;
}

int main(int argc, char **argv)
{
    pthread_t threads[2 * MOST];
    int count = argc > 1 ? atoi(argv[1]) : 2;
    operations = argc > 2 ? atoi(argv[2]) : 20;
    for (int i = 0; i < 2 * count; i++) {
        if (pthread_create(&threads[i], NULL, i % 2 ? seals : compresses, NULL) != 0) {
            fail("no thread");
        }
    }
    for (int i = 0; i < 2 * count; i++) {
        pthread_join(threads[i], NULL);
    }
    printf("%d %d %llu %llu\n", done[0], done[1], accel_counters.device_ops, accel_counters.cpu_ops);
    return 0;
}
