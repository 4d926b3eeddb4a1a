package io.log;

import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

final class Segment {
    private static final int RAW = 1 << 18;

    static byte[][] expand(byte[][] blocks) throws DataFormatException {
        Inflater inf = new Inflater(true);
        byte[][] out = new byte[blocks.length][RAW];
        for (int i = 0; i < blocks.length; i++) {
            inf.reset();
            inf.setInput(blocks[i]);
            // region: decompress
            int n = inf.inflate(out[i]);
            if (n != RAW) {
                throw new DataFormatException("short block " + i);
            }
        }
        inf.end();
        return out;
    }
}
