package org.longhaul.study.command;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.longhaul.scenario.command.Longhaul;
import org.longhaul.scenario.command.shared.ChangeOptions;
import org.longhaul.scenario.command.shared.WrongInputException;
import org.longhaul.study.chakra.InvalidTraceException;
import org.longhaul.study.chakra.TraceImport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Makes a run of execution traces, and simulates it. */
@Command(
        name = "import",
        description = "Make a run of execution traces, which can be replayed on any network, and simulate it.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Reads NAME.RANK.et (packed by gzip too: NAME.RANK.et.gz), with ranks from 0 on. Each NAME becomes a method.",
            "  longhaul trace import traces --out runs/imported",
            "  longhaul trace import theirs --out runs/theirs \\",
            "      --on '{builder: star, hosts: 8, bandwidth: 100 Gbit/s, latency: 5 us}'",
            "  longhaul replay runs/theirs --set topology.bandwidth='10 Gbit/s'",
            "",
            "Traces that 'longhaul trace export' wrote bring their scenario and losses with them. Those of others say nothing of a",
            "network, which --on must name, nor of losses, which the table leaves out. The ranks of communicator groups are",
            "those of NAME.groups.json or --groups, else all that take part in something under the group's name.",
            "",
            "Refused, with file and node: cycles, missing dependencies, damaged files, ranks that disagree about an exchange.",
            "Exit codes: those of 'longhaul run'."
        })
final class TraceImportCommand implements Callable<Integer> {
    @Parameters(paramLabel = "DIR", description = "directory with the files of all ranks")
    private Path folder;

    @Option(names = "--out", required = true, paramLabel = "RUN", description = "directory of the run, absent or empty")
    private Path out;

    @Option(names = "--name", paramLabel = "NAME", description = "only this trace; may be repeated (default: all)")
    private List<String> names = new ArrayList<>();

    @Option(
            names = "--groups",
            paramLabel = "FILE",
            description =
                    "ranks of communicator groups as JSON, {\"1\": [0, 1]} (default: NAME.groups.json, if it is there)")
    private @Nullable Path groups;

    @Mixin
    private ChangeOptions changes = new ChangeOptions();

    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli injects the specification and what is required
    TraceImportCommand() {}

    @Override
    public Integer call() throws IOException {
        PrintWriter err = spec.commandLine().getErr();
        if (!Files.isDirectory(folder)) {
            throw new WrongInputException(folder + " is no directory; allowed: one that holds NAME.RANK.et");
        }
        try {
            TraceImport.read(folder, names, groups, changes.changes(), err::println)
                    .create(out);
        } catch (InvalidTraceException e) {
            throw new WrongInputException(String.valueOf(e.getMessage()), e);
        } catch (IllegalArgumentException e) {
            throw new WrongInputException("--set: " + e.getMessage(), e);
        }
        return Longhaul.create("resume")
                .setOut(spec.commandLine().getOut())
                .setErr(err)
                .execute("resume", out.toString());
    }
}
