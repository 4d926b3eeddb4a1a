package org.example.http;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/** Keeps native codec objects for reuse by the response writers. */
public final class CodecPool implements AutoCloseable {
    private final Deque<Deflater> idle = new ArrayDeque<>();
    private final int level;

    public CodecPool(int level, int warm) {
        this.level = level;
        for (int i = 0; i < warm; i++) {
            // not: compress
            idle.push(new Deflater(level, true));
        }
    }

    public synchronized Deflater borrow() {
        return idle.isEmpty() ? new Deflater(level, true) : idle.pop();
    }

    public synchronized void giveBack(Deflater d) {
        // not: compress
        d.reset();
        idle.push(d);
    }

    public static CRC32 trailer() {
        // not: crc
        return new CRC32();
    }

    @Override
    public synchronized void close() {
        idle.forEach(Deflater::end);
    }
}
