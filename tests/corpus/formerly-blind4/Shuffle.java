package grid.sort;

final class Shuffle {
    /** Byte planes of 32-bit samples, which compress better afterwards. */
    static byte[] planes(byte[] in) {
        int n = in.length / 4;
        byte[] out = new byte[n * 4];
        // not: copy
        for (int i = 0; i < n; i++) {
            out[i] = in[4 * i];
            out[n + i] = in[4 * i + 1];
            out[2 * n + i] = in[4 * i + 2];
            out[3 * n + i] = in[4 * i + 3];
        }
        return out;
    }
}
