#include <isa-l/erasure_code.h>
void encode(int n, int k, int p, unsigned char *g, unsigned char **data, unsigned char **coding)
{
    // degrades: erasure rs
    ec_encode_data(n, k, p, g, data, coding);
}
