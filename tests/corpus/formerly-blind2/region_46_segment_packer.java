import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.zip.Deflater;

/** Packs sealed 1 MiB log segments in the background, one stream each. */
final class SegmentPacker {
    private static final int SEGMENT = 1 << 20;

    private final ExecutorService pool;

    SegmentPacker(ExecutorService pool) {
        this.pool = pool;
    }

    record Packed(byte[] buf, int len) {
    }

    Future<Packed> submit(byte[] segment) {
        if (segment.length != SEGMENT) {
            throw new IllegalArgumentException("segment not sealed");
        }
        return pool.submit(() -> pack(segment));
    }

    private static Packed pack(byte[] segment) {
        Deflater d = new Deflater(Deflater.BEST_SPEED, true);
        byte[] out = new byte[SEGMENT + 1024];
        try {
            d.setInput(segment, 0, SEGMENT);
            d.finish();
            // region: compress
            int n = d.deflate(out);
            return new Packed(out, n);
        } finally {
            d.end();
        }
    }
}
