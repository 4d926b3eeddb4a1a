package org.example.push;

import java.util.zip.Deflater;

final class PushChannel {
    private final Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
    private final byte[] frame = new byte[2048];
    private final Sink sink;

    interface Sink { void send(byte[] b, int off, int len); }

    PushChannel(Sink sink) {
        this.sink = sink;
    }

    synchronized void notify(byte[] update) {
        deflater.setInput(update);
        int n;
        do {
            // degrades: compress
            n = deflater.deflate(frame, 0, frame.length, Deflater.SYNC_FLUSH);
            sink.send(frame, 0, n);
        } while (n == frame.length);
    }
}
