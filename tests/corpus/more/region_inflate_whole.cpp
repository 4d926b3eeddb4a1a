#include <stdexcept>
#include <string>
#include <zlib.h>

constexpr std::size_t kPage = 1 << 18;

std::string page_open(const std::string& packed)
{
    std::string out(kPage, '\0');
    z_stream z{};
    inflateInit2(&z, -15);
    z.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data()));
    z.avail_in = static_cast<uInt>(packed.size());
    z.next_out = reinterpret_cast<Bytef*>(out.data());
    z.avail_out = kPage;
    // region: decompress sync async in-core min=16384
    int rc = inflate(&z, Z_FINISH);
    inflateEnd(&z);
    if (rc != Z_STREAM_END)
        throw std::runtime_error("page");
    return out;
}
