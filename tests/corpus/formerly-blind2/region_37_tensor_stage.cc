// Data loader: decoded samples of a batch are gathered into one staging
// buffer; the trainer consumes the batch two steps later.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

namespace loader {

constexpr std::size_t kSampleFloats = 3 * 512 * 512;  // 3 MiB

struct Sample {
  std::vector<float> pixels;  // always kSampleFloats
};

class Stager {
 public:
  explicit Stager(std::size_t batch) : stage_(new float[batch * kSampleFloats]) {}

  void Gather(const std::vector<Sample>& samples) {
    float* out = stage_.get();
    for (const Sample& s : samples) {
      // region: copy
      std::copy(s.pixels.begin(), s.pixels.begin() + kSampleFloats, out);
      out += kSampleFloats;
    }
    ++ready_;
  }

  const float* staged() const { return stage_.get(); }

 private:
  std::unique_ptr<float[]> stage_;
  std::uint64_t ready_ = 0;
};

}  // namespace loader
