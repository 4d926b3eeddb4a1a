package etl.ingest;

import java.io.*;
import java.nio.channels.*;
import java.nio.file.*;
import java.util.zip.GZIPInputStream;

/** A split is one gzip file of about 128 MB from the object store, already on the local disk. */
class SplitLoader {
    private static final int SPAN = 2 * 1024 * 1024;

    long load(Path split, RowParser parser) throws IOException {
        byte[] span = new byte[SPAN];
        long total = 0;
        try (var in = new GZIPInputStream(Files.newInputStream(split), SPAN)) {
            for (;;) {
                // region: decompress deflate in-core
                int n = in.read(span, 0, span.length);
                if (n < 0) {
                    return total;
                }
                parser.feed(span, n);
                total += n;
            }
        }
    }

    interface RowParser { void feed(byte[] b, int n); }
}
