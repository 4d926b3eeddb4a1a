void reverse(char *p, int n)
{
    // not: erasure
    for (int i = 0, j = n - 1; i < j; i++, j--) {
        p[i] ^= p[j];
        p[j] ^= p[i];
        p[i] ^= p[j];
    }
}
