package io.depot.auth;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Map;

class TokenIndex {
    private final Map<String, Long> userByDigest;
    private final MessageDigest sha256;

    TokenIndex(Map<String, Long> userByDigest, MessageDigest sha256) {
        this.userByDigest = userByDigest;
        this.sha256 = sha256;
    }

    public synchronized Long lookup(String token) {
        // degrades: hash
        byte[] d = sha256.digest(token.getBytes(StandardCharsets.US_ASCII));
        return userByDigest.get(Base64.getEncoder().encodeToString(d));
    }
}
