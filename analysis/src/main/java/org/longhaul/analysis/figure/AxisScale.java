package org.longhaul.analysis.figure;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.longhaul.analysis.text.Quantities;
import org.longhaul.extension.PlainNumber;

/** What is counted along an axis or by a colour: it decides how a value is written, and which values are round. */
public enum AxisScale {
    /** Seconds. */
    SECONDS,
    /** Bits per second. */
    BITS_PER_SECOND,
    /** Bytes. */
    BYTES,
    /** Shares of one, written in percent. */
    SHARE,
    /** US dollars. */
    DOLLARS,
    /** How many times. */
    FACTOR,
    /** Numbers without a unit, or whose unit the axis names. */
    NUMBER;

    /** A value with a mark of its own on an axis. */
    record Tick(double value, String text) {}

    private static final double MINUTE = 60;
    private static final double HOUR = 3600;
    private static final double DAY = 86_400;

    /** Times that people call round. */
    private static final double[] FINE = {
        1,
        2,
        5,
        10,
        20,
        30,
        MINUTE,
        2 * MINUTE,
        5 * MINUTE,
        10 * MINUTE,
        20 * MINUTE,
        30 * MINUTE,
        HOUR,
        2 * HOUR,
        5 * HOUR,
        10 * HOUR,
        DAY,
        2 * DAY,
        5 * DAY,
        10 * DAY,
        30 * DAY,
        100 * DAY
    };

    private static final double[] COARSE = {1, 10, MINUTE, 10 * MINUTE, HOUR, 10 * HOUR, 4 * DAY, 40 * DAY, 400 * DAY};

    /** Returns a value with three digits or so, as it stands in a cell. */
    public String text(double value) {
        return switch (this) {
            case SECONDS -> Quantities.duration(value);
            case BITS_PER_SECOND -> Quantities.bitRate(value);
            case BYTES -> Quantities.bytes(value);
            case SHARE ->
                String.format(
                        Locale.ROOT,
                        Math.abs(value) < 0.1 || (value > 0.99 && value < 1) ? "%.1f%%" : "%.0f%%",
                        100 * value);
            case DOLLARS -> Quantities.dollars(value);
            case FACTOR ->
                String.format(Locale.ROOT, value < 0.0995 ? "%.3fx" : value < 9.995 ? "%.2fx" : "%.1fx", value);
            case NUMBER -> Math.abs(value) >= 10_000 ? Quantities.count(value) : PlainNumber.rounded(value, 4);
        };
    }

    /** Returns a round value as it stands at an axis: {@code 1 Gbit/s}, not {@code 1.00 Gbit/s}. */
    public String round(double value) {
        if (this == SECONDS) {
            return time(value);
        }
        return this == SHARE && value == Math.rint(100 * value) / 100
                ? String.format(Locale.ROOT, "%.0f%%", 100 * value)
                : trimmed(text(value));
    }

    /** In the largest unit that leaves a whole number or, below a second, three digits. */
    private static String time(double seconds) {
        for (double unit : new double[] {DAY, HOUR, MINUTE}) {
            double count = seconds / unit;
            if (count >= 1 && Math.abs(count - Math.rint(count)) < 1e-9) {
                return number(count) + (unit == DAY ? " d" : unit == HOUR ? " h" : " min");
            }
        }
        return trimmed(seconds >= 1 && seconds < 1000 ? number(seconds) + " s" : Quantities.duration(seconds));
    }

    private static String number(double value) {
        return PlainNumber.rounded(value, 3);
    }

    private static String trimmed(String text) {
        return text.replaceFirst("(\\.\\d*?)0+(?=\\D|$)", "$1").replaceFirst("\\.(?=\\D|$)", "");
    }

    /** Returns round values within an axis, about {@code most} at most. */
    List<Tick> ticks(Axis axis, int most) {
        List<Tick> ticks = new ArrayList<>();
        if (this == SECONDS && axis.high() >= 2 * MINUTE) {
            return times(axis, most);
        }
        for (double tick : axis.ticks(axis.log() ? Math.max(most, 9) : most)) {
            ticks.add(new Tick(tick, round(Math.abs(tick) < 1e-12 * axis.high() ? 0 : tick)));
        }
        return ticks;
    }

    /** Decimal below a second, in minutes, hours and days above a minute. */
    private static List<Tick> times(Axis axis, int most) {
        List<Tick> ticks = new ArrayList<>();
        if (!axis.log()) {
            double unit = axis.high() >= 4 * DAY ? DAY : axis.high() >= 2 * HOUR ? HOUR : MINUTE;
            Axis inUnits = new Axis(axis.low() / unit, axis.high() / unit, axis.from(), axis.to());
            for (double tick : inUnits.ticks(most)) {
                String text = number(Math.abs(tick) < 1e-12 * inUnits.high() ? 0 : tick);
                ticks.add(new Tick(tick * unit, text + (unit == DAY ? " d" : unit == HOUR ? " h" : " min")));
            }
            return ticks;
        }
        double[] candidates = FINE;
        if (within(axis, FINE) > Math.max(most, 12)) {
            candidates = COARSE;
        }
        if (axis.low() < 0.5) {
            Axis below = new Axis(axis.low(), Math.min(0.5, axis.high()), axis.from(), axis.to(), true);
            for (double tick : below.ticks(3)) {
                ticks.add(new Tick(tick, SECONDS.round(tick)));
            }
        }
        for (double candidate : candidates) {
            if (candidate >= axis.low() && candidate <= axis.high()) {
                ticks.add(new Tick(candidate, time(candidate)));
            }
        }
        return ticks;
    }

    private static int within(Axis axis, double[] candidates) {
        int count = 0;
        for (double candidate : candidates) {
            count += candidate >= axis.low() && candidate <= axis.high() ? 1 : 0;
        }
        return count;
    }
}
