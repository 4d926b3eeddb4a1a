package web.session;

import java.security.GeneralSecurityException;
import java.util.Base64;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

class SessionCookie {
    private static final int MAX_COOKIE = 4093;
    private final SecretKeySpec key;

    SessionCookie(byte[] key) {
        this.key = new SecretKeySpec(key, "AES");
    }

    byte[] open(String cookie) throws GeneralSecurityException {
        if (cookie.length() > MAX_COOKIE)
            throw new GeneralSecurityException("length");
        byte[] raw = Base64.getUrlDecoder().decode(cookie);
        Cipher cbc = Cipher.getInstance("AES/CBC/PKCS5Padding");
        cbc.init(Cipher.DECRYPT_MODE, key, new IvParameterSpec(raw, 0, 16));
        // degrades: decrypt
        return cbc.doFinal(raw, 16, raw.length - 16);
    }
}
