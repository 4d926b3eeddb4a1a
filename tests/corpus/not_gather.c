void gather(int *out, const int *in, const int *index, unsigned long n)
{
    // not: copy
    for (unsigned long i = 0; i < n; i++)
        out[i] = in[index[i]];
}
