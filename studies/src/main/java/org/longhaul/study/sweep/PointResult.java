package org.longhaul.study.sweep;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.exc.StreamReadException;

/**
 * What came of one point: a row for each method and seed, or one that says why there is none.
 *
 * @param point its number, from 0
 * @param rows at least one
 */
record PointResult(long point, List<Row> rows) {
    /** The outcome of a point that could not be simulated. */
    static final String REFUSED = "refused";

    /**
     * A method under a seed.
     *
     * @param label the method's; null where the point as a whole failed
     * @param seed null as well then
     * @param outcome {@code completed}, {@code diverged}, {@code failed}, or {@code refused} where nothing was simulated
     * @param cause what stood against it, or ended it; null where nothing did
     * @param figures in the order of the sweep's figures; null for one that there is not
     */
    record Row(
            @Nullable String label,
            @Nullable Long seed,
            String outcome,
            @Nullable String cause,
            List<@Nullable Double> figures) {
        Row {
            figures = Collections.unmodifiableList(new ArrayList<>(figures));
        }
    }

    PointResult {
        rows = List.copyOf(rows);
    }

    /** A point that could not be simulated. */
    static PointResult refused(long point, String cause) {
        return new PointResult(point, List.of(new Row(null, null, REFUSED, cause, List.of())));
    }

    /** Whether a method did not come to its end. */
    boolean hasFailed() {
        return rows.stream().anyMatch(row -> !row.outcome().equals("completed"));
    }

    /**
     * The result that a parser begins with.
     *
     * @throws tools.jackson.core.JacksonException if there is something else
     */
    static PointResult read(JsonParser parser) {
        return new Reader(parser).result();
    }

    /** Reads token by token: a table of many points is read several times. */
    private static final class Reader {
        private final JsonParser parser;

        private Reader(JsonParser parser) {
            this.parser = parser;
        }

        private PointResult result() {
            require(JsonToken.START_OBJECT, parser.nextToken());
            Long point = null;
            List<Row> rows = null;
            for (String name = parser.nextName(); name != null; name = parser.nextName()) {
                JsonToken value = parser.nextToken();
                switch (name) {
                    case "point" -> point = wholeNumber(value);
                    case "rows" -> rows = rows(value);
                    default -> throw unknown(name);
                }
            }
            if (point == null || rows == null) {
                throw new StreamReadException(parser, "a result has a point and rows");
            }
            return new PointResult(point, rows);
        }

        private List<Row> rows(JsonToken start) {
            require(JsonToken.START_ARRAY, start);
            List<Row> rows = new ArrayList<>();
            while (parser.nextToken() == JsonToken.START_OBJECT) {
                rows.add(row());
            }
            require(JsonToken.END_ARRAY, parser.currentToken());
            return rows;
        }

        private Row row() {
            String label = null;
            Long seed = null;
            String outcome = null;
            String cause = null;
            List<@Nullable Double> figures = null;
            for (String name = parser.nextName(); name != null; name = parser.nextName()) {
                JsonToken value = parser.nextToken();
                switch (name) {
                    case "label" -> label = text(value);
                    case "seed" -> seed = wholeNumber(value);
                    case "outcome" -> outcome = text(value);
                    case "cause" -> cause = text(value);
                    case "figures" -> figures = figures(value);
                    default -> throw unknown(name);
                }
            }
            if (outcome == null || figures == null) {
                throw new StreamReadException(parser, "a row has an outcome and figures");
            }
            return new Row(label, seed, outcome, cause, figures);
        }

        private List<@Nullable Double> figures(JsonToken start) {
            require(JsonToken.START_ARRAY, start);
            List<@Nullable Double> figures = new ArrayList<>();
            for (JsonToken value = parser.nextToken(); value != JsonToken.END_ARRAY; value = parser.nextToken()) {
                figures.add(number(value));
            }
            return figures;
        }

        private @Nullable Double number(JsonToken value) {
            if (value == JsonToken.VALUE_STRING) {
                // How what is not finite is written.
                return switch (parser.getString()) {
                    case "NaN" -> Double.NaN;
                    case "Infinity" -> Double.POSITIVE_INFINITY;
                    case "-Infinity" -> Double.NEGATIVE_INFINITY;
                    default -> throw new StreamReadException(parser, "a figure is a number");
                };
            }
            if (value == JsonToken.VALUE_NULL) {
                return null;
            }
            return parser.getDoubleValue();
        }

        private @Nullable Long wholeNumber(JsonToken value) {
            return value == JsonToken.VALUE_NULL ? null : Long.valueOf(parser.getLongValue());
        }

        private @Nullable String text(JsonToken value) {
            if (value == JsonToken.VALUE_NULL) {
                return null;
            }
            require(JsonToken.VALUE_STRING, value);
            return parser.getString();
        }

        private void require(JsonToken wanted, @Nullable JsonToken found) {
            if (wanted != found) {
                throw new StreamReadException(parser, "expected " + wanted + ", found " + found);
            }
        }

        private StreamReadException unknown(String name) {
            return new StreamReadException(parser, "'" + name + "' is no part of a result");
        }
    }
}
