#include <snappy.h>
#include <string>

/* A data block of the table: 4 KiB, snappy by its format. */
void emit_block(const std::string& raw, std::string* file)
{
    std::string packed;
    // degrades: compress
    snappy::Compress(raw.data(), raw.size(), &packed);
    file->append(packed.size() < raw.size() ? packed : raw);
}
