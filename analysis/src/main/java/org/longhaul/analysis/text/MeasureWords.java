package org.longhaul.analysis.text;

import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.longhaul.analysis.record.measure.MeasureInfo;
import org.longhaul.analysis.record.measure.Measures;
import org.longhaul.analysis.statistics.Spread;

/** The words and numbers of a measure: its names in headings and its values in its unit. */
public final class MeasureWords {

    private static final String NONE = "–";

    private MeasureWords() {}

    /** Returns a value: four decimals, or percent with two for a share; {@code "diverged"} when it is no finite number. */
    public static String value(MeasureInfo measure, double value) {
        return Double.isFinite(value) ? number(measure, value, "") : "diverged";
    }

    /** Returns a mean, and its standard deviation where there are several seeds. */
    public static String spread(MeasureInfo measure, @Nullable Spread spread, String plusMinus) {
        if (spread == null) {
            return NONE;
        }
        String mean = value(measure, spread.mean());
        return spread.count() == 1 || !Double.isFinite(spread.mean())
                ? mean
                : mean + plusMinus + number(measure, spread.standardDeviation(), "");
    }

    /** Returns a difference of two values with its sign; that of shares in percentage points. */
    public static String difference(MeasureInfo measure, double difference) {
        return measure.inShares()
                ? String.format(Locale.ROOT, "%+.2f pp", 100 * difference)
                : number(measure, difference, "+");
    }

    private static String number(MeasureInfo measure, double value, String flag) {
        if (measure.ofRounds() && !measure.inShares()) {
            return (flag.isEmpty() || value < 0 ? "" : flag) + Quantities.plain(value);
        }
        return measure.inShares()
                ? String.format(Locale.ROOT, "%" + flag + ".2f%%", 100 * value)
                : String.format(Locale.ROOT, "%" + flag + ".4f", value);
    }

    /** Returns the head of a column of last values, for instance {@code "val. loss"}. */
    public static String column(MeasureInfo measure) {
        return measure.ofRounds() ? measure.label() : "val. " + measure.label();
    }

    /**
     * Returns the name of what is taken on held-out data: {@code "validation loss"}; only what the methods are ranked by or
     * trained on needs the first word.
     */
    public static String taken(Measures measures, MeasureInfo measure) {
        boolean stands = measure.equals(measures.headline()) || measure.equals(measures.objective());
        return stands ? "validation " + measure.label() : measure.label();
    }

    /** Returns the name with its unit, for the axis of a figure: {@code "validation loss, nats per token"}. */
    public static String axis(String name, MeasureInfo measure) {
        String unit = measure.inShares() ? "%" : measure.unit();
        return unit.isEmpty() ? name : name + ", " + unit;
    }

    /** Returns the unit and the direction where that is not the usual one, as a note: {@code "nats per token"}. */
    public static String unit(MeasureInfo measure) {
        String unit = measure.inShares() ? "percent" : measure.unit().isEmpty() ? "a number" : measure.unit();
        return measure.higherIsBetter() ? unit + ", higher is better" : unit;
    }

    /** Returns what the best value of all is: {@code "lowest"} or {@code "highest"}. */
    public static String best(MeasureInfo measure) {
        return measure.higherIsBetter() ? "highest" : "lowest";
    }

    /** Returns where values meet a bound: {@code "at or below"} or {@code "at or above"}. */
    public static String meeting(MeasureInfo measure) {
        return measure.higherIsBetter() ? "at or above" : "at or below";
    }

    /** Returns several of a thing: losses, accuracies, tokens. */
    public static String plural(String word) {
        if (word.endsWith("y")) {
            return word.substring(0, word.length() - 1) + "ies";
        }
        return word.endsWith("s") || word.endsWith("x") ? word + "es" : word + "s";
    }

    /** Returns the text with a capital first letter. */
    public static String capital(String text) {
        return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
    }
}
