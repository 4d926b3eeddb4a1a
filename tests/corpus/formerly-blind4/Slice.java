package util.bytes;

public final class Slice implements Comparable<Slice> {
    private final byte[] data;
    private final int off, len;
    private int hash;

    public Slice(byte[] data, int off, int len) {
        this.data = data;
        this.off = off;
        this.len = len;
    }

    @Override public int hashCode() {
        int h = hash;
        if (h == 0) {
            // not: hash
            for (int i = off; i < off + len; i++)
                h = 31 * h + data[i];
            hash = h;
        }
        return h;
    }

    @Override public boolean equals(Object o) {
        return o instanceof Slice s && compareTo(s) == 0;
    }

    @Override public int compareTo(Slice o) {
        // degrades: compare
        return java.util.Arrays.compareUnsigned(data, off, off + len, o.data, o.off, o.off + o.len);
    }
}
