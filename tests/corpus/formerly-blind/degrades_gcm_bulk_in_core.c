#include <openssl/evp.h>

#define RECORD 16384

/* Record layer in a worker thread; the library already uses the AES and carry-less multiply instructions. */
long send_file(EVP_CIPHER_CTX *c, const unsigned char *p, long n, unsigned char *out, long (*tx)(const unsigned char *, int))
{
    long sent = 0;
    int m;
    for (; n >= RECORD; n -= RECORD, p += RECORD) {
        // degrades: encrypt
        if (EVP_EncryptUpdate(c, out, &m, p, RECORD) != 1)
            return -1;
        sent += tx(out, m);
    }
    return sent;
}
