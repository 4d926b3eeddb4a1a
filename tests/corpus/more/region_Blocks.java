package x;
import java.util.zip.Deflater;
final class Blocks {
    private final Deflater deflater;
    private final Deflater plain = new Deflater(Deflater.NO_COMPRESSION, true);
    Blocks(int level) { deflater = Factory.make(level, true); }
    int block(byte[] in, int n, byte[] out) {
        deflater.reset();
        deflater.setInput(in, 0, n);
        deflater.finish();
        // region: compress in-core min=1024
        int size = deflater.deflate(out, 0, out.length);
        if (!deflater.finished()) {
            plain.reset();
            plain.setInput(in, 0, n);
            plain.finish();
            size = plain.deflate(out, 0, out.length);
        }
        return size;
    }
}
