import java.security.MessageDigest;

class Names {
    byte[] key(MessageDigest md, byte[] name) {
        // degrades: hash
        return md.digest(name);
    }
}
