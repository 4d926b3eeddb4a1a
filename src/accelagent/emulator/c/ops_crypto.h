/* The operations themselves, in software: ciphers, digests and authenticated encryption over spans of bytes.
   They come from OpenSSL's default provider in a library context of our own: a program's configuration, or a provider
   that itself calls the emulated device, has no part in them. Functions return 0 or -errno. */
#ifndef EMU_OPS_CRYPTO_H
#define EMU_OPS_CRYPTO_H

#include <openssl/types.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define EMU_MAX_DIGEST 64
#define EMU_MAX_PREFIX 255 /* bytes, of a nested hash's two prefixes */

OSSL_LIB_CTX *emu_crypto_library(void);            /* NULL: there is no default provider */
const EVP_CIPHER *emu_cipher(const char *name);    /* NULL: unknown */
const EVP_MD *emu_digest(const char *name);

enum emu_mac { EMU_MAC_NONE, EMU_MAC_HMAC, EMU_MAC_CMAC, EMU_MAC_XCBC, EMU_MAC_CBC, EMU_MAC_NESTED };

/* What a session hashes with. */
struct emu_hash {
    enum emu_mac mac;
    const char *digest;             /* of the message; NULL for MACs made of a cipher */
    const char *outer;              /* nested: of the inner digest */
    uint8_t key[256];               /* or the inner prefix */
    size_t key_length;
    uint8_t outer_prefix[EMU_MAX_PREFIX];
    size_t outer_prefix_length;
};

/* What a session enciphers with. */
struct emu_cipher_spec {
    const char *name;               /* NULL: the null cipher, which copies */
    uint8_t key[64];
    bool encrypt;
    bool aead;
    bool ccm;                       /* wants the length before anything else */
    size_t iv_length;               /* of an AEAD's nonce */
    size_t tag_length;
    const uint8_t *tag;             /* CCM decryption wants it first; NULL: not verified */
};

/* Operations in progress; zeroed at first, several requests long when packets come in parts. */
struct emu_cipher_stream {
    EVP_CIPHER_CTX *context;
};

struct emu_hash_stream {
    EVP_MD_CTX *digest;
    EVP_MAC_CTX *mac;
};

int emu_cipher_begin(struct emu_cipher_stream *stream, const struct emu_cipher_spec *spec, const uint8_t *iv,
                     const uint8_t *aad, size_t aad_length, size_t total);
int emu_cipher_update(struct emu_cipher_stream *stream, const uint8_t *in, uint8_t *out, size_t length);
int emu_cipher_tag(struct emu_cipher_stream *stream, const struct emu_cipher_spec *spec, uint8_t *tag);
void emu_cipher_vector(const struct emu_cipher_stream *stream, uint8_t iv[16]); /* of the next block */
void emu_cipher_drop(struct emu_cipher_stream *stream);

int emu_hash_begin(struct emu_hash_stream *stream, const struct emu_hash *hash);
int emu_hash_update(struct emu_hash_stream *stream, const uint8_t *in, size_t length);
int emu_hash_end(struct emu_hash_stream *stream, const struct emu_hash *hash, uint8_t digest[EMU_MAX_DIGEST]);
void emu_hash_drop(struct emu_hash_stream *stream);
bool emu_hash_streams(const struct emu_hash *hash); /* false: only whole messages, with emu_hash_whole */
int emu_hash_whole(const struct emu_hash *hash, const uint8_t *in, size_t length, uint8_t digest[EMU_MAX_DIGEST]);

#endif
