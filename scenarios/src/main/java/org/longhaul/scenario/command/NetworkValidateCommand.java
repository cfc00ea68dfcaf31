package org.longhaul.scenario.command;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.longhaul.analysis.text.TextTable;
import org.longhaul.scenario.run.Json;
import org.longhaul.simulator.validation.NetworkValidation;
import org.longhaul.simulator.validation.ValidationBars;
import org.longhaul.simulator.validation.ValidationResult;
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
            "Run every measured case of real Linux TCP through the network models, and show their errors beside those of"
                    + " two other simulators on the same cases.",
            "",
            "'flow' takes seconds; 'packet' runs every case many times over and takes minutes. Rows that calibrate may set"
                    + " constants of the models; the bounds hold for the others."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Exit codes: 0 every bound is met; 1 some bound is missed.",
            "",
            "  longhaul network validate",
            "  longhaul network validate --write docs/validation.md    tables and picture of that page anew"
        })
final class NetworkValidateCommand implements Callable<Integer> {
    private static final long PROGRESS_INTERVAL_NANOS = 5_000_000_000L;

    @Option(names = "--packet", description = "judge 'packet' too")
    private boolean packet;

    @Option(
            names = "--write",
            paramLabel = "FILE",
            description = "write the tables into this page between its markers, and the picture into images/ beside it;"
                    + " judges 'packet' too")
    private @Nullable Path page;

    @Option(names = "--cases", description = "print every case, not only the groups")
    private boolean cases;

    @Option(names = "--json", description = "print every case as JSON")
    private boolean json;

    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli injects the specification
    NetworkValidateCommand() {}

    private record Judged(
            List<ValidationResult> flow, List<ValidationResult> packet, List<ValidationBars.Bar> bounds) {}

    @Override
    public Integer call() throws IOException {
        if (page != null) {
            ValidationPage.requireMarkers(page);
        }
        List<ValidationResult> flow = NetworkValidation.runFlow();
        List<ValidationResult> packets = List.of();
        List<ValidationBars.Bar> bounds = new ArrayList<>(ValidationBars.flow(flow));
        if (packet || page != null) {
            packets = NetworkValidation.runPacket(progress(flow.size()));
            bounds.addAll(ValidationBars.packet(packets));
        }
        ValidationTables tables = new ValidationTables(flow, packets);
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(Json.compact(new Judged(flow, packets, bounds)));
        } else {
            out.print(groups(tables));
            if (cases) {
                out.println();
                out.print(tables.cases());
            }
            out.println();
            bounds(out, bounds);
        }
        if (page != null) {
            new ValidationPage(tables, bounds).write(page);
        }
        return bounds.stream().allMatch(ValidationBars.Bar::met) ? Longhaul.DONE : Longhaul.INCOMPLETE;
    }

    private java.util.function.Consumer<ValidationResult> progress(int all) {
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

    private static String groups(ValidationTables tables) {
        List<TextTable.Column> columns = new ArrayList<>();
        columns.add(TextTable.Column.text("median absolute error"));
        columns.add(TextTable.Column.figure("cases"));
        tables.columns().forEach(column -> columns.add(TextTable.Column.figure(column)));
        TextTable table = new TextTable(columns);
        for (ValidationTables.Row row : tables.rows()) {
            List<String> cells = new ArrayList<>();
            cells.add(row.calibrates() ? row.group() + " (calibrate)" : row.group());
            cells.add(Integer.toString(row.cases()));
            row.errors().forEach(error -> cells.add(ValidationTables.percent(error)));
            table.row(cells);
        }
        return table.render(Terminal.style(), Terminal.width());
    }

    private static void bounds(PrintWriter out, List<ValidationBars.Bar> bounds) {
        long met = bounds.stream().filter(ValidationBars.Bar::met).count();
        for (ValidationBars.Bar bound : bounds) {
            if (!bound.met()) {
                out.println(String.format(
                        Locale.ROOT,
                        "missed: %s, %s: %.1f %%, the bound is %.1f %%",
                        bound.model(),
                        bound.what(),
                        100 * bound.value(),
                        100 * bound.limit()));
            }
        }
        out.println(met + " of " + bounds.size() + " bounds met.");
    }
}
