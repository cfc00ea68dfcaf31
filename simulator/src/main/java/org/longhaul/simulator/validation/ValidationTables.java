package org.longhaul.simulator.validation;

import static org.longhaul.simulator.validation.ValidationCase.Source.AGAIN;
import static org.longhaul.simulator.validation.ValidationCase.Source.OWN;
import static org.longhaul.simulator.validation.ValidationCase.Source.PUBLISHED;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What a validation found, with the peers beside it: rows of figures, and Markdown tables of them. */
public final class ValidationTables {

    /** How many figures {@link #figures} are. */
    private static final int FIGURES = 6;
    /** Standard deviation over runs, as a share of their mean, from which on they spread widely. */
    private static final double WIDE = 0.05;

    private final List<ValidationResult> flow;
    private final List<ValidationResult> packet;

    /**
     * Tables of a validation.
     *
     * @param flow results of {@code flow}
     * @param packet results of {@code packet} on those of the cases that it is judged by, in the same order; empty if it was
     *     not run
     */
    public ValidationTables(List<ValidationResult> flow, List<ValidationResult> packet) {
        long both = flow.stream()
                .map(ValidationResult::validationCase)
                .filter(NetworkValidation::judgesPackets)
                .count();
        if (!packet.isEmpty() && packet.size() != both) {
            throw new IllegalArgumentException("packet has " + packet.size() + " results; allowed: " + both
                    + ", as many as flow has of its cases.");
        }
        this.flow = List.copyOf(flow);
        this.packet = List.copyOf(packet);
    }

    /**
     * Errors of one group.
     *
     * @param source who measured its cases
     * @param calibrates whether its cases may set constants of the models
     * @param flow the errors of {@code flow}, and those of the peers
     * @param packet the errors of {@code packet}; null if it was not run
     */
    public record Row(
            ValidationCase.Source source,
            boolean calibrates,
            ValidationSummary flow,
            @Nullable ValidationSummary packet) {

        /** The group, or all, and what its rows are for. */
        public String label() {
            return flow.group()
                    + (calibrates
                            ? " (calibrate)"
                            : source == PUBLISHED ? " (published)" : source == AGAIN ? " (again)" : "");
        }

        /** Whether it sums up the groups before it. */
        public boolean all() {
            return flow.group().equals(ValidationSummary.ALL);
        }

        /**
         * Median absolute errors of the models and the peers, in the order of {@link #columns()}; null for none. Over all
         * groups peers have none: they have figures for some of them only.
         */
        public List<@Nullable Double> medians() {
            List<@Nullable Double> medians = new ArrayList<>();
            medians.add(flow.medianError());
            if (packet != null) {
                medians.add(packet.medianError());
            }
            for (String peer : ValidationSummary.PEERS) {
                medians.add(all() ? null : flow.medianPeerErrors().get(peer));
            }
            return medians;
        }
    }

    /** The models, then the peers. */
    public List<String> columns() {
        List<String> columns = new ArrayList<>();
        columns.add("flow");
        if (!packet.isEmpty()) {
            columns.add("packet");
        }
        columns.addAll(ValidationSummary.PEERS);
        return columns;
    }

    /** Every group, then all: by our own rows that only judge, by those that calibrate, and by the published ones. */
    public List<Row> rows() {
        List<Row> rows = new ArrayList<>();
        add(rows, OWN, false);
        add(rows, OWN, true);
        add(rows, AGAIN, false);
        add(rows, PUBLISHED, false);
        return rows;
    }

    private void add(List<Row> rows, ValidationCase.Source source, boolean calibrates) {
        Predicate<ValidationCase> kept = tested -> tested.source() == source && tested.calibrates() == calibrates;
        List<ValidationSummary> flows = ValidationSummary.of(flow, kept);
        List<ValidationSummary> packets = ValidationSummary.of(packet, kept);
        for (int i = 0; i < flows.size(); i++) {
            rows.add(new Row(source, calibrates, flows.get(i), packets.isEmpty() ? null : packets.get(i)));
        }
    }

    /** The groups as a Markdown table. */
    public String groups() {
        StringBuilder text = new StringBuilder("| group | cases");
        for (String model : packet.isEmpty() ? List.of("flow") : List.of("flow", "packet")) {
            text.append(" | ")
                    .append(model)
                    .append(": mean | median | 90th | largest | signed mean | too large, too small");
        }
        int figures = 1 + (packet.isEmpty() ? FIGURES : 2 * FIGURES);
        ValidationSummary.PEERS.forEach(peer -> text.append(" | ").append(peer).append(" median"));
        text.append(" |\n|---")
                .append("|---:".repeat(figures + ValidationSummary.PEERS.size()))
                .append("|\n");
        for (Row row : rows()) {
            text.append("| ").append(row.all() ? "**" + row.label() + "**" : row.label());
            text.append(" | ").append(row.flow().cases());
            figures(row.flow()).forEach(figure -> text.append(" | ").append(figure));
            if (row.packet() != null) {
                figures(row.packet()).forEach(figure -> text.append(" | ").append(figure));
            } else if (!packet.isEmpty()) {
                text.append(" | –".repeat(FIGURES));
            }
            for (String peer : ValidationSummary.PEERS) {
                // A peer has figures for some of all cases only.
                Double error = row.all() ? null : row.flow().medianPeerErrors().get(peer);
                text.append(" | ").append(percent(error));
            }
            text.append(" |\n");
        }
        return text.toString();
    }

    /** Mean, median, 90th percentile, largest and mean signed error for people, and how many are too large and too small. */
    public static List<String> figures(ValidationSummary summary) {
        return List.of(
                percent(summary.meanError()),
                percent(summary.medianError()),
                percent(summary.ninetiethError()),
                percent(summary.largestError()),
                signed(summary.meanSignedError()),
                summary.above() + ", " + summary.below());
    }

    /** Every case as a Markdown table. */
    public String cases() {
        StringBuilder text = new StringBuilder("| group | case | split | unit | measured | flow");
        text.append(packet.isEmpty() ? "" : " | packet | deviation of its runs | least to most");
        columns().forEach(column -> text.append(" | ").append(column).append(" error"));
        int figures = columns().size() + (packet.isEmpty() ? 2 : 5);
        text.append(" |\n|---|---|---|---").append("|---:".repeat(figures)).append("|\n");
        int packets = 0;
        for (ValidationResult result : flow) {
            ValidationCase tested = result.validationCase();
            text.append(String.format(
                    Locale.ROOT,
                    "| %s | %s | %s | %s | %.4f | %.4f",
                    tested.group(),
                    tested.name(),
                    kind(tested),
                    tested.unit(),
                    tested.measured(),
                    result.model()));
            ValidationResult beside =
                    packet.isEmpty() || !NetworkValidation.judgesPackets(tested) ? null : packet.get(packets++);
            if (!packet.isEmpty()) {
                text.append(beside == null ? " | – | – | –" : figuresOfRuns(beside));
            }
            text.append(" | ").append(signed(result.error()));
            if (!packet.isEmpty()) {
                text.append(" | ").append(beside == null ? "–" : signed(beside.error()));
            }
            for (String peer : ValidationSummary.PEERS) {
                OptionalDouble error = result.peerError(peer);
                text.append(" | ").append(error.isPresent() ? signed(error.getAsDouble()) : "–");
            }
            text.append(" |\n");
        }
        return text.toString();
    }

    private static String kind(ValidationCase tested) {
        return switch (tested.source()) {
            case PUBLISHED -> "published";
            case AGAIN -> "again";
            case OWN -> tested.calibrates() ? "calibrate" : "validate";
        };
    }

    private static String figuresOfRuns(ValidationResult result) {
        ValidationResult.RunSpread spread = result.spread();
        return String.format(
                Locale.ROOT,
                " | %.4f | %s | %.4f to %.4f",
                result.model(),
                percent(spread.relativeDeviation()),
                spread.least(),
                spread.most());
    }

    /**
     * The cases of our own that were measured once and that the runs of {@code packet} spread widely, as a Markdown table: how
     * they spread, and where in them the measured value lies.
     */
    public String draws() {
        StringBuilder text = new StringBuilder("| group | case | unit | measured | least | median | most | deviation"
                + " | runs below what was measured |\n|---|---|---|---:|---:|---:|---:|---:|---|\n");
        for (ValidationResult result : packet) {
            ValidationCase tested = result.validationCase();
            ValidationResult.RunSpread spread = result.spread();
            if (tested.judges() && tested.isSingleDraw() && spread.relativeDeviation() >= WIDE) {
                text.append(String.format(
                        Locale.ROOT,
                        "| %s | %s | %s | %.4f | %.4f | %.4f | %.4f | %s | %d of %d%s |\n",
                        tested.group(),
                        tested.name(),
                        tested.unit(),
                        tested.measured(),
                        spread.least(),
                        spread.median(),
                        spread.most(),
                        percent(spread.relativeDeviation()),
                        spread.below(),
                        spread.runs(),
                        spread.holds(tested.measured()) ? "" : ", outside of them"));
            }
        }
        return text.toString();
    }

    /** A share of one for people, {@code "1.4 %"}; a dash for none. */
    public static String percent(@Nullable Double value) {
        return value == null ? "–" : String.format(Locale.ROOT, "%.1f %%", 100 * value);
    }

    /** A share of one for people with its sign, {@code "+1.4 %"}. */
    public static String signed(double value) {
        return String.format(Locale.ROOT, "%+.1f %%", 100 * value);
    }
}
