package dfs.ec;

/** Parity of a striping cell; cells have the size of the policy, 1 MiB by default. */
class XorRaw {
    private final int cell;

    XorRaw(int cell) {
        this.cell = cell;
    }

    void encode(byte[][] units, byte[] parity) {
        // region: erasure xor in-core
        for (int u = 0; u < units.length; u++) {
            byte[] in = units[u];
            for (int i = 0; i < cell; i++) {
                parity[i] ^= in[i];
            }
        }
    }
}
