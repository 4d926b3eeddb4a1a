// QUIC stack on BoringSSL: seals one packet of up to 1200 bytes.
#include <openssl/aead.h>

#include <cstdint>

namespace quic {

constexpr std::size_t kMaxPayload = 1200;

class Sealer {
 public:
  bool Seal(std::uint64_t pn, const std::uint8_t* ad, std::size_t ad_len, const std::uint8_t* in,
            std::size_t n, std::uint8_t* out, std::size_t* out_len) {
    if (n > kMaxPayload) return false;
    std::uint8_t nonce[12];
    for (int i = 0; i < 12; ++i) nonce[i] = iv_[i] ^ (i < 4 ? 0 : static_cast<std::uint8_t>(pn >> (88 - 8 * i)));
    // degrades: encrypt
    return EVP_AEAD_CTX_seal(&ctx_, out, out_len, kMaxPayload + 16, nonce, sizeof nonce, in, n, ad, ad_len) == 1;
  }

 private:
  EVP_AEAD_CTX ctx_;
  std::uint8_t iv_[12] = {};
};

}  // namespace quic
