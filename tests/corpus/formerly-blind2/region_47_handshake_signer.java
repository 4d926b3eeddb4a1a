import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;

/** Signs the key exchange of each new client connection of the broker (RSA-3072). */
final class HandshakeSigner {
    private final PrivateKey rsaKey;

    HandshakeSigner(PrivateKey rsaKey) {
        this.rsaKey = rsaKey;
    }

    byte[] onServerKeyExchange(byte[] clientRandom, byte[] serverRandom, byte[] params)
            throws GeneralSecurityException {
        Signature s = Signature.getInstance("SHA256withRSA");
        s.initSign(rsaKey);
        s.update(clientRandom);
        s.update(serverRandom);
        s.update(params);
        // region: sign
        return s.sign();
    }
}
