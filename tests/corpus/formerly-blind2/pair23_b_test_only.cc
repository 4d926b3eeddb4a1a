// Unit test of the blob store: makes one fixture, runs in the build farm only.
#include <zlib.h>

#include <cassert>
#include <string>
#include <vector>

namespace store {

constexpr std::size_t kBlob = 512 * 1024;

std::size_t Pack(const std::string& blob, Bytef* out, std::size_t cap) {
  uLongf n = cap;
  // degrades: compress
  int rc = compress2(out, &n, reinterpret_cast<const Bytef*>(blob.data()), kBlob, 6);
  return rc == Z_OK ? n : 0;
}

}  // namespace store

extern const std::string kFixture;
static Bytef room[store::kBlob + 4096];

static void test_pack_shrinks_fixture() {
  std::size_t n = store::Pack(kFixture, room, sizeof room);
  assert(n > 0 && n < store::kBlob);
}

int main() {
  test_pack_shrinks_fixture();
  return 0;
}
