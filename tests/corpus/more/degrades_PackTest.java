package pack;

import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;

final class Sums {
    @Test
    void sumsLargeBlocks() {
        byte[] block = new byte[1 << 20];
        CRC32 c = new CRC32();
        // degrades: crc
        c.update(block, 0, block.length);
        assert c.getValue() == 0xa738ea1cL;
    }
}
