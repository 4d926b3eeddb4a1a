#include <gnutls/gnutls.h>
#include <gnutls/crypto.h>
#include <mbedtls/ssl.h>
#include <mbedtls/aes.h>

#define PART (4 << 20)

int hs(gnutls_session_t s)
{
    int rc;
    do {
        // region: sign async
        rc = gnutls_handshake(s);
    } while (rc < 0 && !gnutls_error_is_fatal(rc));
    return rc;
}

int enc(mbedtls_aes_context *a, unsigned char iv[16], const unsigned char *in, unsigned char *out)
{
    // region: encrypt aes-cbc async min=65536
    return mbedtls_aes_crypt_cbc(a, MBEDTLS_AES_ENCRYPT, PART, iv, in, out);
}

int dig(const void *p, void *d)
{
    // region: hash sha256 async min=65536
    return gnutls_hash_fast(GNUTLS_DIG_SHA256, p, PART, d);
}

int say(gnutls_session_t s)
{
    // degrades: encrypt
    return gnutls_record_send(s, "220 ready\r\n", 11);
}
