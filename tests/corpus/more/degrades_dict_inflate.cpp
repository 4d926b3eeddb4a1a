#include <vector>
#include <zlib.h>

int decode(z_stream& z, const std::vector<Bytef>& dict, std::vector<Bytef>& out)
{
    z.next_out = out.data();
    z.avail_out = static_cast<uInt>(out.size());
    // degrades: decompress
    int rc = inflate(&z, Z_FINISH);
    if (rc == Z_NEED_DICT) {
        inflateSetDictionary(&z, dict.data(), static_cast<uInt>(dict.size()));
        rc = inflate(&z, Z_FINISH);
    }
    return rc;
}
