package org.longhaul.simulator.validation;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** What a validation found, with the peers beside it: rows of figures, and Markdown tables of them. */
public final class ValidationTables {

    private final List<ValidationResult> flow;
    private final List<ValidationResult> packet;

    /**
     * Tables of a validation.
     *
     * @param flow results of {@code flow}
     * @param packet results of {@code packet} on the same cases in the same order; empty if it was not run
     */
    public ValidationTables(List<ValidationResult> flow, List<ValidationResult> packet) {
        if (!packet.isEmpty() && packet.size() != flow.size()) {
            throw new IllegalArgumentException(
                    "packet has " + packet.size() + " results, flow " + flow.size() + "; both must have all.");
        }
        this.flow = List.copyOf(flow);
        this.packet = List.copyOf(packet);
    }

    /**
     * Median absolute errors of one group.
     *
     * @param group the group, or {@code all}
     * @param calibrates whether its cases may set constants of the models
     * @param cases number of cases
     * @param errors by column of {@link #columns()}; null where a column has no figure
     */
    public record Row(String group, boolean calibrates, int cases, List<@Nullable Double> errors) {}

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

    /** Every group, then all: first by the rows that only judge, then by those that calibrate. */
    public List<Row> rows() {
        List<Row> rows = new ArrayList<>();
        for (boolean calibrates : new boolean[] {false, true}) {
            List<ValidationSummary> flows = ValidationSummary.of(flow, c -> c.calibrates() == calibrates);
            List<ValidationSummary> packets =
                    packet.isEmpty() ? List.of() : ValidationSummary.of(packet, c -> c.calibrates() == calibrates);
            for (int i = 0; i < flows.size(); i++) {
                ValidationSummary summary = flows.get(i);
                List<@Nullable Double> errors = new ArrayList<>();
                errors.add(summary.medianError());
                if (!packet.isEmpty()) {
                    errors.add(packets.get(i).medianError());
                }
                for (String peer : ValidationSummary.PEERS) {
                    errors.add(summary.medianPeerErrors().get(peer));
                }
                rows.add(new Row(summary.group(), calibrates, summary.cases(), errors));
            }
        }
        return rows;
    }

    /** The groups as a Markdown table. */
    public String groups() {
        StringBuilder text = new StringBuilder("| median absolute error | cases");
        columns().forEach(column -> text.append(" | ").append(column));
        text.append(" |\n|---|---:").append("|---:".repeat(columns().size())).append("|\n");
        for (Row row : rows()) {
            String name = row.calibrates() ? row.group() + " (calibrate)" : row.group();
            text.append("| ").append(row.group().equals("all") ? "**" + name + "**" : name);
            text.append(" | ").append(row.cases());
            row.errors().forEach(error -> text.append(" | ").append(percent(error)));
            text.append(" |\n");
        }
        return text.toString();
    }

    /** Every case as a Markdown table. */
    public String cases() {
        StringBuilder text = new StringBuilder("| group | case | split | unit | measured | flow");
        text.append(packet.isEmpty() ? "" : " | packet");
        columns().forEach(column -> text.append(" | ").append(column).append(" error"));
        int figures = columns().size() + (packet.isEmpty() ? 2 : 3);
        text.append(" |\n|---|---|---|---").append("|---:".repeat(figures)).append("|\n");
        for (int i = 0; i < flow.size(); i++) {
            ValidationCase tested = flow.get(i).validationCase();
            text.append(String.format(
                    Locale.ROOT,
                    "| %s | %s | %s | %s | %.4f | %.4f",
                    tested.group(),
                    tested.name(),
                    tested.calibrates() ? "calibrate" : "validate",
                    tested.unit(),
                    tested.measured(),
                    flow.get(i).model()));
            if (!packet.isEmpty()) {
                text.append(String.format(Locale.ROOT, " | %.4f", packet.get(i).model()));
            }
            text.append(" | ").append(signed(flow.get(i).error()));
            if (!packet.isEmpty()) {
                text.append(" | ").append(signed(packet.get(i).error()));
            }
            for (String peer : ValidationSummary.PEERS) {
                OptionalDouble error = flow.get(i).peerError(peer);
                text.append(" | ").append(error.isPresent() ? signed(error.getAsDouble()) : "–");
            }
            text.append(" |\n");
        }
        return text.toString();
    }

    /** A share of one for people, {@code "1.4 %"}; a dash for none. */
    public static String percent(@Nullable Double value) {
        return value == null ? "–" : String.format(Locale.ROOT, "%.1f %%", 100 * value);
    }

    private static String signed(double value) {
        return String.format(Locale.ROOT, "%+.1f %%", 100 * value);
    }
}
