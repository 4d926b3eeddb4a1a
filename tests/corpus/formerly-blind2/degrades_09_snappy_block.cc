// Column file writer: 64 KiB pages in snappy format (readers demand it).
#include <snappy.h>

#include <cstdint>
#include <string>

namespace colfile {

constexpr std::size_t kPage = 64 * 1024;

class PageSink {
 public:
  void Append(const char* page) {
    // degrades: compress
    snappy::Compress(page, kPage, &scratch_);
    offsets_[n_++ & 1023] = bytes_;
    bytes_ += scratch_.size();
  }

 private:
  std::string scratch_;
  std::uint64_t offsets_[1024] = {};
  std::uint64_t bytes_ = 0;
  unsigned n_ = 0;
};

}  // namespace colfile
