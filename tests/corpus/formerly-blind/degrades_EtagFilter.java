package web.filter;

import java.security.MessageDigest;

final class EtagFilter {
    String etag(MessageDigest md, String uri, long version) {
        md.reset();
        // degrades: hash
        byte[] d = md.digest((uri + ':' + version).getBytes());
        return String.format("\"%02x%02x%02x%02x\"", d[0], d[1], d[2], d[3]);
    }
}
