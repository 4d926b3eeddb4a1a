package org.example.sso;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.util.Base64;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;

/** Issues an RS256 ticket for every login; one instance serves the whole cluster node. */
public class TicketService {
    private final PrivateKey key;
    private final ExecutorService pool;

    public TicketService(PrivateKey key, ExecutorService pool) {
        this.key = key;
        this.pool = pool;
    }

    public CompletableFuture<String> issue(String header, String claims) {
        return CompletableFuture.supplyAsync(() -> {
            String text = header + "." + claims;
            try {
                Signature s = Signature.getInstance("SHA256withRSA");
                s.initSign(key);
                s.update(text.getBytes(StandardCharsets.US_ASCII));
                // region: sign async
                byte[] raw = s.sign();
                return text + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(raw);
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(e);
            }
        }, pool);
    }
}
