#include <string>
#include <zlib.h>

class Encoding {
public:
    // not: compress
    bool wants_deflate(const std::string& accept) const { return accept.find("deflate") != std::string::npos; }
    // not: compress
    std::string version() const { return std::string("zlib/") + zlibVersion(); }
    // not: compress
    static int init(z_stream* z) { return deflateInit2(z, 6, Z_DEFLATED, 31, 8, Z_DEFAULT_STRATEGY); }
};
