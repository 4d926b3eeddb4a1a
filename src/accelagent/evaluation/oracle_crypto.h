/* OpenSSL's calls against OpenSSL: ciphers in lockstep whatever the pieces, in place and apart, with keys and vectors that
   change, tags that are right and wrong; digests of whole messages. */

#ifdef CIPHERS
static void fill_random(unsigned char *data, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        data[i] = (unsigned char)draw(256);
    }
}

static const EVP_CIPHER *draw_cipher(int *gcm)
{
    const int which = (int)draw(8);
    *gcm = which >= 4 && which < 7;
    switch (which) {
    case 0:
        return EVP_aes_128_cbc();
    case 1:
        return EVP_aes_256_cbc();
    case 2:
        return EVP_aes_128_ctr();
    case 3:
        return EVP_aes_256_ctr();
    case 4:
        return EVP_aes_128_gcm();
    case 5:
    case 6:
        return EVP_aes_256_gcm();
    default:
        return EVP_aes_128_ecb(); /* stays with OpenSSL */
    }
}

static int begin_cipher(int ours, int encrypt, EVP_CIPHER_CTX *ctx, const EVP_CIPHER *cipher, const unsigned char *key,
                        const unsigned char *iv)
{
    if (encrypt) {
        return ours ? accel_EVP_EncryptInit_ex(ctx, cipher, NULL, key, iv) : EVP_EncryptInit_ex(ctx, cipher, NULL, key, iv);
    }
    return ours ? accel_EVP_DecryptInit_ex(ctx, cipher, NULL, key, iv) : EVP_DecryptInit_ex(ctx, cipher, NULL, key, iv);
}

/* One message through both contexts: the same answers, lengths, output and tag after every call. */
static void message(EVP_CIPHER_CTX *const ctx[2], int gcm, int encrypt, size_t n, int in_place, const unsigned char *aad, size_t aad_length,
                    unsigned char *input, unsigned char *tag)
{
    unsigned char *out[2] = {(unsigned char *)calloc(1, n + 64), (unsigned char *)calloc(1, n + 64)}, made[2][16];
    size_t at = 0, used = 0;
    int answer[2], length[2];
    const int late_tag = gcm && !encrypt && draw(4) == 0;
    const int whole = draw(3) != 0, tag_twice = gcm && !encrypt && draw(2);
    const size_t most = draw(2) ? n + 1 : 1 + draw(40000);
    for (int k = 0; k < 2 && gcm; k++) {
        if (!encrypt && !late_tag) {
            answer[k] = (k == 0 ? accel_EVP_CIPHER_CTX_ctrl : EVP_CIPHER_CTX_ctrl)(ctx[k], EVP_CTRL_AEAD_SET_TAG, 16, tag);
        }
        if (aad_length != 0) {
            answer[k] = encrypt ? (k == 0 ? accel_EVP_EncryptUpdate : EVP_EncryptUpdate)(ctx[k], NULL, &length[k], aad, (int)aad_length)
                                : (k == 0 ? accel_EVP_DecryptUpdate : EVP_DecryptUpdate)(ctx[k], NULL, &length[k], aad, (int)aad_length);
        }
    }
    while (at < n) {
        size_t piece = whole ? n : 1 + draw((unsigned)most);
        piece = piece < n - at ? piece : n - at;
        for (int k = 0; k < 2; k++) {
            const unsigned char *in = input + at;
            if (in_place && k == 0 && at == used) {
                memcpy(out[0] + used, input + at, piece);
                in = out[0] + used;
            }
            answer[k] = encrypt ? (k == 0 ? accel_EVP_EncryptUpdate : EVP_EncryptUpdate)(ctx[k], out[k] + used, &length[k], in, (int)piece)
                                : (k == 0 ? accel_EVP_DecryptUpdate : EVP_DecryptUpdate)(ctx[k], out[k] + used, &length[k], in, (int)piece);
        }
        same("a cipher's update", answer[0], answer[1]);
        same("the length of a cipher's update", length[0], length[1]);
        at += piece;
        used += (size_t)length[1];
        if (memcmp(out[0], out[1], used) != 0) {
            WRONG("a cipher's output differs within %zu bytes", used);
        }
    }
    if (tag_twice && draw(2)) {
        tag[draw(16)] ^= 2;
    }
    for (int k = 0; k < 2; k++) {
        if (late_tag || tag_twice) {
            (k == 0 ? accel_EVP_CIPHER_CTX_ctrl : EVP_CIPHER_CTX_ctrl)(ctx[k], EVP_CTRL_AEAD_SET_TAG, 16, tag);
        }
        answer[k] = encrypt ? (k == 0 ? accel_EVP_EncryptFinal_ex : EVP_EncryptFinal_ex)(ctx[k], out[k] + used, &length[k])
                            : (k == 0 ? accel_EVP_DecryptFinal_ex : EVP_DecryptFinal_ex)(ctx[k], out[k] + used, &length[k]);
    }
    same("a cipher's end", answer[0], answer[1]);
    if (answer[1] == 1) {
        same("the length of a cipher's end", length[0], length[1]);
        if (memcmp(out[0] + used, out[1] + used, (size_t)length[1]) != 0) {
            WRONG("a cipher's last block differs");
        }
    }
    if (gcm && encrypt) {
        for (int k = 0; k < 2; k++) {
            answer[k] = (k == 0 ? accel_EVP_CIPHER_CTX_ctrl : EVP_CIPHER_CTX_ctrl)(ctx[k], EVP_CTRL_AEAD_GET_TAG, 16, made[k]);
        }
        same("the tag's call", answer[0], answer[1]);
        if (memcmp(made[0], made[1], 16) != 0) {
            WRONG("the tag of %zu bytes differs", n);
        }
        memcpy(tag, made[1], 16);
    }
    memcpy(input, out[1], encrypt ? used + (size_t)length[1] : 0); /* to be decrypted next */
    free(out[0]), free(out[1]);
}

static void ciphers(void)
{
    EVP_CIPHER_CTX *ctx[2] = {EVP_CIPHER_CTX_new(), EVP_CIPHER_CTX_new()};
    unsigned char key[32], iv[16], tag[16] = {0}, aad[300];
    for (int turn = 0; turn < 20; turn++) {
        int gcm;
        const EVP_CIPHER *cipher = draw_cipher(&gcm);
        const int no_padding = draw(4) == 0;
        size_t n = draw(3) == 0 ? draw(200) : draw(2) ? 4096 + draw(60000) : draw(200000);
        const size_t whole = n / 16 * 16, aad_length = draw(2) ? draw(sizeof aad) : 0;
        n = no_padding && !gcm ? whole : n;
        unsigned char *data = (unsigned char *)calloc(1, n + 64), *original = (unsigned char *)calloc(1, n + 64);
        fill_random(data, n), fill_random(key, sizeof key), fill_random(iv, sizeof iv), fill_random(aad, sizeof aad);
        if (draw(3) == 0) {
            memset(iv, 0xff, sizeof iv); /* counters that carry */
        }
        memcpy(original, data, n);
        for (int encrypt = 1; encrypt >= 0; encrypt--) {
            for (int k = 0; k < 2; k++) {
                if (draw(2) || turn == 0) {
                    same("the start of a cipher", begin_cipher(k == 0, encrypt, ctx[k], cipher, key, iv), 1);
                } else {
                    same("the start of a cipher", begin_cipher(k == 0, encrypt, ctx[k], cipher, NULL, NULL), 1);
                    same("a cipher's key", begin_cipher(k == 0, encrypt, ctx[k], NULL, key, NULL), 1);
                    same("a cipher's vector", begin_cipher(k == 0, encrypt, ctx[k], NULL, NULL, iv), 1);
                }
                EVP_CIPHER_CTX_set_padding(ctx[k], !no_padding);
            }
            const size_t padded = encrypt || gcm || no_padding || EVP_CIPHER_block_size(cipher) == 1 ? n : whole + 16;
            const int damage = !encrypt && draw(4) == 0 && padded != 0;
            if (damage && gcm) {
                tag[draw(16)] ^= 1;
            } else if (damage) {
                data[draw((unsigned)padded)] ^= 1;
            }
            message(ctx, gcm, encrypt, padded, (int)draw(2), aad, aad_length, data, tag);
        }
        if (draw(3) == 0) {
            for (int k = 0; k < 2; k++) {
                same("EVP_CIPHER_CTX_reset", (k == 0 ? accel_EVP_CIPHER_CTX_reset : EVP_CIPHER_CTX_reset)(ctx[k]), 1);
            }
        }
        free(data), free(original);
    }
    accel_EVP_CIPHER_CTX_free(ctx[0]);
    EVP_CIPHER_CTX_free(ctx[1]);
}
#endif

#ifdef DIGESTS
static void digests(size_t n)
{
    unsigned char *data = make(n, NOISE), got[EVP_MAX_MD_SIZE], expected[EVP_MAX_MD_SIZE];
    const EVP_MD *kinds[] = {EVP_sha256(), EVP_sha384(), EVP_sha512(), EVP_sha1()};
    for (unsigned i = 0; i < 4; i++) {
        unsigned length[2] = {0, 0};
        same("EVP_Digest", accel_EVP_Digest(data, n, got, &length[0], kinds[i], NULL), EVP_Digest(data, n, expected, &length[1], kinds[i], NULL));
        if (length[0] != length[1] || memcmp(got, expected, length[1]) != 0) {
            WRONG("digest %u of %zu bytes differs", i, n);
        }
    }
    if (accel_SHA256(data, n, got) != got || memcmp(got, SHA256(data, n, expected), 32) != 0 ||
        memcmp(accel_SHA384(data, n, got), SHA384(data, n, expected), 48) != 0 ||
        memcmp(accel_SHA512(data, n, got), SHA512(data, n, expected), 64) != 0) {
        WRONG("digest of %zu bytes differs", n);
    }
    free(data);
}
#endif
