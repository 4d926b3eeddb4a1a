import java.util.zip.CRC32;

/** Frame trailer of the binary protocol; frames never exceed 256 bytes. */
final class FrameTrailer {
    private static final int MAX_FRAME = 256;
    private final CRC32 crc = new CRC32();

    int trailer(byte[] frame, int len) {
        if (len > MAX_FRAME) {
            throw new IllegalArgumentException("frame too long: " + len);
        }
        crc.reset();
        // degrades: crc
        crc.update(frame, 0, len);
        return (int) crc.getValue();
    }
}
