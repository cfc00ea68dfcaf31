package org.longhaul.topology.picture;

import java.util.Locale;

/** Colour and width of a line by its utilisation, 0 to 1: grey through amber to red. */
final class Heat {
    private static final int[][] STOPS = {{0xb8, 0xc4, 0xd0}, {0x4a, 0x90, 0xd9}, {0xf0, 0xa0, 0x2c}, {0xd6, 0x2f, 0x2f}
    };

    private Heat() {}

    static String colour(double utilisation) {
        double at = Math.min(1, Math.max(0, utilisation)) * (STOPS.length - 1);
        int stop = Math.min(STOPS.length - 2, (int) at);
        double part = at - stop;
        int rgb = 0;
        for (int c = 0; c < 3; c++) {
            rgb = rgb << 8 | (int) Math.round(STOPS[stop][c] * (1 - part) + STOPS[stop + 1][c] * part);
        }
        return String.format(Locale.ROOT, "#%06x", rgb);
    }

    static double width(double utilisation) {
        return 1.2 + 5 * Math.sqrt(Math.min(1, Math.max(0, utilisation)));
    }
}
