package org.example.dump;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.zip.GZIPOutputStream;

/** Dumps one tablespace file; the files are 1 GiB each. */
final class DumpTask implements Callable<Long> {
    private final Path source;
    private final Path target;

    DumpTask(Path source, Path target) {
        this.source = source;
        this.target = target;
    }

    @Override
    public Long call() throws IOException {
        byte[] piece = new byte[1 << 18];
        long total = 0;
        try (InputStream in = Files.newInputStream(source);
             OutputStream out = new GZIPOutputStream(Files.newOutputStream(target), 1 << 16)) {
            int n;
            while ((n = in.readNBytes(piece, 0, piece.length)) > 0) {
                // region: compress deflate sync async in-core min=4096
                out.write(piece, 0, n);
                total += n;
            }
        }
        return total;
    }
}
