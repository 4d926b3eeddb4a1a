#include "ops_kdf.h"

#include <errno.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>
#include <openssl/params.h>
#include <string.h>

#include "ops_crypto.h"

#define SSL3_ROUNDS 16
#define PARAMETERS 8

static int derive(const char *kind, const OSSL_PARAM *params, struct emu_span out)
{
    EVP_KDF *kdf = EVP_KDF_fetch(emu_crypto_library(), kind, NULL);
    EVP_KDF_CTX *context = kdf != NULL ? EVP_KDF_CTX_new(kdf) : NULL;
    bool good = context != NULL && EVP_KDF_derive(context, out.data, out.length, params) == 1;
    EVP_KDF_CTX_free(context);
    EVP_KDF_free(kdf);
    return good ? 0 : -EINVAL;
}

static OSSL_PARAM octets(const char *key, struct emu_span span)
{
    static unsigned char nothing[1];
    return OSSL_PARAM_construct_octet_string(key, span.data != NULL ? span.data : nothing, span.length);
}

static OSSL_PARAM name(const char *value)
{
    return OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, (char *)(uintptr_t)value, 0);
}

int emu_tls_prf(const char *digest, struct emu_span secret, struct emu_span label, struct emu_span seed, struct emu_span out)
{
    const OSSL_PARAM params[PARAMETERS] = {
        name(digest != NULL ? digest : "MD5-SHA1"),
        octets(OSSL_KDF_PARAM_SECRET, secret),
        octets(OSSL_KDF_PARAM_SEED, label), /* one after the other */
        octets(OSSL_KDF_PARAM_SEED, seed),
        OSSL_PARAM_construct_end(),
    };
    return derive("TLS1-PRF", params, out);
}

static int hkdf(const char *digest, int mode, struct emu_span key, struct emu_span salt, struct emu_span info,
                struct emu_span out)
{
    const OSSL_PARAM params[PARAMETERS] = {
        name(digest),
        OSSL_PARAM_construct_int(OSSL_KDF_PARAM_MODE, &mode),
        octets(OSSL_KDF_PARAM_KEY, key),
        octets(OSSL_KDF_PARAM_SALT, salt),
        octets(OSSL_KDF_PARAM_INFO, info),
        OSSL_PARAM_construct_end(),
    };
    return derive("HKDF", params, out);
}

int emu_hkdf_extract(const char *digest, struct emu_span secret, struct emu_span salt, struct emu_span out)
{
    return hkdf(digest, EVP_KDF_HKDF_MODE_EXTRACT_ONLY, secret, salt, (struct emu_span){NULL, 0}, out);
}

int emu_hkdf_expand(const char *digest, struct emu_span key, struct emu_span info, struct emu_span out)
{
    return hkdf(digest, EVP_KDF_HKDF_MODE_EXPAND_ONLY, key, (struct emu_span){NULL, 0}, info, out);
}

/* --- digests of pieces --- */

static int digest_of(const char *digest, const struct emu_span *pieces, unsigned count, uint8_t *out)
{
    const EVP_MD *type = emu_digest(digest);
    EVP_MD_CTX *context = type != NULL ? EVP_MD_CTX_new() : NULL;
    bool good = context != NULL && EVP_DigestInit_ex(context, type, NULL) == 1;
    for (unsigned i = 0; i < count && good; i++) {
        good = pieces[i].length == 0 || EVP_DigestUpdate(context, pieces[i].data, pieces[i].length) == 1;
    }
    good = good && EVP_DigestFinal_ex(context, out, NULL) == 1;
    EVP_MD_CTX_free(context);
    return good ? 0 : -EINVAL;
}

static size_t take(uint8_t *out, size_t done, size_t wanted, const uint8_t *from, size_t size)
{
    size_t n = wanted - done < size ? wanted - done : size;
    memcpy(out + done, from, n);
    return done + n;
}

int emu_ssl3_prf(struct emu_span secret, struct emu_span label, struct emu_span seed, struct emu_span out)
{
    uint8_t letters[SSL3_ROUNDS], sha[20], md5[16];
    size_t done = 0, at = 0;
    for (unsigned round = 1; done < out.length; round++) {
        if (round > SSL3_ROUNDS) {
            return -EINVAL;
        }
        memset(letters, 'A' + (int)round - 1, round);
        struct emu_span part = {letters, round};
        if (label.data != NULL) {
            size_t left = label.length > at ? label.length - at : 0;
            part = (struct emu_span){label.data + at, left < round ? left : round};
            at += part.length;
        }
        const struct emu_span inner[] = {part, secret, seed};
        const struct emu_span outer[] = {secret, {sha, sizeof sha}};
        if (digest_of("SHA1", inner, 3, sha) != 0 || digest_of("MD5", outer, 2, md5) != 0) {
            return -EINVAL;
        }
        done = take(out.data, done, out.length, md5, sizeof md5);
    }
    return 0;
}

int emu_mgf1(const char *digest, struct emu_span seed, struct emu_span out)
{
    const EVP_MD *type = emu_digest(digest);
    uint8_t value[EVP_MAX_MD_SIZE], counter[4];
    size_t done = 0;
    for (uint32_t n = 0; type != NULL && done < out.length; n++) {
        for (int i = 0; i < 4; i++) {
            counter[i] = (uint8_t)(n >> (24 - 8 * i));
        }
        const struct emu_span pieces[] = {seed, {counter, sizeof counter}};
        if (digest_of(digest, pieces, 2, value) != 0) {
            return -EINVAL;
        }
        done = take(out.data, done, out.length, value, (size_t)EVP_MD_get_size(type));
    }
    return type != NULL ? 0 : -EINVAL;
}
