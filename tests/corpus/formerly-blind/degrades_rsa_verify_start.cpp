#include <openssl/evp.h>
#include <stdexcept>

/* The licence file is checked while the program starts. */
struct Licence {
    Licence(EVP_PKEY_CTX* key, const unsigned char* sig, std::size_t n, const unsigned char (&hash)[32])
    {
        // degrades: verify
        if (EVP_PKEY_verify(key, sig, n, hash, sizeof hash) != 1)
            throw std::runtime_error("licence");
    }
};
