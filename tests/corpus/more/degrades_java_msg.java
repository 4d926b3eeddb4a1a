package chat;

import java.util.zip.Deflater;

final class Wire {
    private final Deflater d = new Deflater(6, true);

    int frame(byte[] text, int n, byte[] out) {
        d.setInput(text, 0, n);
        // degrades: compress
        return d.deflate(out, 0, out.length, Deflater.SYNC_FLUSH);
    }
}
