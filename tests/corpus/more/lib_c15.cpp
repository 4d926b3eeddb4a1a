#include <arrow/util/compression.h>
#include <arrow/result.h>

arrow::Result<int64_t> page(arrow::util::Codec* codec, const uint8_t* in, uint8_t* out, int64_t cap)
{
    // region: compress sync async in-core min=4096
    return codec->Compress(1 << 20, in, cap, out);
}
