import java.util.zip.Inflater;

class Block {
    int unpack(byte[] in, byte[] out) throws Exception {
        Inflater inflater = new Inflater(true);
        inflater.setInput(in);
        // region: decompress deflate
        return inflater.inflate(out);
    }
}
