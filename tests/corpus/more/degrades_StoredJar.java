package pack;

import java.util.zip.Deflater;

final class StoredJar {
    private final Deflater d = new Deflater(Deflater.NO_COMPRESSION);

    int entry(byte[] body, byte[] out) {
        d.reset();
        d.setInput(body, 0, body.length);
        d.finish();
        // degrades: compress
        return d.deflate(out);
    }
}
