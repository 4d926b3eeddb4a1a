package org.example.map;

import java.util.HashMap;
import java.util.Map;

final class TileKey {
    private final String layer;
    private final byte[] style;
    private final int x;
    private final int y;

    TileKey(String layer, byte[] style, int x, int y) {
        this.layer = layer;
        this.style = style;
        this.x = x;
        this.y = y;
    }

    @Override
    public int hashCode() {
        int h = layer.hashCode();
        // not: hash
        for (byte b : style) {
            h = 31 * h + b;
        }
        return 31 * (31 * h + x) + y;
    }

    @Override
    public boolean equals(Object o) {
        if (!(o instanceof TileKey k) || x != k.x || y != k.y) {
            return false;
        }
        // degrades: compare
        return layer.equals(k.layer) && java.util.Arrays.equals(style, k.style);
    }
}
