package org.longhaul.analysis.report;

import org.longhaul.analysis.statistics.Comparison;
import org.longhaul.analysis.statistics.MethodSummary;

/** A method's name beside its colour, and the choice of that colour. */
final class MethodName {

    private static final int COLOURS = 7;

    private MethodName() {}

    /** Returns the style class of a method's colour: {@code m0} is the baseline, the others repeat after seven. */
    static String colour(Comparison comparison, MethodSummary method) {
        if (method.baseline()) {
            return "m0";
        }
        int index = 0;
        for (MethodSummary other : comparison.methods()) {
            if (other.label().equals(method.label())) {
                break;
            }
            index += other.baseline() ? 0 : 1;
        }
        return "m" + (1 + index % COLOURS);
    }

    /** Returns a table's row header with the method's name. */
    static String rowHeader(Comparison comparison, MethodSummary method) {
        return "<th scope=\"row\"><span class=\"key " + colour(comparison, method) + "\"></span>"
                + Html.escape(method.label()) + "</th>";
    }
}
