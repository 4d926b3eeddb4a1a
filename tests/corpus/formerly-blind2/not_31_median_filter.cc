// Sensor hub: 3-point median filter, float samples.
#include <algorithm>
#include <cstddef>

void Median3(const float* in, float* out, std::size_t n) {
  if (n < 3) return;
  out[0] = in[0];
  out[n - 1] = in[n - 1];
  // not: filter
  for (std::size_t i = 1; i + 1 < n; ++i) {
    float lo = std::min(in[i - 1], in[i]);
    float hi = std::max(in[i - 1], in[i]);
    out[i] = std::max(lo, std::min(hi, in[i + 1]));
  }
}
