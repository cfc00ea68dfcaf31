package org.longhaul.simulator;

/** How many random cases a test draws: a slice with all tests, or all there are by {@code -Dlonghaul.properties=all}. */
public final class Draws {
    private Draws() {}

    /** One of the two. */
    public static int of(int slice, int all) {
        return areAll() ? all : slice;
    }

    /** Whether all are drawn. */
    public static boolean areAll() {
        return "all".equals(System.getProperty("longhaul.properties"));
    }
}
