package com.acme.log;

import java.nio.ByteBuffer;
import java.util.zip.Deflater;

/** Closed segments, cut into blocks of 64 KiB. */
public class SegmentStore
{
    private static final int BLOCK = 65_536;

    private final Deflater engine = new Deflater(6);
    private final byte[] packed = new byte[BLOCK + 64];

    public void store(ByteBuffer segment, BlockSink sink)
    {
        while (segment.remaining() >= BLOCK)
        {
            ByteBuffer block = segment.slice(segment.position(), BLOCK);
            segment.position(segment.position() + BLOCK);
            engine.reset();
            engine.setInput(block);
            engine.finish();
            // region: compress deflate async sync in-core
            int n = engine.deflate(packed, 0, packed.length);
            sink.accept(packed, n);
        }
    }

    public interface BlockSink
    {
        void accept(byte[] data, int length);
    }
}
