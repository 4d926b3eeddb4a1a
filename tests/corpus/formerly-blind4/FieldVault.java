package com.bank.vault;

import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;

public final class FieldVault {
    private final SecretKey key;
    private final SecureRandom rnd = new SecureRandom();

    public FieldVault(SecretKey key) { this.key = key; }

    public byte[] seal(byte[] field) throws GeneralSecurityException {
        byte[] out = new byte[12 + field.length + 16];
        byte[] iv = new byte[12];
        rnd.nextBytes(iv);
        Cipher c = Cipher.getInstance("AES/GCM/NoPadding");
        c.init(Cipher.ENCRYPT_MODE, key, new GCMParameterSpec(128, iv));
        // degrades: encrypt
        c.doFinal(field, 0, field.length, out, 12);
        // degrades: copy
        System.arraycopy(iv, 0, out, 0, 12);
        return out;
    }
}
