/* VPN data path: one IP packet per call, MTU bound, AES-128-GCM. */
#include <openssl/evp.h>
#include <stdint.h>

#define TUN_MTU 1420

struct tun_pkt { uint8_t data[TUN_MTU + 16]; int len; uint64_t seq; };

int pkt_seal(EVP_CIPHER_CTX *c, const uint8_t salt[4], struct tun_pkt *p)
{
    uint8_t iv[12];
    int n;

    for (int i = 0; i < 4; i++)
        iv[i] = salt[i];
    for (int i = 0; i < 8; i++)
        iv[4 + i] = (uint8_t)(p->seq >> (56 - 8 * i));
    if (p->len > TUN_MTU || EVP_EncryptInit_ex(c, NULL, NULL, NULL, iv) != 1)
        return -1;
    // degrades: encrypt
    if (EVP_EncryptUpdate(c, p->data, &n, p->data, p->len) != 1)
        return -1;
    if (EVP_EncryptFinal_ex(c, p->data + n, &n) != 1)
        return -1;
    return EVP_CIPHER_CTX_ctrl(c, EVP_CTRL_AEAD_GET_TAG, 16, p->data + p->len) == 1 ? 0 : -1;
}
