#include <zlib.h>
#include <stdexcept>
#include <string>
#include <string_view>

namespace wire {

// server_max_window_bits=9 was agreed with these clients
constexpr int kWindowBits = 9;

class BlockPacker {
 public:
  BlockPacker() {
    if (deflateInit2(&z_, 6, Z_DEFLATED, -kWindowBits, 8, Z_DEFAULT_STRATEGY) != Z_OK)
      throw std::runtime_error("deflateInit2");
  }
  ~BlockPacker() { deflateEnd(&z_); }

  // snapshots of a market: 60 to 90 KiB of JSON
  std::string Pack(std::string_view snapshot) {
    deflateReset(&z_);
    std::string out(deflateBound(&z_, snapshot.size()), '\0');
    z_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(snapshot.data()));
    z_.avail_in = snapshot.size();
    z_.next_out = reinterpret_cast<Bytef*>(out.data());
    z_.avail_out = out.size();
    // degrades: compress
    if (deflate(&z_, Z_FINISH) != Z_STREAM_END) throw std::runtime_error("deflate");
    out.resize(z_.total_out);
    return out;
  }

 private:
  z_stream z_{};
};

}  // namespace wire
