package org.longhaul.analysis.claim;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.longhaul.analysis.claim.Expression.Measured;
import org.longhaul.extension.Spelling;

/**
 * Reads claims as people write them.
 *
 * <pre>
 * claim      = sum ("&gt;=" | "&lt;=" | "=") sum [ "within" number "%" ]
 * sum        = product { ("+" | "-") product }
 * product    = value { ("*" | "/") value }
 * value      = number | "-" value | "(" sum ")" | figure "(" label ")"
 * </pre>
 *
 * <p>A figure is one of {@link Figure}, as {@code charged-bytes}, or of a measure, as {@code final-loss}, or of a model. A label with
 * parentheses stands in quotes: {@code units('des-loc (K = 16)')}. Hyphens join words; a minus has a blank after it.
 */
final class ClaimParser {

    private final String text;
    private final FigureSource source;
    private int at;

    private ClaimParser(String text, FigureSource source) {
        this.text = text;
        this.source = source;
    }

    /**
     * The claim of a line.
     *
     * @param source what models there are
     * @throws IllegalArgumentException if the line is no claim; the message says where and what is allowed there
     */
    static Claim parse(String text, FigureSource source) {
        ClaimParser parser = new ClaimParser(text, source);
        Expression left = parser.sum();
        Claim.Relation relation = parser.relation();
        Expression right = parser.sum();
        double tolerance = parser.tolerance();
        parser.blanks();
        if (parser.at < text.length()) {
            throw parser.unexpected("an operator, 'within' or the end");
        }
        return new Claim(left, relation, right, tolerance);
    }

    private Expression sum() {
        Expression sum = product();
        while (true) {
            if (take("+")) {
                sum = new Expression.Arithmetic(Expression.Operator.PLUS, sum, product());
            } else if (take("-")) {
                sum = new Expression.Arithmetic(Expression.Operator.MINUS, sum, product());
            } else {
                return sum;
            }
        }
    }

    private Expression product() {
        Expression product = value();
        while (true) {
            if (take("*")) {
                product = new Expression.Arithmetic(Expression.Operator.TIMES, product, value());
            } else if (take("/")) {
                product = new Expression.Arithmetic(Expression.Operator.OVER, product, divisor());
            } else {
                return product;
            }
        }
    }

    private Expression divisor() {
        blanks();
        int from = at;
        Expression divisor = value();
        if (divisor.equals(new Expression.Constant(0))) {
            throw new IllegalArgumentException("column " + (from + 1) + ": nothing can be divided by 0");
        }
        return divisor;
    }

    private Expression value() {
        if (take("(")) {
            Expression inside = sum();
            if (!take(")")) {
                throw unexpected("')'");
            }
            return inside;
        }
        if (take("-")) {
            return new Expression.Arithmetic(Expression.Operator.MINUS, new Expression.Constant(0), value());
        }
        Double number = number();
        return number != null ? new Expression.Constant(number) : figure();
    }

    private Claim.Relation relation() {
        for (Claim.Relation relation : Claim.Relation.values()) {
            if (take(relation.sign())) {
                return relation;
            }
        }
        throw unexpected("an operator or one of >=, <=, =");
    }

    private double tolerance() {
        if (!take("within")) {
            return 0;
        }
        Double percent = number();
        if (percent == null || !take("%")) {
            throw unexpected("a number of percent, as in 'within 2 %'");
        }
        return percent / 100;
    }

    private Expression figure() {
        int from = at;
        while (at < text.length() && (Character.isLetterOrDigit(text.charAt(at)) || text.charAt(at) == '-')) {
            at++;
        }
        String name = text.substring(from, at);
        if (name.isEmpty()) {
            throw unexpected("a number, '(' or a figure of a method, as in charged-bytes(ddp)");
        }
        if (!take("(")) {
            throw unexpected("'(' and the label of a method after '" + name + "'");
        }
        String label = label();
        Set<String> modelled = source.figuresOf(label);
        if (modelled != null) {
            if (modelled.contains(name)) {
                return new Expression.Modelled(name, label);
            }
            throw unknown(name, from, modelled.stream().sorted().toList());
        }
        for (Figure figure : Figure.values()) {
            if (figure.label().equals(name)) {
                return new Expression.Of(figure, label);
            }
        }
        for (Measured.Part part : Measured.Part.values()) {
            if (name.startsWith(part.label() + "-")) {
                return new Measured(part, name.substring(part.label().length() + 1), label);
            }
        }
        throw unknown(name, from, figures());
    }

    private static IllegalArgumentException unknown(String name, int from, List<String> names) {
        return new IllegalArgumentException("there is no figure '" + name + "' (column " + (from + 1) + "); allowed: "
                + String.join(", ", names) + Spelling.maybe(name, names));
    }

    /** The names of all figures, those of measures with the loss. */
    private static List<String> figures() {
        List<String> names = new ArrayList<>();
        for (Figure figure : Figure.values()) {
            names.add(figure.label());
        }
        for (Measured.Part part : Measured.Part.values()) {
            names.add(part.label() + "-loss");
        }
        return names;
    }

    private String label() {
        blanks();
        char quote = at < text.length() ? text.charAt(at) : ' ';
        int end;
        String label;
        if (quote == '\'' || quote == '"') {
            end = text.indexOf(quote, at + 1);
            label = end < 0 ? "" : text.substring(at + 1, end);
            at = end < 0 ? at : end + 1;
        } else {
            end = text.indexOf(')', at);
            label = end < 0 ? "" : text.substring(at, end).strip();
            at = end < 0 ? at : end;
        }
        if (label.isEmpty() || !take(")")) {
            throw unexpected("the label of a method and ')'");
        }
        return label;
    }

    private @Nullable Double number() {
        blanks();
        int end = at;
        while (end < text.length() && isOfNumber(end)) {
            end++;
        }
        if (end == at || (!Character.isDigit(text.charAt(at)) && text.charAt(at) != '.')) {
            return null;
        }
        try {
            double number = Double.parseDouble(text.substring(at, end));
            at = end;
            return number;
        } catch (NumberFormatException e) {
            throw unexpected("a number");
        }
    }

    /** Digits, points, and an exponent with its sign. */
    private boolean isOfNumber(int place) {
        char c = text.charAt(place);
        return Character.isDigit(c)
                || c == '.'
                || (c == 'e' && place > at)
                || ((c == '-' || c == '+') && place > at && text.charAt(place - 1) == 'e');
    }

    private boolean take(String token) {
        blanks();
        if (!text.startsWith(token, at)) {
            return false;
        }
        at += token.length();
        return true;
    }

    private void blanks() {
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
    }

    private IllegalArgumentException unexpected(String allowed) {
        blanks();
        String found = at < text.length() ? "'" + text.substring(at) + "'" : "the end";
        return new IllegalArgumentException(
                String.format(Locale.ROOT, "column %d: found %s; allowed: %s", at + 1, found, allowed));
    }
}
