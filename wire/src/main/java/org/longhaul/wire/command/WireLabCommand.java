package org.longhaul.wire.command;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.longhaul.analysis.text.TextTable;
import org.longhaul.scenario.command.Longhaul;
import org.longhaul.scenario.command.shared.ExitCode;
import org.longhaul.scenario.command.shared.Terminal;
import org.longhaul.scenario.command.shared.WrongInputException;
import org.longhaul.topology.unit.DataSize;
import org.longhaul.wire.lab.LabAbility;
import org.longhaul.wire.lab.LabCheck;
import org.longhaul.wire.lab.LabException;
import org.longhaul.wire.lab.LabFile;
import org.longhaul.wire.lab.Laboratory;
import org.longhaul.wire.lab.OutageListener;
import org.longhaul.wire.lab.UserNamespace;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Builds a laboratory, to look into it before something runs there. */
@Command(
        name = "lab",
        description =
                "Build the network of a laboratory on this machine, check it, or run a program on one of its hosts.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {
            "",
            "A laboratory is a network of this machine's own: hosts are network namespaces, rates and queues are the kernel's, delay"
                    + " and loss a program's of ours. It needs Linux with ip and tc, and root or user namespaces; it is gone when the"
                    + " command ends, however it ends.",
            "",
            "  longhaul wire lab scenarios/wire/two-sites.yaml      measure round trip and transfers, half a minute",
            "  longhaul wire lab scenarios/wire/star.yaml --keep    keep it until Ctrl-C, and say how to get in",
            "  longhaul wire lab scenarios/wire/star.yaml --on host1 -- ip route",
            "",
            "The file has the topology of a scenario, and optionally congestionControl, buffers, seed and outages (docs/wire.md),"
                    + " which happen where it is kept or a program runs, counted from when it is built. A scenario does as well: its"
                    + " topology is built."
        })
final class WireLabCommand implements Callable<Integer> {
    private static final Duration BOTH_WAYS = Duration.ofSeconds(10);
    private static final double MEGABITS_PER_BYTE = 8e-6;
    private static final double NANOS_PER_MILLISECOND = 1e6;

    @Parameters(
            index = "0",
            paramLabel = "LAB",
            description = "laboratory or scenario, such as scenarios/wire/star.yaml")
    private Path file = Path.of("");

    @Parameters(index = "1..*", paramLabel = "COMMAND", description = "program to run on the host, after --")
    private List<String> command = new ArrayList<>();

    @Option(names = "--on", paramLabel = "HOST", description = "host that the program runs on (default: the first)")
    private @Nullable String host;

    @Option(names = "--from", paramLabel = "HOST", description = "host that the check sends from (default: the first)")
    private @Nullable String from;

    @Option(names = "--to", paramLabel = "HOST", description = "host that the check sends to (default: the last)")
    private @Nullable String to;

    @Option(names = "--keep", description = "measure nothing and keep the laboratory until Ctrl-C")
    private boolean isKept;

    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli injects the specification
    WireLabCommand() {}

    @Override
    public Integer call() throws IOException, InterruptedException {
        LabFile lab = LabFile.read(file);
        LabAbility ability = LabAbility.check();
        return switch (ability.way()) {
            case DIRECT -> build(lab);
            case USER_NAMESPACE ->
                UserNamespace.runAgain(
                        Longhaul.class,
                        spec.root().commandLine().getParseResult().originalArgs());
            case NONE -> throw new WrongInputException(ability.reason());
        };
    }

    private int build(LabFile wanted) throws IOException, InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        err.println("Building " + wanted.topology() + " ...");
        err.flush();
        try (Laboratory lab = Laboratory.open(wanted, note -> say(err, note))) {
            boolean isMeasured = command.isEmpty() && !isKept;
            if (!isMeasured) {
                lab.beginOutages(null, OutageListener.NOBODY);
            } else if (!wanted.outages().isEmpty()) {
                say(
                        err,
                        "The outages of " + file
                                + " do not happen while it is measured; with --keep or a program they do.");
            }
            if (!command.isEmpty()) {
                Process process =
                        lab.start(host == null ? lab.hosts().get(0) : host, new ProcessBuilder(command).inheritIO());
                return process.waitFor();
            }
            for (String each : lab.hosts()) {
                out.println(each + ": " + lab.address(each) + ", " + String.join(" ", lab.enter(each)) + " COMMAND");
            }
            out.flush();
            if (isKept) {
                say(err, "Ctrl-C ends it.");
                new CountDownLatch(1).await();
            }
            List<String> hosts = lab.hosts();
            String source = from == null ? hosts.get(0) : from;
            String target = to == null ? hosts.get(hosts.size() - 1) : to;
            LabCheck check = LabCheck.of(lab, source, target, BOTH_WAYS, what -> say(err, "Measuring " + what));
            out.print(table(check).render(Terminal.style(), Terminal.width()));
            out.flush();
            return ExitCode.DONE;
        } catch (LabException e) {
            throw new WrongInputException(String.valueOf(e.getMessage()), e);
        }
    }

    private static TextTable table(LabCheck check) {
        TextTable table = new TextTable(List.of(
                TextTable.Column.text("what"),
                TextTable.Column.figure("measured"),
                TextTable.Column.figure("stated or simulated")));
        table.row(List.of(
                "round trip of a byte, the least of 20",
                milliseconds(check.roundTripNanos()),
                milliseconds(check.statedNanos())));
        for (LabCheck.Transfer transfer : check.transfers()) {
            table.row(List.of(
                    DataSize.ofBytes(transfer.bytes()) + " on a new connection, median of 5",
                    milliseconds(transfer.nanos()),
                    milliseconds(transfer.simulatedNanos())));
        }
        table.row(List.of("there while data comes back", megabits(check.thereBytesPerSecond()), ""));
        table.row(List.of("back", megabits(check.backBytesPerSecond()), ""));
        return table;
    }

    private static String milliseconds(long nanos) {
        return String.format(Locale.ROOT, "%.2f ms", nanos / NANOS_PER_MILLISECOND);
    }

    private static String megabits(double bytesPerSecond) {
        return String.format(Locale.ROOT, "%.1f Mbit/s", bytesPerSecond * MEGABITS_PER_BYTE);
    }

    private static void say(PrintWriter err, String text) {
        err.println(text);
        err.flush();
    }
}
