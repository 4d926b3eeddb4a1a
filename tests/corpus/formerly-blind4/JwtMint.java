package id.provider;

import java.nio.charset.StandardCharsets;
import java.security.*;
import java.util.Base64;

/** Behind POST /oauth2/token; sized for a few thousand requests per second and node. */
final class JwtMint {
    private static final Base64.Encoder B64 = Base64.getUrlEncoder().withoutPadding();
    private final PrivateKey rsa;

    JwtMint(PrivateKey rsa) {
        this.rsa = rsa;
    }

    String mint(String header, String claims) throws GeneralSecurityException {
        String head = B64.encodeToString(header.getBytes(StandardCharsets.UTF_8)) + '.'
                + B64.encodeToString(claims.getBytes(StandardCharsets.UTF_8));
        Signature s = Signature.getInstance("SHA256withRSA");
        s.initSign(rsa);
        s.update(head.getBytes(StandardCharsets.US_ASCII));
        // region: sign async
        byte[] sig = s.sign();
        return head + '.' + B64.encodeToString(sig);
    }
}
