// Parameter server: the 64 MiB accumulation buffer of each shard is cleared
// after every optimiser step.
#include <algorithm>
#include <cstddef>
#include <memory>

namespace ps {

constexpr std::size_t kShardFloats = 16u << 20;

class Shard {
 public:
  Shard() : acc_(new float[kShardFloats]) {}

  void Accumulate(std::size_t i, float g) { acc_[i] += g; }

  void StepDone() {
    // region: fill
    std::fill(acc_.get(), acc_.get() + kShardFloats, 0.0f);
    ++steps_;
  }

 private:
  std::unique_ptr<float[]> acc_;
  unsigned long steps_ = 0;
};

}  // namespace ps
