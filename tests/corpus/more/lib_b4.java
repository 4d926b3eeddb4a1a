package org.example;

import java.io.*;
import java.util.zip.GZIPInputStream;
import java.security.MessageDigest;
import com.github.luben.zstd.Zstd;

final class Loader {
    void restore(File dump, OutputStream to) throws IOException {
        byte[] buf = new byte[1 << 16];
        try (DataInputStream in = new DataInputStream(new GZIPInputStream(new FileInputStream(dump)))) {
            int n;
            // region: decompress deflate sync async in-core min=16384
            while ((n = in.read(buf)) > 0) {
                to.write(buf, 0, n);
            }
        }
    }

    byte[] etag(String uri) throws Exception {
        MessageDigest md = MessageDigest.getInstance("SHA-256");
        // degrades: hash
        return md.digest(uri.getBytes());
    }

    byte[] page(byte[] page) {
        // region: compress zstd sync min=16384
        return Zstd.compress(page, 3);
    }
}
