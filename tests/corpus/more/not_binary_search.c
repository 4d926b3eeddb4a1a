int find(const int *v, int n, int key)
{
    int lo = 0, hi = n;
    // not: scan
    while (lo < hi) {
        int mid = lo + (hi - lo) / 2;
        if (v[mid] < key)
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo;
}
