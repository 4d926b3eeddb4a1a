#include <math.h>
#include <stddef.h>

/* restores the direction of travel, which the counters do not know */
void odo_apply_sign(double *delta, const double *heading, size_t n)
{
    // not: sign
    for (size_t i = 0; i < n; i++)
        delta[i] = copysign(delta[i], heading[i]);
}
