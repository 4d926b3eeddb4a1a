final class PageSum {
    private static final int[] TABLE = Tables.reflected(0x82F63B78);

    static int crc32c(byte[] page) {
        int crc = -1;
        // region: crc crc32c in-core
        for (byte b : page) {
            crc = (crc >>> 8) ^ TABLE[(crc ^ b) & 0xff];
        }
        return ~crc;
    }
}
