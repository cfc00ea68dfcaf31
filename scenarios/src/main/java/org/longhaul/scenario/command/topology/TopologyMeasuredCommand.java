package org.longhaul.scenario.command.topology;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.longhaul.analysis.text.Quantities;
import org.longhaul.analysis.text.TextTable;
import org.longhaul.extension.AtomicFiles;
import org.longhaul.extension.Spelling;
import org.longhaul.scenario.command.shared.ExitCode;
import org.longhaul.scenario.command.shared.Terminal;
import org.longhaul.scenario.command.shared.WrongInputException;
import org.longhaul.topology.TopologyException;
import org.longhaul.topology.format.TopologyFormatException;
import org.longhaul.topology.measured.MeasuredTopology;
import org.longhaul.topology.measured.Measurements;
import org.longhaul.topology.unit.Bandwidth;
import org.longhaul.topology.unit.ColumnHeading;
import org.longhaul.topology.unit.Durations;
import org.longhaul.topology.unit.QuantityException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Makes a topology file of what people measure between their hosts. */
@Command(
        name = "measured",
        sortOptions = false,
        description = {
            "Make a topology file of what was measured between hosts.",
            "",
            "FILE is what 'iperf3 -c HOST -J' writes (TCP, UDP, -P, -R, --bidir) or what 'ping HOST' prints (Linux, BusyBox,"
                    + " macOS, Windows). It is called FROM--TO.json or FROM--TO.txt after the host where it ran and the one to"
                    + " which it went, up to the first dot; or it is given as FROM--TO=FILE; or the addresses in it are named"
                    + " with --name. Matrices as CSV are given with --bandwidth and --round-trip: the first row and column name"
                    + " the hosts, row i, column j is from i to j, an empty cell is unknown.",
            "",
            "Of several measurements the most bandwidth and the least round trip count. iperf3 counts payload; the headers are"
                    + " added. What one stream carries is a property of its window and the path: run iperf3 with -P 8, else the"
                    + " file says that the line may carry more. A line between every two hosts has the pair's own bandwidth in"
                    + " each direction; before it, each host has an access that its lines share, with the most that was"
                    + " measured up and down, or what --access states.",
            "",
            "What nobody measured is inferred: a bandwidth is the least of what the sender sent and the receiver took elsewhere,"
                    + " a round trip the least sum over other hosts. The file's comments and notes, and the notes of 'network"
                    + " explain', say of each value where it comes from."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Three hosts, of which oslo and paris were measured both ways, and rome by ping alone:",
            "",
            "  oslo$ iperf3 -c paris -P 8 -J        > oslo--paris.json",
            "  oslo$ iperf3 -c paris -P 8 -J -R     > oslo--paris.reverse.json",
            "  oslo$ ping -c 20 paris               > oslo--paris.ping",
            "  oslo$ ping -c 20 rome                > oslo--rome.ping",
            "  longhaul topology measured oslo--* --access 'rome=100 Mbit/s,1 Gbit/s' --out mine.yaml",
            "  longhaul network explain mine.yaml --from oslo --to rome --bytes 1GB",
            "",
            "A table of bandwidths and one of round trips:",
            "",
            "  Mbit/s,oslo,paris,rome          ms,oslo,paris,rome",
            "  oslo,,940,200                   oslo,,31,",
            "  paris,870,,                     paris,31.2,,24",
            "  rome,190,,                      rome,,,",
            "",
            "  longhaul topology measured --bandwidth rates.csv --round-trip delays.csv --out mine.yaml"
        })
final class TopologyMeasuredCommand implements Callable<Integer> {
    private static final int MOST_ROWS = 45;

    @Parameters(
            arity = "0..*",
            paramLabel = "[FROM--TO=]FILE",
            description = "report of iperf3 in JSON, or output of ping")
    private List<String> files = new ArrayList<>();

    @Option(names = "--bandwidth", paramLabel = "FILE", description = "matrix of bandwidths as CSV")
    private @Nullable Path bandwidth;

    @Option(
            names = "--bandwidth-unit",
            paramLabel = "UNIT",
            description = "of bandwidths without one, such as Mbit/s (default: the corner of the header)")
    private @Nullable String bandwidthUnit;

    @Option(names = "--round-trip", paramLabel = "FILE", description = "matrix of round trips as CSV")
    private @Nullable Path roundTrip;

    @Option(
            names = "--round-trip-unit",
            paramLabel = "UNIT",
            description = "of round trips without one, such as ms (default: the corner of the header)")
    private @Nullable String roundTripUnit;

    @Option(
            names = "--name",
            paramLabel = "ADDRESS=HOST",
            description = "which host an address or a name in the files is, 10.0.0.2=paris")
    private List<String> names = new ArrayList<>();

    @Option(
            names = "--access",
            paramLabel = "HOST=UP[,DOWN]",
            description =
                    "what a host can send and take in all, as its card or its line has it (default: the most measured)")
    private List<String> access = new ArrayList<>();

    @Option(
            names = "--title",
            paramLabel = "NAME",
            description = "name of the network (default: that of the file written)")
    private @Nullable String title;

    @Option(names = "--out", paramLabel = "FILE", description = "file to write, .yaml (default: standard output)")
    private @Nullable Path out;

    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli injects the specification
    TopologyMeasuredCommand() {}

    @Override
    public Integer call() throws IOException {
        MeasuredTopology made = made();
        PrintWriter err = spec.commandLine().getErr();
        made.warnings().forEach(warning -> err.println("warning: " + warning));
        Path target = out;
        if (target == null) {
            made.write(spec.commandLine().getOut());
        } else {
            AtomicFiles.write(target, text(made));
            table(made);
            spec.commandLine().getOut().println(target + ": " + made.topology());
        }
        made.topology().departures().forEach(note -> err.println("note: " + note.line()));
        spec.commandLine().getOut().flush();
        err.flush();
        return ExitCode.DONE;
    }

    private MeasuredTopology made() {
        Path target = out;
        if (target != null) {
            checkTarget(target);
        }
        if (files.isEmpty() && bandwidth == null && roundTrip == null) {
            throw new WrongInputException("no measurement is given; allowed: files of iperf3 and ping, --bandwidth and"
                    + " --round-trip\nMaybe read the example of 'longhaul topology measured --help'.");
        }
        Measurements measurements = new Measurements();
        try {
            for (String each : names) {
                String[] parts = parts("--name", each, "ADDRESS=HOST");
                measurements.name(parts[0], parts[1]);
            }
            access.forEach(each -> access(measurements, each));
            Path rates = bandwidth;
            if (rates != null) {
                measurements.bandwidths(rates, unit("--bandwidth-unit", bandwidthUnit, Bandwidth::rounded));
            }
            Path delays = roundTrip;
            if (delays != null) {
                measurements.roundTrips(delays, unit("--round-trip-unit", roundTripUnit, Durations::roundedNanos));
            }
            files.forEach(each -> file(measurements, each));
            return measurements.topology(name());
        } catch (TopologyFormatException | TopologyException e) {
            throw new WrongInputException(String.valueOf(e.getMessage()), e);
        }
    }

    private static void checkTarget(Path target) {
        if (!target.toString().endsWith(".yaml") && !target.toString().endsWith(".yml")) {
            throw new WrongInputException("--out: " + target + " has another ending; allowed: .yaml"
                    + "\nMaybe write YAML, then 'longhaul topology convert' it.");
        }
        Path parent = target.toAbsolutePath().getParent();
        if (Files.isDirectory(target) || (parent != null && !Files.isDirectory(parent))) {
            throw new WrongInputException("--out: " + target
                    + (Files.isDirectory(target) ? " is a directory" : ": the directory " + parent + " does not exist")
                    + "; allowed: a file");
        }
    }

    private static void file(Measurements measurements, String given) {
        int gap = given.indexOf('=');
        try {
            boolean isNamed = gap > 0 && !Files.exists(Path.of(given));
            measurements.read(
                    Path.of(isNamed ? given.substring(gap + 1) : given), isNamed ? given.substring(0, gap) : null);
        } catch (InvalidPathException e) {
            throw new WrongInputException("\"" + Spelling.excerpt(given) + "\" is no name of a file", e);
        }
    }

    private static String[] parts(String option, String given, String form) {
        int gap = given.indexOf('=');
        if (gap <= 0 || gap == given.length() - 1) {
            throw new WrongInputException(option + ": found \"" + Spelling.excerpt(given) + "\"; allowed: " + form);
        }
        return new String[] {
            given.substring(0, gap).strip(), given.substring(gap + 1).strip()
        };
    }

    private static void access(Measurements measurements, String given) {
        String[] parts = parts("--access", given, "HOST=UP or HOST=UP,DOWN");
        int comma = parts[1].indexOf(',');
        try {
            Bandwidth up = Bandwidth.parse((comma < 0 ? parts[1] : parts[1].substring(0, comma)).strip());
            Bandwidth down = comma < 0
                    ? up
                    : Bandwidth.parse(parts[1].substring(comma + 1).strip());
            measurements.access(parts[0], new Measurements.Access(up, down));
        } catch (QuantityException | TopologyException e) {
            throw new WrongInputException("--access " + parts[0] + ": " + e.getMessage(), e);
        }
    }

    private interface Parse {
        Object of(String text);
    }

    private static @Nullable String unit(String option, @Nullable String given, Parse parse) {
        if (given == null) {
            return null;
        }
        String known = ColumnHeading.unit(given);
        String unit = known == null ? given : known;
        try {
            parse.of("1 " + unit);
            return unit;
        } catch (QuantityException e) {
            throw new WrongInputException(option + ": " + e.getMessage(), e);
        }
    }

    private String name() {
        String stated = title;
        if (stated != null) {
            return stated;
        }
        Path target = out;
        String file = target == null ? "measured" : String.valueOf(target.getFileName());
        return file.contains(".") ? file.substring(0, file.lastIndexOf('.')) : file;
    }

    private static String text(MeasuredTopology made) {
        StringBuilder text = new StringBuilder();
        try {
            made.write(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    private void table(MeasuredTopology made) {
        TextTable table = new TextTable(List.of(
                TextTable.Column.text("from"),
                TextTable.Column.text("to"),
                TextTable.Column.figure("->"),
                TextTable.Column.figure("<-"),
                TextTable.Column.figure("round trip"),
                TextTable.Column.text("inferred")));
        for (MeasuredTopology.Pair pair :
                made.pairs().subList(0, Math.min(MOST_ROWS, made.pairs().size()))) {
            String inferred = pair.inferred();
            table.row(List.of(
                    pair.from(),
                    pair.to(),
                    Quantities.bitRate((double) pair.forward().bitsPerSecond()),
                    Quantities.bitRate((double) pair.backward().bitsPerSecond()),
                    Quantities.duration(pair.roundTripNanos() / 1e9),
                    inferred == null ? "" : inferred));
        }
        PrintWriter terminal = spec.commandLine().getOut();
        terminal.print(table.render(Terminal.style(), Terminal.width()));
        if (made.pairs().size() > MOST_ROWS) {
            terminal.println("... and " + (made.pairs().size() - MOST_ROWS) + " more pairs");
        }
    }
}
