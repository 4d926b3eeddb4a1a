#include <boost/iostreams/copy.hpp>
#include <boost/iostreams/filter/gzip.hpp>
#include <boost/iostreams/filtering_stream.hpp>
#include <filesystem>
#include <fstream>

namespace bio = boost::iostreams;

// nightly: some gigabytes of CSV per tenant
void exportTenant(const std::filesystem::path& csv, const std::filesystem::path& target)
{
    std::ifstream in(csv, std::ios::binary);
    std::ofstream out(target, std::ios::binary | std::ios::trunc);
    bio::filtering_ostream chain;
    chain.push(bio::gzip_compressor(bio::gzip_params(4), 256 * 1024));
    chain.push(out);
    // region: compress deflate async in-core sync
    bio::copy(in, chain);
}
