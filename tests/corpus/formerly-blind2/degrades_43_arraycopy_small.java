/** Packet builder: glues a 14-byte and a 40-byte header into the frame. */
final class FrameBuilder {
    static final int ETH = 14;
    static final int IP6 = 40;
    private final byte[] frame = new byte[1514];
    private int used;

    FrameBuilder headers(byte[] eth, byte[] ip6) {
        // degrades: copy
        System.arraycopy(eth, 0, frame, 0, ETH);
        // degrades: copy
        System.arraycopy(ip6, 0, frame, ETH, IP6);
        used = ETH + IP6;
        return this;
    }

    int used() {
        return used;
    }
}
