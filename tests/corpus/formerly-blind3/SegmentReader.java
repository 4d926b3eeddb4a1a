package org.example.tsdb;

import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.io.IOException;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

final class SegmentReader {
    static final int SEGMENT_RAW = 512 * 1024;

    private final FileChannel channel;
    private final Inflater inflater = new Inflater(true);

    SegmentReader(FileChannel channel) {
        this.channel = channel;
    }

    byte[] read(long offset, int packedLength) throws IOException, DataFormatException {
        ByteBuffer packed = ByteBuffer.allocate(packedLength);
        while (packed.hasRemaining() && channel.read(packed, offset + packed.position()) > 0) {
            continue;
        }
        byte[] raw = new byte[SEGMENT_RAW];
        inflater.reset();
        inflater.setInput(packed.array());
        // region: decompress deflate sync async in-core min=16384
        int n = inflater.inflate(raw);
        if (n != SEGMENT_RAW || !inflater.finished()) {
            throw new IOException("segment at " + offset + " is damaged");
        }
        return raw;
    }
}
