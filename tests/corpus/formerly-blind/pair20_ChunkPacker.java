package io.shuffle;

import java.util.zip.Deflater;

final class ChunkPacker {
    private static final int CHUNK = 256 * 1024;
    private final Deflater deflater = new Deflater(6, true);
    private final byte[] out = new byte[CHUNK + 1024];

    int pack(byte[] chunk) {
        deflater.reset();
        deflater.setInput(chunk, 0, CHUNK);
        deflater.finish();
        // region: compress
        return deflater.deflate(out, 0, out.length);
    }

    void packAll(Iterable<byte[]> chunks, Sink sink) {
        for (byte[] c : chunks) {
            sink.accept(out, pack(c));
        }
    }

    interface Sink {
        void accept(byte[] b, int n);
    }
}
