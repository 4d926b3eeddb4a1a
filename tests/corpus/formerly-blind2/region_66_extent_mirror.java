import java.nio.ByteBuffer;

/** Buffer manager (direct buffers): the 4 MiB extent under checkpoint is mirrored before it is handed to the writer. */
final class ExtentMirror {
    private static final int EXTENT = 4 << 20;
    private final ByteBuffer[] spare;
    private int next;

    ExtentMirror(ByteBuffer[] spare) {
        this.spare = spare;
    }

    ByteBuffer mirror(ByteBuffer live) {
        ByteBuffer to = spare[next];
        next = (next + 1) % spare.length;
        // region: copy
        to.put(0, live, 0, EXTENT);
        return to;
    }
}
