package ui.theme;

import java.util.Locale;

enum Colour {
    DARK, LIGHT, CONTRAST;

    static Colour deserialize(String s) {
        // not: deserialize
        for (Colour c : values()) {
            if (c.name().toLowerCase(Locale.ROOT).equals(s)) {
                return c;
            }
        }
        return LIGHT;
    }
}
