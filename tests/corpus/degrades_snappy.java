import org.xerial.snappy.Snappy;

class Codec {
    byte[] pack(byte[] in) throws Exception {
        // degrades: compress snappy
        return Snappy.compress(in);
    }
}
