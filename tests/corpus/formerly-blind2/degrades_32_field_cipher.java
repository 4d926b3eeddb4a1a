import java.security.GeneralSecurityException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** Encrypts single database fields such as card numbers (16..19 bytes). */
final class FieldCipher {
    private final SecretKeySpec key;
    private long counter;

    FieldCipher(byte[] raw) {
        key = new SecretKeySpec(raw, "AES");
    }

    byte[] protect(byte[] cardNumber) throws GeneralSecurityException {
        if (cardNumber.length > 19) {
            throw new IllegalArgumentException("not a card number");
        }
        byte[] iv = new byte[12];
        long c = ++counter;
        for (int i = 0; i < 8; i++) {
            iv[4 + i] = (byte) (c >>> (8 * i));
        }
        Cipher gcm = Cipher.getInstance("AES/GCM/NoPadding");
        gcm.init(Cipher.ENCRYPT_MODE, key, new GCMParameterSpec(128, iv));
        // degrades: encrypt
        return gcm.doFinal(cardNumber);
    }
}
