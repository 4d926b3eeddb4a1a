#include <string>
#include <zlib.h>

class Channel {
public:
    explicit Channel(int level) { deflateInit(&z_, level); }
    ~Channel() { deflateEnd(&z_); }
    std::string pack(const std::string& line)
    {
        std::string out(line.size() + 64, '\0');
        z_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(line.data()));
        z_.avail_in = static_cast<uInt>(line.size());
        z_.next_out = reinterpret_cast<Bytef*>(out.data());
        z_.avail_out = static_cast<uInt>(out.size());
        // degrades: compress
        deflate(&z_, Z_SYNC_FLUSH);
        out.resize(out.size() - z_.avail_out);
        return out;
    }

private:
    z_stream z_{};
};
