/* Webhook signatures: HMAC-SHA256 over a payload of at most 1 KiB. */
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <stdint.h>

#define HOOK_MAX 1024

struct hook { uint8_t body[HOOK_MAX]; unsigned len; uint8_t mac[32]; };

int hook_stamp(struct hook *h, const uint8_t *key, int klen)
{
    unsigned n = sizeof h->mac;
    if (h->len > HOOK_MAX)
        return -1;
    // degrades: hash
    return HMAC(EVP_sha256(), key, klen, h->body, h->len, h->mac, &n) ? 0 : -1;
}
