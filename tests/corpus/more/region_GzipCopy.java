package arch;

import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.util.zip.GZIPOutputStream;

final class GzipCopy {
    static void pack(String from, String to) throws IOException {
        try (FileInputStream in = new FileInputStream(from);
                GZIPOutputStream gz = new GZIPOutputStream(new FileOutputStream(to), 65536)) {
            // region: compress in-core min=4096
            in.transferTo(gz);
        }
    }
}
