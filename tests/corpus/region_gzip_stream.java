import java.io.OutputStream;
import java.util.zip.GZIPOutputStream;

class Log {
    OutputStream open(OutputStream raw) throws Exception {
        // region: compress deflate
        return new GZIPOutputStream(raw, 65536);
    }
}
