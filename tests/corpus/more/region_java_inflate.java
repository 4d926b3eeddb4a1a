package db;

import java.io.ByteArrayInputStream;
import java.util.zip.InflaterInputStream;

final class Blobs {
    static byte[] open(byte[] packed) throws Exception {
        InflaterInputStream in = new InflaterInputStream(new ByteArrayInputStream(packed));
        // region: decompress in-core sync async
        return in.readAllBytes();
    }
}
