package org.example.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.junit.jupiter.api.Test;

class ChunkStoreTest {
    @Test
    void roundTripOfFullChunk() throws Exception {
        byte[] raw = new byte[1 << 20];
        // not: fill
        new Random(42).nextBytes(raw);
        byte[] packed = new byte[(1 << 20) + 65536];
        Deflater d = new Deflater();
        d.setInput(raw);
        d.finish();
        // degrades: compress
        int n = d.deflate(packed);
        assertTrue(n > 0);
        Inflater i = new Inflater();
        i.setInput(packed, 0, n);
        byte[] back = new byte[1 << 20];
        // degrades: decompress
        i.inflate(back);
        // degrades: compare
        assertArrayEquals(raw, back);
    }
}
