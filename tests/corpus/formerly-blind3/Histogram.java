package org.example.sort;

/** Counting pass of the radix sort: starts of the buckets from their sizes. */
final class Histogram {
    private static final int RADIX = 1 << 16;
    private final int[] count = new int[RADIX];

    void add(int[] keys, int shift) {
        for (int k : keys) {
            count[k >>> shift & RADIX - 1]++;
        }
    }

    /** Exclusive scan in place. */
    int scan() {
        int sum = 0;
        // not: scan
        for (int i = 0; i < RADIX; i++) {
            int c = count[i];
            count[i] = sum;
            sum += c;
        }
        return sum;
    }
}
