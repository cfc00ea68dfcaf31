package org.longhaul.analysis.report.markup;

import java.util.Locale;
import org.longhaul.analysis.record.MethodRecord;
import org.longhaul.analysis.record.Outcome;
import org.longhaul.analysis.statistics.Comparison;
import org.longhaul.analysis.statistics.MethodSummary;
import org.longhaul.analysis.statistics.Standing;

/** A method's name beside the look of its curve, and how it ended where it did not end ordinarily. */
public final class MethodName {

    private MethodName() {}

    /** Returns the look of a method's curve. */
    public static CurveStyle style(Comparison comparison, MethodSummary method) {
        if (method.baseline()) {
            return new CurveStyle(0);
        }
        int index = 1;
        for (MethodSummary other : comparison.methods()) {
            if (other.label().equals(method.label())) {
                break;
            }
            index += other.baseline() ? 0 : 1;
        }
        return new CurveStyle(index);
    }

    /** Returns the style class of a method's colour. */
    public static String colour(Comparison comparison, MethodSummary method) {
        return style(comparison, method).colourClass();
    }

    /** Returns the drawing that stands for the method's curve beside its name. */
    public static String key(Comparison comparison, MethodSummary method) {
        CurveStyle style = style(comparison, method);
        return "<svg class=\"key " + style.colourClass() + "\" viewBox=\"0 0 34 12\" aria-hidden=\"true\">"
                + "<path class=\"stroke\" d=\"M0 6H34\" stroke-dasharray=\"" + style.dashText() + "\"/>"
                + "<path class=\"mark-shape\" transform=\"translate(17 6)\" d=\"" + style.markPath(4.2) + "\"/></svg>";
    }

    /** Returns key, name and ending as markup. */
    public static String markup(Comparison comparison, MethodSummary method) {
        return key(comparison, method) + Html.escape(method.label()) + badge(method);
    }

    /** Returns a badge with the ending; nothing for an ordinary one. */
    public static String badge(MethodSummary method) {
        String ending = ending(method);
        return ending.isEmpty() ? "" : " <span class=\"ending\">" + Html.escape(ending) + "</span>";
    }

    /** Whether every seed trained the whole budget and exchanged something. */
    public static boolean trained(MethodSummary method) {
        return method.standing() == Standing.FINISHED;
    }

    /** Returns how the method ended, for instance {@code "failed after 2 steps"}; empty for an ordinary end. */
    public static String ending(MethodSummary method) {
        if (trained(method)) {
            return "";
        }
        if (method.standing() == Standing.NEVER_EXCHANGED) {
            return "never exchanged";
        }
        int seeds = method.seeds().size();
        int same = 0;
        long steps = -1;
        for (MethodRecord seed : method.seeds()) {
            if (seed.outcome().kind() != Outcome.Kind.COMPLETED) {
                same++;
                steps = Math.max(steps, seed.totals().steps());
            }
        }
        String kind = method.outcome().kind().name().toLowerCase(Locale.ROOT).replace('_', ' ');
        return kind
                + (seeds == 1
                        ? " after " + steps + (steps == 1 ? " step" : " steps")
                        : " in " + same + " of " + seeds + " seeds");
    }
}
