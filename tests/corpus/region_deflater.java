import java.util.zip.Deflater;

class Block {
    private final Deflater deflater = new Deflater(5);

    int pack(byte[] in, byte[] out) {
        deflater.reset();
        deflater.setInput(in, 0, in.length);
        deflater.finish();
        // region: compress deflate in-core
        return deflater.deflate(out, 0, out.length);
    }
}
