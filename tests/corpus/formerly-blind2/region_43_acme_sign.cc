// TLS terminator: signature of every full handshake with a P-384 certificate;
// runs in a pool of handshake coroutines.
#include <openssl/evp.h>

#include <cstdint>
#include <vector>

namespace tls {

class CertSigner {
 public:
  explicit CertSigner(EVP_PKEY* p384) : key_(p384) { EVP_PKEY_up_ref(key_); }
  ~CertSigner() { EVP_PKEY_free(key_); }

  bool OnCertificateVerify(const std::vector<std::uint8_t>& transcript,
                           std::vector<std::uint8_t>* sig) {
    EVP_MD_CTX* md = EVP_MD_CTX_new();
    std::size_t len = 104;
    sig->resize(len);
    bool ok = EVP_DigestSignInit(md, nullptr, EVP_sha384(), nullptr, key_) == 1;
    // region: sign
    ok = ok && EVP_DigestSign(md, sig->data(), &len, transcript.data(), transcript.size()) == 1;
    sig->resize(ok ? len : 0);
    EVP_MD_CTX_free(md);
    return ok;
  }

 private:
  EVP_PKEY* key_;
};

}  // namespace tls
