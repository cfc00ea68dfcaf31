package org.longhaul.analysis.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Round times along an axis of simulated time from zero. */
final class TimeAxis {

    private static final double[] SECONDS = {
        1e-9, 1e-6, 1e-3, 1, 60, 3600, 86_400,
    };
    private static final String[] UNITS = {"ns", "µs", "ms", "s", "min", "h", "d"};
    private static final double[] DECIMAL = {1, 2, 5, 10, 20, 50, 100, 200, 500};
    private static final double[] SIXTIETHS = {1, 2, 5, 10, 15, 30};
    private static final double[] HOURS = {1, 2, 3, 6, 12};

    private TimeAxis() {}

    /** A tick: where it lies, seconds, and what it says. */
    record Tick(double seconds, String label) {}

    /** Returns ticks from 0 to at most {@code seconds}, as many as {@code most} intervals allow. */
    static List<Tick> ticks(double seconds, int most) {
        List<Tick> ticks = new ArrayList<>();
        ticks.add(new Tick(0, "0"));
        if (!(seconds > 0) || Double.isInfinite(seconds)) {
            return ticks;
        }
        int unit = 0;
        double step = SECONDS[0];
        search:
        for (int u = 0; u < UNITS.length; u++) {
            for (double multiple : multiples(u)) {
                unit = u;
                step = multiple * SECONDS[u];
                if (seconds / step <= most) {
                    break search;
                }
            }
        }
        for (int i = 1; i * step <= seconds * (1 + 1e-9); i++) {
            double value = i * step / SECONDS[unit];
            ticks.add(new Tick(i * step, String.format(Locale.ROOT, "%.0f %s", value, UNITS[unit])));
        }
        return ticks;
    }

    private static double[] multiples(int unit) {
        return switch (UNITS[unit]) {
            case "s", "min" -> SIXTIETHS;
            case "h" -> HOURS;
            default -> DECIMAL;
        };
    }
}
