#include <openssl/evp.h>

/* One control record, at most 48 bytes, AES-GCM in the core. */
int record_seal(EVP_CIPHER_CTX *c, const unsigned char iv[12], const unsigned char in[48], unsigned char out[64])
{
    int n, m;
    if (EVP_EncryptInit_ex(c, NULL, NULL, NULL, iv) != 1)
        return -1;
    // degrades: encrypt
    if (EVP_EncryptUpdate(c, out, &n, in, 48) != 1 || EVP_EncryptFinal_ex(c, out + n, &m) != 1)
        return -1;
    return EVP_CIPHER_CTX_ctrl(c, EVP_CTRL_AEAD_GET_TAG, 16, out + n + m) == 1 ? n + m + 16 : -1;
}
