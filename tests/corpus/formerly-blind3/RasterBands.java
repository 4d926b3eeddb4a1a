package org.example.gis;

/** Pixel-interleaved rasters to one plane per band. */
final class RasterBands {
    static final int SIDE = 2048;
    static final int BANDS = 4;

    private RasterBands() {
    }

    static byte[][] split(byte[] pixels) {
        if (pixels.length != SIDE * SIDE * BANDS) {
            throw new IllegalArgumentException("raster of " + pixels.length + " bytes");
        }
        byte[][] plane = new byte[BANDS][SIDE * SIDE];
        // not: copy
        for (int i = 0, p = 0; i < SIDE * SIDE; i++) {
            for (int b = 0; b < BANDS; b++) {
                plane[b][i] = pixels[p++];
            }
        }
        return plane;
    }
}
