package org.longhaul.study.sweep;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.longhaul.extension.Spelling;
import org.longhaul.scenario.file.YamlNode;

/**
 * A comparison that a point must meet: {@code topology.wide <= topology.access}, {@code 2 * methods[a].period <= 64}.
 *
 * <p>{@code SIDE RELATION SIDE}, with blanks around the relation, one of {@code <= < >= > == !=}. A side is the path of an axis,
 * the path of a key that the scenario states, or a value with its unit; before or behind it may stand one factor, {@code 2 * side},
 * {@code side * 2} or {@code side / 2}. Numbers compare with numbers, bandwidths with bandwidths; texts with {@code ==} and
 * {@code !=} only.
 */
final class Constraint {
    /** What may be written, for messages. */
    static final String ALLOWED =
            "SIDE RELATION SIDE with blanks around the relation, one of <= < >= > == !=; a side is an axis, a key that the"
                    + " scenario states, or a value with its unit, perhaps with a factor: 2 * x, x * 2 or x / 2";

    private static final Pattern RELATION = Pattern.compile("(.+?)\\s+(<=|<|>=|>|==|!=)\\s+(.+)");
    private static final String FACTOR = "([0-9]+(?:\\.[0-9]+)?)";
    private static final Pattern BEFORE = Pattern.compile(FACTOR + "\\s+\\*\\s+(.+)");
    private static final Pattern BEHIND = Pattern.compile("(.+?)\\s+([*/])\\s+" + FACTOR);

    /**
     * One side.
     *
     * @param axis number of an axis; -1 for what is the same at every point
     * @param value what it then is
     */
    private record Side(int axis, SweepAxis.@Nullable Value value, double factor) {
        SweepAxis.Value at(Grid grid, long point) {
            return value == null ? grid.value(point, axis) : value;
        }
    }

    private final String text;
    private final Side left;
    private final String relation;
    private final Side right;

    private Constraint(String text, Side left, String relation, Side right) {
        this.text = text;
        this.left = left;
        this.relation = relation;
        this.right = right;
    }

    /**
     * Parses a constraint.
     *
     * @param stated what the scenario states at a path; null where it states nothing
     * @throws IllegalArgumentException if it is none, or compares what cannot be compared
     */
    static Constraint parse(String text, Grid grid, Function<String, SweepAxis.@Nullable Value> stated) {
        Matcher matcher = RELATION.matcher(text.strip());
        if (!matcher.matches()) {
            throw new IllegalArgumentException("'" + text + "' is no comparison; allowed: " + ALLOWED);
        }
        Constraint constraint = new Constraint(
                text,
                side(matcher.group(1).strip(), grid, stated),
                matcher.group(2),
                side(matcher.group(3).strip(), grid, stated));
        constraint.check(grid);
        return constraint;
    }

    private static Side side(String text, Grid grid, Function<String, SweepAxis.@Nullable Value> stated) {
        Matcher before = BEFORE.matcher(text);
        if (before.matches()) {
            return term(before.group(2).strip(), Double.parseDouble(before.group(1)), grid, stated);
        }
        Matcher behind = BEHIND.matcher(text);
        if (behind.matches()) {
            double factor = Double.parseDouble(behind.group(3));
            if (behind.group(2).equals("/") && factor == 0) {
                throw new IllegalArgumentException("'" + text + "' divides by 0");
            }
            return term(behind.group(1).strip(), behind.group(2).equals("*") ? factor : 1 / factor, grid, stated);
        }
        return term(text, 1, grid, stated);
    }

    private static Side term(
            String text, double factor, Grid grid, Function<String, SweepAxis.@Nullable Value> stated) {
        List<String> paths = grid.axes().stream().map(SweepAxis::path).toList();
        int axis = paths.indexOf(text);
        if (axis >= 0) {
            return new Side(axis, null, factor);
        }
        Quantity quantity = Quantity.find(text);
        SweepAxis.Value constant = quantity != null ? SweepAxis.Value.of(quantity) : stated.apply(text);
        if (constant == null && text.matches("[.\\w]*[.\\[].*")) {
            throw new IllegalArgumentException("'" + text + "' is no axis, and the scenario does not state it; axes: "
                    + String.join(", ", paths) + Spelling.maybe(text, paths));
        }
        return new Side(
                -1,
                constant != null ? constant : new SweepAxis.Value(new YamlNode.Scalar(text, true, 0, 0), text, null),
                factor);
    }

    /** Whether the sides can be compared at all, told by every value that they take. */
    private void check(Grid grid) {
        boolean isOrder = !relation.equals("==") && !relation.equals("!=");
        List<SweepAxis.Value> ofLeft = values(left, grid);
        List<SweepAxis.Value> ofRight = values(right, grid);
        SweepAxis.Value one = ofLeft.get(0);
        for (SweepAxis.Value other : List.of(ofRight.get(0), ofRight.get(ofRight.size() - 1))) {
            Quantity a = one.quantity();
            Quantity b = other.quantity();
            if (a != null && b != null && !a.kind().isComparableTo(b.kind())) {
                throw new IllegalArgumentException(
                        "'" + text + "' compares " + a.kind().words() + " (" + one.text() + ") with "
                                + b.kind().words() + " (" + other.text() + ")");
            }
        }
        boolean isNumbers = allNumbers(ofLeft) && allNumbers(ofRight);
        if (!isNumbers && (isOrder || left.factor != 1 || right.factor != 1)) {
            throw new IllegalArgumentException(
                    "'" + text + "' orders or multiplies what is no number; texts compare with == and != only");
        }
    }

    private static List<SweepAxis.Value> values(Side side, Grid grid) {
        List<SweepAxis.Value> values = new ArrayList<>();
        if (side.value != null) {
            values.add(side.value);
        } else {
            values.addAll(grid.axes().get(side.axis).values());
        }
        return values;
    }

    private static boolean allNumbers(List<SweepAxis.Value> values) {
        return values.stream().allMatch(value -> value.quantity() != null);
    }

    boolean isMet(Grid grid, long point) {
        SweepAxis.Value a = left.at(grid, point);
        SweepAxis.Value b = right.at(grid, point);
        if (a.quantity() == null || b.quantity() == null) {
            return a.text().equals(b.text()) == relation.equals("==");
        }
        int order =
                Double.compare(a.quantity().value() * left.factor, b.quantity().value() * right.factor);
        return switch (relation) {
            case "<=" -> order <= 0;
            case "<" -> order < 0;
            case ">=" -> order >= 0;
            case ">" -> order > 0;
            case "==" -> order == 0;
            default -> order != 0;
        };
    }

    @Override
    public String toString() {
        return text;
    }
}
