package org.longhaul.topology.picture;

import java.util.Locale;

/** Colour and width of a line by its utilisation, 0 to 1: grey through blue and amber to red, each at least 3 to 1 against white. */
final class Heat {
    private static final int[][] STOPS = {{0x84, 0x90, 0x9c}, {0x3d, 0x82, 0xc9}, {0xb3, 0x6b, 0x00}, {0xd6, 0x2f, 0x2f}
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
