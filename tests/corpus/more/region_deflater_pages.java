package db;

import java.util.zip.Deflater;

final class PageStore {
    static final int PAGE = 65536;
    private final Deflater def = new Deflater(Deflater.BEST_SPEED);

    int write(byte[][] pages, byte[] out) {
        int total = 0;
        for (byte[] page : pages) {
            def.reset();
            def.setInput(page, 0, PAGE);
            def.finish();
            // region: compress deflate in-core async
            total += def.deflate(out, total, out.length - total);
        }
        return total;
    }
}
