#include <boost/iostreams/filtering_stream.hpp>
#include <boost/iostreams/filter/gzip.hpp>
#include <boost/iostreams/copy.hpp>
#include <fstream>

namespace io = boost::iostreams;

void pack(const char *from, const char *to)
{
    std::ifstream in(from, std::ios::binary);
    std::ofstream file(to, std::ios::binary);
    io::filtering_ostream out;
    out.push(io::gzip_compressor());
    out.push(file);
    // region: compress deflate sync async in-core min=4096
    io::copy(in, out);
}
