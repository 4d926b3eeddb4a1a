package exp;

import java.io.InputStream;
import java.io.OutputStream;
import java.util.zip.DeflaterOutputStream;

final class Export {
    static void copy(InputStream in, OutputStream raw) throws Exception {
        DeflaterOutputStream out = new DeflaterOutputStream(raw);
        byte[] buf = new byte[65536];
        int n;
        while ((n = in.read(buf)) > 0) {
            // region: compress in-core async min=4096
            out.write(buf, 0, n);
        }
        out.finish();
    }
}
