package org.example.league;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

final class LeagueTable {
    record Club(String name, int points, int scored, int conceded) {
        int difference() {
            return scored - conceded;
        }
    }

    static final class Rank implements Comparator<Club> {
        @Override
        public int compare(Club a, Club b) {
            int c = Integer.compare(b.points(), a.points());
            if (c == 0) {
                c = Integer.compare(b.difference(), a.difference());
            }
            return c != 0 ? c : a.name().compareTo(b.name());
        }
    }

    static boolean leads(Club a, List<Club> all) {
        Rank rank = new Rank();
        for (Club b : all) {
            // not: compare
            if (rank.compare(a, b) > 0) {
                return false;
            }
        }
        return true;
    }
}
