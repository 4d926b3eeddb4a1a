#include <libdeflate.h>
namespace out {
template <class T> size_t block(libdeflate_compressor *c, T &to, const char *from)
{
    // region: compress deflate offload
    return libdeflate_deflate_compress(c, from, 65280, to.data(), to.size());
}
}
