package org.longhaul.scenario.command.network;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.longhaul.analysis.text.TextTable;
import org.longhaul.scenario.command.shared.ExitCode;
import org.longhaul.scenario.command.shared.Terminal;
import org.longhaul.scenario.command.shared.WrongInputException;
import org.longhaul.scenario.run.Json;
import org.longhaul.simulator.validation.FlowUnderTest;
import org.longhaul.simulator.validation.MeasuredRanges;
import org.longhaul.simulator.validation.NetworkUnderTest;
import org.longhaul.simulator.validation.NetworkValidation;
import org.longhaul.simulator.validation.PacketUnderTest;
import org.longhaul.simulator.validation.ValidationBars;
import org.longhaul.simulator.validation.ValidationCase;
import org.longhaul.simulator.validation.ValidationResult;
import org.longhaul.simulator.validation.ValidationSummary;
import org.longhaul.simulator.validation.ValidationTables;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Judges the network models by measurements of real TCP. */
@Command(
        name = "validate",
        sortOptions = false,
        description = {
            "Run every measured case of real TCP, our own and published ones, through the network models, and show their"
                    + " errors beside those of two other simulators on the same cases.",
            "",
            "'flow' takes seconds; 'packet' runs every case many times over and takes minutes. Rows that calibrate may set"
                    + " constants of the models; the bounds hold for the others. An error above 0 is a value too large;"
                    + " the column '+, -' counts the cases that are too large and too small."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Exit codes: 0 every bound is met, or --group; 1 some bound is not met.",
            "",
            "  longhaul network validate",
            "  longhaul network validate --group queue                  the cases of some groups, in a second or two",
            "  longhaul network validate --packet --write docs/validation.md",
            "                                                           tables and picture of that page anew"
        })
final class NetworkValidateCommand implements Callable<Integer> {
    private static final long PROGRESS_INTERVAL_NANOS = 5_000_000_000L;

    @Option(names = "--packet", description = "judge 'packet' too")
    private boolean packet;

    @Option(
            names = "--write",
            paramLabel = "FILE",
            description = "write the tables of what is judged into this page between its markers, and the picture into"
                    + " images/ beside it")
    private @Nullable Path page;

    @Option(names = "--cases", description = "print every case, not only the groups")
    private boolean cases;

    @Option(
            names = "--group",
            paramLabel = "PART",
            description =
                    "run only the groups whose name contains this, and print each of their cases; may be repeated."
                            + " Judges 'flow', or 'packet' with --packet, and no bound")
    private List<String> groups = new ArrayList<>();

    @Option(names = "--json", description = "print every case as JSON")
    private boolean json;

    @Spec
    private CommandSpec spec;

    /** Judges every case by 'flow'. */
    private final Supplier<List<ValidationResult>> judge;

    NetworkValidateCommand() {
        this(NetworkValidation::runFlow);
    }

    /** The same with other results: a test has them already. */
    @SuppressWarnings("NullAway.Init") // picocli injects the specification
    NetworkValidateCommand(Supplier<List<ValidationResult>> judge) {
        this.judge = judge;
    }

    private record Judged(
            List<ValidationResult> flow,
            List<ValidationResult> packet,
            List<ValidationBars.Bar> bounds,
            List<MeasuredRanges.Part> covered) {}

    @Override
    public Integer call() throws IOException {
        if (!groups.isEmpty()) {
            return someGroups();
        }
        if (page != null) {
            ValidationPage.requireMarkers(page);
        }
        List<ValidationResult> flow = judge.get();
        List<ValidationResult> packets = List.of();
        List<ValidationBars.Bar> bounds = new ArrayList<>(ValidationBars.flow(flow));
        if (packet) {
            int own = (int) flow.stream()
                    .map(ValidationResult::validationCase)
                    .filter(NetworkValidation::judgesPackets)
                    .count();
            packets = NetworkValidation.runPacket(progress(own));
            bounds.addAll(ValidationBars.packet(packets));
        }
        ValidationTables tables = new ValidationTables(flow, packets);
        MeasuredRanges ranges = new MeasuredRanges(
                flow.stream().map(ValidationResult::validationCase).toList());
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(Json.compact(new Judged(flow, packets, bounds, ranges.parts())));
        } else {
            groups(out, tables);
            if (cases) {
                out.println();
                out.print(tables.cases());
            }
            out.println();
            covered(out, ranges);
            out.println();
            bounds(out, bounds);
        }
        if (page != null) {
            new ValidationPage(tables, bounds, ranges).write(page);
        }
        return bounds.stream().allMatch(ValidationBars.Bar::met) ? ExitCode.DONE : ExitCode.INCOMPLETE;
    }

    private int someGroups() {
        if (page != null) {
            throw new WrongInputException("--write needs every case; allowed: --write without --group");
        }
        Set<String> chosen = new LinkedHashSet<>();
        Set<String> all = new LinkedHashSet<>();
        NetworkValidation.cases().stream()
                .filter(tested -> !packet || NetworkValidation.judgesPackets(tested))
                .forEach(tested -> all.add(tested.group()));
        for (String part : groups) {
            List<String> found = all.stream()
                    .filter(group -> group.toLowerCase(Locale.ROOT).contains(part.toLowerCase(Locale.ROOT)))
                    .toList();
            if (found.isEmpty()) {
                throw new WrongInputException("--group: no group's name contains '" + part + "'; allowed: a part of "
                        + String.join(", ", all));
            }
            chosen.addAll(found);
        }
        NetworkUnderTest model = packet ? new PacketUnderTest() : new FlowUnderTest();
        List<ValidationResult> results =
                NetworkValidation.run(model, tested -> chosen.contains(tested.group()), result -> {});
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(Json.compact(results));
            return ExitCode.DONE;
        }
        for (String group : chosen) {
            TextTable table = new TextTable(List.of(
                    TextTable.Column.text(group),
                    TextTable.Column.figure("measured"),
                    TextTable.Column.figure(packet ? "packet" : "flow"),
                    TextTable.Column.figure("error")));
            for (ValidationResult result : results) {
                ValidationCase tested = result.validationCase();
                if (tested.group().equals(group)) {
                    table.row(List.of(
                            tested.calibrates() ? tested.name() + " (calibrate)" : tested.name(),
                            String.format(Locale.ROOT, "%.4f %s", tested.measured(), tested.unit()),
                            String.format(Locale.ROOT, "%.4f", result.model()),
                            ValidationTables.signed(result.error())));
                }
            }
            out.print(table.render(Terminal.style(), Terminal.width()));
            out.println();
        }
        List<ValidationSummary> summaries = ValidationSummary.of(results, tested -> true);
        out.print(errors(
                packet ? "packet" : "flow",
                summaries.stream().map(ValidationSummary::group).toList(),
                summaries));
        return ExitCode.DONE;
    }

    private Consumer<ValidationResult> progress(int all) {
        PrintWriter err = spec.commandLine().getErr();
        err.println("packet: " + all + " cases, many runs each ...");
        int[] done = {0};
        long[] shown = {System.nanoTime()};
        return result -> {
            done[0]++;
            long now = System.nanoTime();
            if (now - shown[0] > PROGRESS_INTERVAL_NANOS) {
                shown[0] = now;
                err.println("packet: " + done[0] + " of " + all + ", "
                        + result.validationCase().group() + ": "
                        + result.validationCase().name());
            }
        };
    }

    private static void groups(PrintWriter out, ValidationTables tables) {
        List<ValidationTables.Row> rows = tables.rows();
        List<String> labels = rows.stream().map(ValidationTables.Row::label).toList();
        out.print(errors(
                "flow", labels, rows.stream().map(ValidationTables.Row::flow).toList()));
        List<ValidationSummary> packets = rows.stream()
                .map(ValidationTables.Row::packet)
                .filter(Objects::nonNull)
                .toList();
        if (!packets.isEmpty()) {
            out.println();
            out.print(errors("packet", labels, packets));
        }
        out.println();
        List<TextTable.Column> columns = new ArrayList<>();
        columns.add(TextTable.Column.text("median absolute error"));
        tables.columns().forEach(column -> columns.add(TextTable.Column.figure(column)));
        TextTable peers = new TextTable(columns);
        for (ValidationTables.Row row : rows) {
            // A peer has figures for some of all cases only.
            if (!row.all() && !row.flow().medianPeerErrors().isEmpty()) {
                List<String> cells = new ArrayList<>();
                cells.add(row.label());
                row.medians().forEach(error -> cells.add(ValidationTables.percent(error)));
                peers.row(cells);
            }
        }
        out.print(peers.render(Terminal.style(), Terminal.width()));
    }

    /** The errors of a model, by group. */
    private static String errors(String model, List<String> labels, List<ValidationSummary> summaries) {
        TextTable table = new TextTable(List.of(
                TextTable.Column.text("errors of " + model),
                TextTable.Column.figure("cases"),
                TextTable.Column.figure("mean"),
                TextTable.Column.figure("median"),
                TextTable.Column.figure("90th"),
                TextTable.Column.figure("largest"),
                TextTable.Column.figure("signed"),
                TextTable.Column.figure("+, -")));
        for (int i = 0; i < summaries.size(); i++) {
            List<String> cells = new ArrayList<>();
            cells.add(labels.get(i));
            cells.add(Integer.toString(summaries.get(i).cases()));
            cells.addAll(ValidationTables.figures(summaries.get(i)));
            table.row(cells);
        }
        return table.render(Terminal.style(), Terminal.width());
    }

    private static void covered(PrintWriter out, MeasuredRanges ranges) {
        List<TextTable.Column> columns = new ArrayList<>();
        columns.add(TextTable.Column.text("the cases cover"));
        List<MeasuredRanges.Property> properties = List.of(MeasuredRanges.Property.values());
        properties.forEach(property -> columns.add(TextTable.Column.figure(
                property == MeasuredRanges.Property.PRODUCT
                        ? "BDP, kB"
                        : property == MeasuredRanges.Property.QUEUE
                                ? "queue, BDP"
                                : property == MeasuredRanges.Property.ROUND_TRIP
                                        ? "RTT, ms"
                                        : property.label() + ", " + property.unit())));
        TextTable table = new TextTable(columns);
        for (MeasuredRanges.Part part : ranges.parts()) {
            List<String> cells = new ArrayList<>();
            cells.add(part.label());
            for (MeasuredRanges.Property property : properties) {
                MeasuredRanges.Range range = part.ranges().get(property);
                cells.add(range == null ? "–" : range.text());
            }
            table.row(cells);
        }
        out.print(table.render(Terminal.style(), Terminal.width()));
    }

    private static void bounds(PrintWriter out, List<ValidationBars.Bar> bounds) {
        long met = bounds.stream().filter(ValidationBars.Bar::met).count();
        for (ValidationBars.Bar bound : bounds) {
            if (!bound.met()) {
                out.println(String.format(
                        Locale.ROOT,
                        "not met: %s, %s: %.1f %%, the bound is %.1f %%",
                        bound.model(),
                        bound.what(),
                        100 * bound.value(),
                        100 * bound.limit()));
            }
        }
        out.println(met + " of " + bounds.size() + " bounds met.");
    }
}
