package org.longhaul.study.compare;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.longhaul.extension.Spelling;

/**
 * How much worse a figure may become: {@code seconds=2%} of what it was, {@code loss=0.01} in its own unit (seconds, bytes, a
 * share of one), {@code bytes=any} for a figure that is shown and not judged; {@code all=1%} stands for every other one.
 * Without any, nothing may become worse. What follows from the times, compute utilisation and speed-ups, is judged only where
 * it has a tolerance of its own. Immutable.
 */
public final class Tolerances {
    private static final String ALL = "all";

    /** Names that people use for figures. */
    private static final Map<String, String> ALIASES = aliases();

    /** One allowance. */
    private record Allowance(double amount, boolean relative) {}

    private final Map<String, Allowance> byName;

    private Tolerances(Map<String, Allowance> byName) {
        this.byName = byName;
    }

    private static Map<String, String> aliases() {
        Map<String, String> aliases = new LinkedHashMap<>();
        aliases.put("time", FigureInfo.SECONDS);
        aliases.put("bytes", FigureInfo.CHARGED_BYTES);
        aliases.put("target", FigureInfo.SECONDS_TO_TARGET);
        aliases.put("utilisation", FigureInfo.COMPUTE_SHARE);
        aliases.put("utilization", FigureInfo.COMPUTE_SHARE);
        return aliases;
    }

    /** The name of a figure that a person may call otherwise. */
    static String figure(String name) {
        return ALIASES.getOrDefault(name, name);
    }

    /** Whether a name, or what it stands for, means a figure; {@code target} means the time to every target. */
    static boolean means(String name, String figure) {
        String meant = figure(name);
        return meant.equals(figure) || (meant.equals(FigureInfo.SECONDS_TO_TARGET) && figure.startsWith(meant));
    }

    /**
     * Reads tolerances.
     *
     * @throws IllegalArgumentException if one is none
     */
    public static Tolerances of(List<String> texts) {
        Map<String, Allowance> byName = new LinkedHashMap<>();
        for (String text : texts) {
            int equals = text.indexOf('=');
            if (equals < 1) {
                throw new IllegalArgumentException("'" + Spelling.excerpt(text)
                        + "' is no tolerance; allowed: FIGURE=AMOUNT, as in time=2%, loss=0.01, bytes=any or all=1%");
            }
            String name = text.substring(0, equals).strip();
            if (byName.put(
                            figure(name),
                            allowance(text, text.substring(equals + 1).strip()))
                    != null) {
                throw new IllegalArgumentException("'" + name + "' has two tolerances; allowed: one");
            }
        }
        return new Tolerances(byName);
    }

    private static Allowance allowance(String text, String amount) {
        if (amount.equals("any")) {
            return new Allowance(Double.POSITIVE_INFINITY, false);
        }
        boolean relative = amount.endsWith("%");
        String number = relative ? amount.substring(0, amount.length() - 1).strip() : amount;
        if (!number.matches("(\\d+(\\.\\d*)?|\\.\\d+)([eE][-+]?\\d{1,3})?")) {
            throw new IllegalArgumentException("'" + Spelling.excerpt(text)
                    + "': the amount must be a number that is not negative, in percent or in the figure's own unit"
                    + " (seconds, bytes, a share of one), or any");
        }
        return new Allowance(Double.parseDouble(number) / (relative ? 100 : 1), relative);
    }

    /** @throws IllegalArgumentException if a tolerance is of no figure that there is */
    void require(List<String> figures) {
        for (String name : byName.keySet()) {
            if (!name.equals(ALL) && figures.stream().noneMatch(figure -> means(name, figure))) {
                throw unknown(name, figures, ALL);
            }
        }
    }

    /** What is wrong with a name that means none of some figures; short names of figures are names, too. */
    static IllegalArgumentException unknown(String name, List<String> figures, String... besides) {
        List<String> allowed = new ArrayList<>(List.of(besides));
        allowed.addAll(figures);
        ALIASES.keySet().stream()
                .filter(alias -> figures.stream().anyMatch(figure -> means(alias, figure)))
                .sorted()
                .forEach(allowed::add);
        return new IllegalArgumentException("there is no figure '" + Spelling.excerpt(name) + "'; allowed: "
                + String.join(", ", allowed) + Spelling.maybe(name, allowed));
    }

    /** How much worse a figure may be than it was; infinite where it is not judged. */
    double amount(String figure, double from) {
        Allowance allowance = byName.get(figure);
        for (Map.Entry<String, Allowance> entry : byName.entrySet()) {
            allowance = allowance == null && means(entry.getKey(), figure) ? entry.getValue() : allowance;
        }
        if (allowance == null && (figure.equals(FigureInfo.COMPUTE_SHARE) || figure.equals(SpeedUps.NAME))) {
            return Double.POSITIVE_INFINITY;
        }
        allowance = allowance == null ? byName.get(ALL) : allowance;
        return allowance == null ? 0 : allowance.relative() ? allowance.amount() * Math.abs(from) : allowance.amount();
    }
}
