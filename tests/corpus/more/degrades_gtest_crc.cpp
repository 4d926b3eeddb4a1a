#include <gtest/gtest.h>
#include <vector>
#include <zlib.h>

TEST(Checksum, MatchesReference)
{
    std::vector<unsigned char> block(1 << 20, 7);
    // degrades: crc
    EXPECT_EQ(crc32(0, block.data(), 1 << 20), 0x5fd1c3bfu);
}
