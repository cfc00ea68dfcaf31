package org.longhaul.topology.unit;

/** Chooses the largest prefix whose size a value reaches. */
final class Prefix {
    private Prefix() {}

    /** Returns "", k, M, G, T, P or E. */
    static String decimal(long value) {
        return value < 1000 ? "" : decimal((double) value);
    }

    /** Returns "", k, M, G, T, P or E. */
    static String decimal(double value) {
        String prefixes = "kMGTPE";
        int power = -1;
        double size = 1000;
        while (power + 1 < prefixes.length() && value >= size) {
            power++;
            size *= 1000;
        }
        return power < 0 ? "" : prefixes.substring(power, power + 1);
    }

    /** Returns "", Ki, Mi, Gi, Ti, Pi or Ei. */
    static String binary(long value) {
        int power = value < 1024 ? 0 : (63 - Long.numberOfLeadingZeros(value)) / 10;
        return power == 0 ? "" : "KMGTPE".charAt(power - 1) + "i";
    }
}
