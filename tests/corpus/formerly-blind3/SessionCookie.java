package org.example.web;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** Opens the session cookie of a request. */
final class SessionCookie {
    private static final int IV = 12;
    private final SecretKeySpec key;

    SessionCookie(byte[] secret) {
        this.key = new SecretKeySpec(secret, "AES");
    }

    byte[] open(String cookie) {
        byte[] raw = Base64.getUrlDecoder().decode(cookie);
        if (raw.length < IV + 16 || raw.length > 4096) {
            return null;
        }
        try {
            Cipher c = Cipher.getInstance("AES/GCM/NoPadding");
            c.init(Cipher.DECRYPT_MODE, key, new GCMParameterSpec(128, raw, 0, IV));
            // degrades: decrypt
            return c.doFinal(raw, IV, raw.length - IV);
        } catch (GeneralSecurityException e) {
            return null;
        }
    }
}
