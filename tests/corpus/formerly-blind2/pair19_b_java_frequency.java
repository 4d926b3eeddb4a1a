import java.util.zip.Deflater;

/** Heap statistics of 256 KiB, deflated once, when the process dies of an error. */
final class StatPacker {
    private static final int STAT_BYTES = 256 * 1024;
    private final byte[] out = new byte[STAT_BYTES + 4096];

    private int pack(byte[] stats) {
        Deflater d = new Deflater(5);
        try {
            d.setInput(stats, 0, STAT_BYTES);
            d.finish();
            // degrades: compress
            return d.deflate(out);
        } finally {
            d.end();
        }
    }

    void onOutOfMemoryError(byte[] stats, java.io.OutputStream crashFile) {
        try {
            crashFile.write(out, 0, pack(stats));
        } catch (java.io.IOException e) {
            System.err.println("crash dump failed: " + e);
        }
        Runtime.getRuntime().halt(3);
    }
}
