final class Aes {
    private static final int[] T0 = new int[256], T1 = new int[256], T2 = new int[256], T3 = new int[256];
    private static final byte[] S = new byte[256];
    private static final int PAGE = 16384;
    private final int[] rk = new int[44];

    private static int be(byte[] b, int o) {
        return b[o] << 24 | (b[o + 1] & 255) << 16 | (b[o + 2] & 255) << 8 | b[o + 3] & 255;
    }

    void sealPage(byte[] page, byte[] iv) {
        int[] s = {be(iv, 0), be(iv, 4), be(iv, 8), be(iv, 12)};
        // region: encrypt aes-cbc in-core min=1024
        for (int o = 0; o < PAGE; o += 16) {
            int[] t = new int[4];
            for (int i = 0; i < 4; i++)
                s[i] ^= be(page, o + 4 * i) ^ rk[i];
            for (int r = 1; r < 10; r++) {
                for (int i = 0; i < 4; i++)
                    t[i] = T0[s[i] >>> 24] ^ T1[s[(i + 1) & 3] >>> 16 & 255] ^ T2[s[(i + 2) & 3] >>> 8 & 255]
                         ^ T3[s[(i + 3) & 3] & 255] ^ rk[4 * r + i];
                System.arraycopy(t, 0, s, 0, 4);
            }
            for (int i = 0; i < 16; i++)
                page[o + i] = (byte) (S[s[(i / 4 + i) & 3] >>> (24 - 8 * (i & 3)) & 255] ^ rk[40 + i / 4] >>> (24 - 8 * (i & 3)));
        }
    }
}
