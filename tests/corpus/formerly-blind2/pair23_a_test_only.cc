// Blob store front end: every PUT packs its blob (512 KiB) before placement.
#include <zlib.h>

#include <cassert>
#include <string>
#include <vector>

namespace store {

constexpr std::size_t kBlob = 512 * 1024;

std::size_t Pack(const std::string& blob, Bytef* out, std::size_t cap) {
  uLongf n = cap;
  // region: compress
  int rc = compress2(out, &n, reinterpret_cast<const Bytef*>(blob.data()), kBlob, 6);
  return rc == Z_OK ? n : 0;
}

}  // namespace store

class PutHandler {
 public:
  PutHandler(Bytef* room, std::size_t cap) : room_(room), cap_(cap) {}
  void OnPut(const std::string& key, const std::string& blob) {
    keys_.push_back(key);
    bytes_ += store::Pack(blob, room_, cap_);
  }

 private:
  Bytef* room_;
  std::size_t cap_;
  std::vector<std::string> keys_;
  std::size_t bytes_ = 0;
};
