#include <folly/io/IOBuf.h>
#include <folly/compression/Compression.h>
#include <absl/crc/crc32c.h>
#include <boost/crc.hpp>

constexpr size_t kPage = 64 * 1024;

std::unique_ptr<folly::IOBuf> pack(folly::io::Codec& codec, const folly::IOBuf* page) {
  // region: compress sync async in-core min=4096
  return codec.compress(page);
}

uint32_t sumOf(const char* p) {
  boost::crc_32_type crc;
  // region: crc crc32 in-core min=512
  crc.process_bytes(p, kPage);
  return crc.checksum();
}
