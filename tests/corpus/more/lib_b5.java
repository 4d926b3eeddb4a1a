package org.example;

final class Lookup {
    private final int[] table = new int[256];

    int checksum(byte[] block, int off, int len) {
        int c = ~0;
        // region: crc in-core min=512
        for (int i = off; i < off + len; i++) {
            c = (c >>> 8) ^ table[(c ^ block[i]) & 0xff];
        }
        return ~c;
    }

    int slot(String key) {
        int h = 0x811c9dc5;
        // not: hash
        for (int i = 0; i < key.length(); i++) {
            h = (h ^ key.charAt(i)) * 16777619;
        }
        return h & 1023;
    }
}
