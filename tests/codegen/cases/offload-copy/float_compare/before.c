#include <stddef.h>

int equal(const float *one, const float *other, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (one[i] != other[i])
            return 0;
    return 1;
}
