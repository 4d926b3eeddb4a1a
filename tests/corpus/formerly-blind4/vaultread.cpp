#include <array>
#include <cstdint>
#include <cstring>

namespace vault {

using Block = std::array<std::uint8_t, 16>;
extern void InvCipher(const std::uint32_t (&rk)[60], const Block& in, Block& out);

// Units of the old archive format: 1 MiB, tweak of the unit already encrypted.
void OpenUnit(const std::uint32_t (&rk)[60], Block tweak, Block* unit, std::size_t blocks)
{
    // region: decrypt aes-xts in-core
    for (std::size_t b = 0; b < blocks; ++b) {
        Block x;
        for (int i = 0; i < 16; ++i)
            x[i] = unit[b][i] ^ tweak[i];
        InvCipher(rk, x, unit[b]);
        for (int i = 0; i < 16; ++i)
            unit[b][i] ^= tweak[i];
        std::uint8_t carry = 0;
        for (auto& t : tweak) {
            std::uint8_t next = t >> 7;
            t = static_cast<std::uint8_t>(t << 1 | carry);
            carry = next;
        }
        if (carry)
            tweak[0] ^= 0x87;
    }
}

}
