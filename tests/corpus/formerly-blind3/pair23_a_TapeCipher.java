package org.example.tape;

import java.security.GeneralSecurityException;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.IvParameterSpec;

/** Seals one record of a dump; records leave in the order they were submitted. */
public final class TapeCipher {
    public static final int RECORD = 512 * 1024;

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
        // region: encrypt aes-cbc async min=65536
        return c.doFinal(record);
    }
}
