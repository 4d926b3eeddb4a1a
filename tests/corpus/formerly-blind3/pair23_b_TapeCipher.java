package org.example.tape;

import java.security.GeneralSecurityException;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.IvParameterSpec;

/** Seals the label of a cartridge; the label goes out before the first record. */
public final class TapeCipher {
    public static final int RECORD = 80;

    private final SecretKey key;

    public TapeCipher(SecretKey key) {
        this.key = key;
    }

    public byte[] seal(byte[] record, byte[] iv) throws GeneralSecurityException {
        if (record.length != RECORD) {
            throw new IllegalArgumentException("short record");
        }
        Cipher c = Cipher.getInstance("AES/CBC/PKCS5Padding");
        c.init(Cipher.ENCRYPT_MODE, key, new IvParameterSpec(iv));
        // degrades: encrypt
        return c.doFinal(record);
    }
}
