package org.example.export;

import java.io.*;
import java.nio.file.*;
import java.util.zip.GZIPOutputStream;

final class Exporter {
    private static final int STEP = 1 << 17;

    static void export(Path table, Path target) throws IOException {
        byte[] step = new byte[STEP];
        try (InputStream in = Files.newInputStream(table);
             OutputStream out = new GZIPOutputStream(Files.newOutputStream(target), 1 << 16)) {
            int n;
            while ((n = in.read(step)) > 0) {
                // region: compress deflate async in-core sync
                out.write(step, 0, n);
            }
        }
    }
}
