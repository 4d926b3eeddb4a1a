// Publish/subscribe core: the payload of a topic is a 4 MiB point cloud.
#include <algorithm>
#include <array>
#include <cstdint>
#include <vector>

namespace bus {

constexpr std::size_t kPayload = 4u << 20;

struct Message { std::uint64_t seq; std::array<std::uint8_t, kPayload> body; };

class Topic {
 public:
  explicit Topic(std::vector<Message*> slots) : slots_(std::move(slots)) {}

  void Publish(const std::array<std::uint8_t, kPayload>& body) {
    Message* m = slots_[seq_ % slots_.size()];
    // region: copy
    std::copy(body.begin(), body.end(), m->body.begin());
    m->seq = seq_++;
  }

 private:
  std::vector<Message*> slots_;
  std::uint64_t seq_ = 0;
};

}  // namespace bus
