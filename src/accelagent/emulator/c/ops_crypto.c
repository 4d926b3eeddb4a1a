#include "ops_crypto.h"

#include <errno.h>
#include <limits.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <openssl/provider.h>
#include <pthread.h>
#include <string.h>

#define BLOCK 16
#define MAX_FETCHED 64

static OSSL_LIB_CTX *library;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void load(void)
{
    OSSL_LIB_CTX *fresh = OSSL_LIB_CTX_new();
    if (fresh != NULL && OSSL_PROVIDER_load(fresh, "default") != NULL) {
        library = fresh;
    } else {
        OSSL_LIB_CTX_free(fresh);
    }
}

OSSL_LIB_CTX *emu_crypto_library(void)
{
    pthread_once(&once, load);
    return library;
}

/* --- algorithms, looked up once --- */

static struct fetched {
    const char *name;
    void *found;
} ciphers[MAX_FETCHED], digests[MAX_FETCHED];
static pthread_mutex_t fetch_lock = PTHREAD_MUTEX_INITIALIZER;

static void *fetch(struct fetched *table, const char *name, void *(*look_up)(const char *))
{
    void *found = NULL;
    pthread_mutex_lock(&fetch_lock);
    for (int i = 0; i < MAX_FETCHED && found == NULL; i++) {
        if (table[i].name == NULL) {
            table[i].found = look_up(name);
            table[i].name = table[i].found != NULL ? name : NULL;
            found = table[i].found;
            break;
        }
        found = strcmp(table[i].name, name) == 0 ? table[i].found : NULL;
    }
    pthread_mutex_unlock(&fetch_lock);
    return found;
}

static void *look_up_cipher(const char *name)
{
    return emu_crypto_library() != NULL ? EVP_CIPHER_fetch(library, name, NULL) : NULL;
}

static void *look_up_digest(const char *name)
{
    return emu_crypto_library() != NULL ? EVP_MD_fetch(library, name, NULL) : NULL;
}

const EVP_CIPHER *emu_cipher(const char *name)
{
    return fetch(ciphers, name, look_up_cipher);
}

const EVP_MD *emu_digest(const char *name)
{
    return fetch(digests, name, look_up_digest);
}

/* --- ciphers --- */

static bool set_up_aead(EVP_CIPHER_CTX *context, const struct emu_cipher_spec *spec)
{
    bool good = EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_IVLEN, (int)spec->iv_length, NULL) > 0;
    if (spec->ccm) {
        void *tag = spec->encrypt ? NULL : (void *)(uintptr_t)spec->tag;
        good = good && EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_TAG, (int)spec->tag_length, tag) > 0;
    }
    return good;
}

static bool feed_aad(EVP_CIPHER_CTX *context, const struct emu_cipher_spec *spec, const uint8_t *aad, size_t length,
                     size_t total)
{
    int n;
    bool good = !spec->ccm || EVP_CipherUpdate(context, NULL, &n, NULL, (int)total) > 0;
    return good && (length == 0 || EVP_CipherUpdate(context, NULL, &n, aad, (int)length) > 0);
}

int emu_cipher_begin(struct emu_cipher_stream *stream, const struct emu_cipher_spec *spec, const uint8_t *iv,
                     const uint8_t *aad, size_t aad_length, size_t total)
{
    emu_cipher_drop(stream);
    if (spec->name == NULL) {
        return 0;
    }
    const EVP_CIPHER *cipher = emu_cipher(spec->name);
    stream->context = cipher != NULL ? EVP_CIPHER_CTX_new() : NULL;
    if (stream->context == NULL || total > INT_MAX) {
        return -ENOMEM;
    }
    EVP_CIPHER_CTX *context = stream->context;
    bool good = EVP_CipherInit_ex2(context, cipher, NULL, NULL, spec->encrypt, NULL) > 0;
    good = good && (!spec->aead || set_up_aead(context, spec));
    good = good && EVP_CipherInit_ex2(context, NULL, spec->key, iv, spec->encrypt, NULL) > 0;
    good = good && EVP_CIPHER_CTX_set_padding(context, 0) > 0;
    good = good && (!spec->aead || feed_aad(context, spec, aad, aad_length, total));
    return good ? 0 : -EINVAL;
}

int emu_cipher_update(struct emu_cipher_stream *stream, const uint8_t *in, uint8_t *out, size_t length)
{
    int n = 0;
    if (stream->context == NULL) {
        memmove(out, in, length);
        return 0;
    }
    static const uint8_t nothing[1];
    return EVP_CipherUpdate(stream->context, out, &n, length > 0 ? in : nothing, (int)length) > 0 ? 0 : -EBADMSG;
}

/* Also when decrypting: the device compares, so it wants the tag that belongs to the data. EVP only compares; the tag
   is what its caller passes in, and -EBADMSG says that it is wrong. */
int emu_cipher_tag(struct emu_cipher_stream *stream, const struct emu_cipher_spec *spec, uint8_t *tag)
{
    uint8_t rest[BLOCK];
    int n = 0;
    if (stream->context == NULL) {
        return -EINVAL;
    }
    if (!spec->encrypt && !spec->ccm &&
        EVP_CIPHER_CTX_ctrl(stream->context, EVP_CTRL_AEAD_SET_TAG, (int)spec->tag_length, tag) <= 0) {
        return -EINVAL;
    }
    bool good = spec->ccm || EVP_CipherFinal_ex(stream->context, rest, &n) > 0;
    if (good && spec->encrypt) {
        good = EVP_CIPHER_CTX_ctrl(stream->context, EVP_CTRL_AEAD_GET_TAG, (int)spec->tag_length, tag) > 0;
    }
    return good ? 0 : -EBADMSG;
}

void emu_cipher_vector(const struct emu_cipher_stream *stream, uint8_t iv[16])
{
    if (stream->context != NULL) {
        (void)!EVP_CIPHER_CTX_get_updated_iv(stream->context, iv, BLOCK);
    }
}

void emu_cipher_drop(struct emu_cipher_stream *stream)
{
    EVP_CIPHER_CTX_free(stream->context);
    stream->context = NULL;
}

/* --- digests and MACs that can come in parts --- */

static const char *cbc_of(size_t key_length)
{
    return key_length == 16 ? "AES-128-CBC" : key_length == 24 ? "AES-192-CBC" : "AES-256-CBC";
}

static EVP_MAC_CTX *begin_mac(const struct emu_hash *hash)
{
    bool hmac = hash->mac == EMU_MAC_HMAC;
    const char *inner = hmac ? hash->digest : cbc_of(hash->key_length);
    const OSSL_PARAM params[] = {
        OSSL_PARAM_construct_utf8_string(hmac ? OSSL_MAC_PARAM_DIGEST : OSSL_MAC_PARAM_CIPHER,
                                         (char *)(uintptr_t)inner, 0),
        OSSL_PARAM_construct_end(),
    };
    EVP_MAC *mac = EVP_MAC_fetch(emu_crypto_library(), hmac ? "HMAC" : "CMAC", NULL);
    EVP_MAC_CTX *context = mac != NULL ? EVP_MAC_CTX_new(mac) : NULL;
    EVP_MAC_free(mac); /* the context holds it */
    if (context != NULL && EVP_MAC_init(context, hash->key, hash->key_length, params) <= 0) {
        EVP_MAC_CTX_free(context);
        context = NULL;
    }
    return context;
}

static EVP_MD_CTX *begin_digest(const char *name, const uint8_t *prefix, size_t length)
{
    const EVP_MD *kind = emu_digest(name);
    EVP_MD_CTX *context = kind != NULL ? EVP_MD_CTX_new() : NULL;
    if (context != NULL && (EVP_DigestInit_ex2(context, kind, NULL) <= 0 ||
                            (length > 0 && EVP_DigestUpdate(context, prefix, length) <= 0))) {
        EVP_MD_CTX_free(context);
        context = NULL;
    }
    return context;
}

int emu_hash_begin(struct emu_hash_stream *stream, const struct emu_hash *hash)
{
    emu_hash_drop(stream);
    if (emu_crypto_library() == NULL) {
        return -ENOMEM;
    }
    if (hash->mac == EMU_MAC_HMAC || hash->mac == EMU_MAC_CMAC) {
        stream->mac = begin_mac(hash);
        return stream->mac != NULL ? 0 : -ENOMEM;
    }
    stream->digest = begin_digest(hash->digest, hash->key, hash->mac == EMU_MAC_NESTED ? hash->key_length : 0);
    return stream->digest != NULL ? 0 : -ENOMEM;
}

int emu_hash_update(struct emu_hash_stream *stream, const uint8_t *in, size_t length)
{
    if (length == 0) {
        return 0;
    }
    int rc = stream->mac != NULL ? EVP_MAC_update(stream->mac, in, length) : EVP_DigestUpdate(stream->digest, in, length);
    return rc > 0 ? 0 : -EIO;
}

static int end_nested(const struct emu_hash *hash, uint8_t digest[EMU_MAX_DIGEST], unsigned inner_length)
{
    EVP_MD_CTX *outer = begin_digest(hash->outer, hash->outer_prefix, hash->outer_prefix_length);
    bool good = outer != NULL && EVP_DigestUpdate(outer, digest, inner_length) > 0 &&
                EVP_DigestFinal_ex(outer, digest, NULL) > 0;
    EVP_MD_CTX_free(outer);
    return good ? 0 : -EIO;
}

int emu_hash_end(struct emu_hash_stream *stream, const struct emu_hash *hash, uint8_t digest[EMU_MAX_DIGEST])
{
    size_t length = EMU_MAX_DIGEST;
    unsigned inner = 0;
    if (stream->mac != NULL) {
        return EVP_MAC_final(stream->mac, digest, &length, EMU_MAX_DIGEST) > 0 ? 0 : -EIO;
    }
    if (EVP_DigestFinal_ex(stream->digest, digest, &inner) <= 0) {
        return -EIO;
    }
    return hash->mac == EMU_MAC_NESTED ? end_nested(hash, digest, inner) : 0;
}

void emu_hash_drop(struct emu_hash_stream *stream)
{
    EVP_MD_CTX_free(stream->digest);
    EVP_MAC_CTX_free(stream->mac);
    stream->digest = NULL;
    stream->mac = NULL;
}

/* --- MACs over whole messages that OpenSSL does not have: CBC-MAC and AES-XCBC (RFC 3566) --- */

bool emu_hash_streams(const struct emu_hash *hash)
{
    return hash->mac != EMU_MAC_XCBC && hash->mac != EMU_MAC_CBC;
}

static int cbc_mac(const uint8_t *key, size_t key_length, const uint8_t *in, size_t whole, const uint8_t last[BLOCK],
                   uint8_t mac[BLOCK])
{
    struct emu_cipher_spec spec = {.name = cbc_of(key_length), .encrypt = true};
    struct emu_cipher_stream stream = {NULL};
    static const uint8_t zero[BLOCK];
    memcpy(spec.key, key, key_length);
    int rc = emu_cipher_begin(&stream, &spec, zero, NULL, 0, whole);
    for (size_t at = 0; at < whole && rc == 0; at += BLOCK) {
        rc = emu_cipher_update(&stream, in + at, mac, BLOCK);
    }
    if (rc == 0 && last != NULL) {
        rc = emu_cipher_update(&stream, last, mac, BLOCK);
    }
    emu_cipher_drop(&stream);
    return rc;
}

static int derive(const struct emu_hash *hash, uint8_t filler, uint8_t key[BLOCK])
{
    uint8_t block[BLOCK];
    memset(block, filler, sizeof block);
    return cbc_mac(hash->key, BLOCK, block, BLOCK, NULL, key); /* one block from zero: plain encryption */
}

static int xcbc(const struct emu_hash *hash, const uint8_t *in, size_t length, uint8_t mac[BLOCK])
{
    uint8_t first[BLOCK], mask[BLOCK], last[BLOCK] = {0};
    bool full = length > 0 && length % BLOCK == 0;
    size_t whole = length == 0 ? 0 : (length - 1) / BLOCK * BLOCK;
    int rc = derive(hash, 1, first);
    rc = rc != 0 ? rc : derive(hash, full ? 2 : 3, mask);
    if (length > whole) {
        memcpy(last, in + whole, length - whole);
    }
    if (!full) {
        last[length - whole] = 0x80;
    }
    for (int i = 0; i < BLOCK; i++) {
        last[i] ^= mask[i];
    }
    return rc != 0 ? rc : cbc_mac(first, BLOCK, in, whole, last, mac);
}

int emu_hash_whole(const struct emu_hash *hash, const uint8_t *in, size_t length, uint8_t digest[EMU_MAX_DIGEST])
{
    struct emu_hash_stream stream = {NULL, NULL};
    if (hash->mac == EMU_MAC_XCBC) {
        return xcbc(hash, in, length, digest);
    }
    if (hash->mac == EMU_MAC_CBC) {
        uint8_t last[BLOCK] = {0};
        size_t whole = length / BLOCK * BLOCK;
        memset(digest, 0, BLOCK);
        if (length > whole) {
            memcpy(last, in + whole, length - whole);
        }
        return cbc_mac(hash->key, hash->key_length, in, whole, length > whole ? last : NULL, digest);
    }
    int rc = emu_hash_begin(&stream, hash);
    rc = rc != 0 ? rc : emu_hash_update(&stream, in, length);
    rc = rc != 0 ? rc : emu_hash_end(&stream, hash, digest);
    emu_hash_drop(&stream);
    return rc;
}
