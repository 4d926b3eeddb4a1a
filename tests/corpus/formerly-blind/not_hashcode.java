package net.store;

final class RouteKey {
    private final byte[] prefix;
    private final int length;

    RouteKey(byte[] prefix, int length) {
        this.prefix = prefix;
        this.length = length;
    }

    @Override
    public int hashCode() {
        int h = length;
        // not: hash
        for (byte b : prefix) {
            h = 31 * h + b;
        }
        return h;
    }
}
