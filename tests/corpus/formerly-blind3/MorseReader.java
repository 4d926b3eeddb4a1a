package org.example.radio;

import java.util.Map;
import java.util.Scanner;

/** Turns the dots and dashes of the club log into text. */
class MorseReader {
    private final Map<String, Character> table;

    MorseReader(Map<String, Character> table) {
        this.table = table;
    }

    String decrypt(String line) {
        StringBuilder sb = new StringBuilder();
        // not: scan
        try (Scanner sc = new Scanner(line)) {
            while (sc.hasNext()) {
                sb.append(table.getOrDefault(sc.next(), '?').charValue());
            }
        }
        return sb.toString();
    }

    static String read(MorseReader r, Iterable<String> log) {
        StringBuilder all = new StringBuilder();
        for (String line : log) {
            // not: decrypt
            all.append(r.decrypt(line)).append('\n');
        }
        return all.toString();
    }
}
