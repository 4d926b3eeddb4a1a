package io.depot.upload;

import java.security.DigestException;
import java.security.MessageDigest;
import java.util.List;

class PartHasher {
    /** All parts but the last have this size. */
    public static final int PART = 8 * 1024 * 1024;

    private final MessageDigest sha256;

    PartHasher(MessageDigest sha256) {
        this.sha256 = sha256;
    }

    public void hash(List<byte[]> parts, byte[][] digests) {
        int i = 0;
        for (byte[] part : parts) {
            // region: hash sha256 async min=65536
            digests[i++] = sha256.digest(part);
        }
    }
}
