package vault;

import javax.crypto.Cipher;

final class Box {
    static byte[] seal(Cipher c, byte[] chunk) throws Exception {
        // degrades: encrypt
        return c.doFinal(chunk, 0, 65536);
    }
}
