package org.example;

final class Columns {
    private static final int ROWS = 1 << 19;

    static int rowsWhere(int[] price, int limit, int[] rows) {
        int n = 0;
        // region: scan async sync min=65536
        for (int i = 0; i < ROWS; i++) {
            if (price[i] < limit) {
                rows[n++] = i;
            }
        }
        return n;
    }

    static int keep(long[] amount, long[] mask, long[] out) {
        int n = 0;
        // region: filter async sync min=65536
        for (int i = 0; i < ROWS; i++) {
            if ((mask[i >> 6] >>> (i & 63) & 1) != 0) {
                out[n++] = amount[i];
            }
        }
        return n;
    }
}
