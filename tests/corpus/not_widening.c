void widen(float *out, const short *in, unsigned long n)
{
    // not: copy
    for (unsigned long i = 0; i < n; i++)
        out[i] = in[i];
}
