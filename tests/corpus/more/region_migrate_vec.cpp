#include <cstring>
#include <vector>

struct Page { unsigned char bytes[4096]; };

/* Cold pages go to the far node in one round. */
void demote(std::vector<Page*>& cold, std::vector<Page*>& far)
{
    for (std::size_t i = 0; i < cold.size(); ++i)
        // region: copy async batch min=4096
        std::memcpy(far[i]->bytes, cold[i]->bytes, sizeof(Page));
}
