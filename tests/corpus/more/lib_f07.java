package org.example;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

final class Pages {
    private static final int PAGE = 64 * 1024;

    byte[] packPage(byte[] page) throws IOException {
        if (page.length != PAGE) throw new IllegalArgumentException();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gz = new GZIPOutputStream(bytes)) {
            // region: compress deflate sync async in-core min=4096
            gz.write(page);
        }
        return bytes.toByteArray();
    }

    byte[] packKey(byte[] key) {
        Deflater d = new Deflater();
        if (key.length > 128) throw new IllegalArgumentException();
        d.setInput(key);
        d.finish();
        byte[] out = new byte[256];
        // degrades: compress
        int n = d.deflate(out);
        d.end();
        return java.util.Arrays.copyOf(out, n);
    }

    void header(ByteBuffer to, ByteBuffer from) {
        // degrades: copy
        to.put(0, from, 0, 64);
    }

    static long mix(long h) {
        // not: hash
        for (int i = 0; i < 3; i++) {
            h ^= h >>> 32;
            h *= 0xd6e8feb86659fd93L;
        }
        return h;
    }
}
