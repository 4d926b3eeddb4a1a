package org.example.backup;

import java.io.IOException;
import java.io.OutputStream;
import java.util.zip.Deflater;

final class ChunkArchiver {
    private static final int CHUNK = 128 * 1024;
    private final Deflater deflater = new Deflater(5, true);
    private final byte[] scratch = new byte[CHUNK + 4096];

    int archive(byte[] chunk, OutputStream sink) throws IOException {
        deflater.reset();
        deflater.setInput(chunk, 0, CHUNK);
        deflater.finish();
        int total = 0;
        while (!deflater.finished()) {
            // region: compress deflate sync async in-core min=4096
            int n = deflater.deflate(scratch);
            sink.write(scratch, 0, n);
            total += n;
        }
        return total;
    }
}
