import java.util.zip.CRC32;

class Board {
    void update(int row) {}

    void go(Board board) {
        // not: crc
        board.update(3);
    }
}
