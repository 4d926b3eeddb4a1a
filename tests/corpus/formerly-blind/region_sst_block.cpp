#include <zlib.h>
#include <string>
#include <string_view>

namespace table {

class BlockBuilder {
public:
    bool Finish(std::string_view raw, std::string* out)
    {
        if (raw.size() < 32768)
            return false;
        z_stream s{};
        if (deflateInit2(&s, 6, Z_DEFLATED, -15, 8, Z_DEFAULT_STRATEGY) != Z_OK)
            return false;
        out->resize(deflateBound(&s, raw.size()));
        s.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(raw.data()));
        s.avail_in = static_cast<uInt>(raw.size());
        s.next_out = reinterpret_cast<Bytef*>(out->data());
        s.avail_out = static_cast<uInt>(out->size());
        // region: compress
        int rc = deflate(&s, Z_FINISH);
        out->resize(s.total_out);
        deflateEnd(&s);
        return rc == Z_STREAM_END;
    }
};

}  // namespace table
