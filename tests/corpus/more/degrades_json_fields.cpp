#include <cstdint>
#include <string>
#include <vector>

struct Item { std::uint32_t id; std::string name; double price; };

void put_u32(std::string&, std::uint32_t);
void put_string(std::string&, const std::string&);
void put_double(std::string&, double);

std::string encode(const std::vector<Item>& items)
{
    std::string out;
    // degrades: serialize
    for (const Item& i : items) {
        put_u32(out, i.id);
        put_string(out, i.name);
        put_double(out, i.price);
    }
    return out;
}
