package org.example;

import java.util.zip.CRC32C;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

final class Blocks {
    static final int BLOCK = 128 * 1024;
    private final Deflater def = new Deflater(Deflater.BEST_SPEED, true);

    int pack(byte[] in, byte[] out) {
        def.reset();
        def.setInput(in, 0, BLOCK);
        def.finish();
        // region: compress deflate sync async in-core min=4096
        return def.deflate(out);
    }

    int unpack(byte[] in, int n, byte[] raw) throws Exception {
        Inflater inf = new Inflater(true);
        inf.setInput(in, 0, n);
        // region: decompress deflate sync async in-core min=16384
        int got = inf.inflate(raw, 0, BLOCK);
        inf.end();
        return got;
    }

    long check(byte[] in) {
        CRC32C c = new CRC32C();
        // degrades: crc
        c.update(in, 0, 32);
        return c.getValue();
    }
}
