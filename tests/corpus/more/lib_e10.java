import java.nio.ByteBuffer;
import java.security.*;
import javax.crypto.Cipher;
import javax.crypto.Mac;

final class Tokens {
    private static final int OBJECT = 4 * 1024 * 1024;
    private final PrivateKey key;

    Tokens(PrivateKey key) { this.key = key; }

    byte[] issue(byte[] claims) throws GeneralSecurityException {
        Signature s = Signature.getInstance("SHA256withRSA");
        s.initSign(key);
        s.update(claims);
        // region: sign async
        return s.sign();
    }

    byte[] objectName(byte[] object) throws GeneralSecurityException {
        if (object.length != OBJECT)
            throw new IllegalArgumentException();
        MessageDigest d = MessageDigest.getInstance("SHA-256");
        // region: hash sha256 async min=65536
        d.update(object);
        return d.digest();
    }

    byte[] mac(Mac m, byte[] header) {
        // degrades: hash
        return m.doFinal(header);
    }

    boolean check(PublicKey k, byte[] m, byte[] sig) throws GeneralSecurityException {
        Signature v = Signature.getInstance("SHA256withRSA");
        v.initVerify(k);
        v.update(m);
        // degrades: verify
        return v.verify(sig);
    }
}
