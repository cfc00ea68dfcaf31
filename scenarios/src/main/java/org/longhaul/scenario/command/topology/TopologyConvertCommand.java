package org.longhaul.scenario.command.topology;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.longhaul.scenario.command.shared.ExitCode;
import org.longhaul.scenario.command.shared.NetworkSource;
import org.longhaul.scenario.command.shared.WrongInputException;
import org.longhaul.topology.Topology;
import org.longhaul.topology.TopologyException;
import org.longhaul.topology.format.TopologyFiles;
import org.longhaul.topology.format.TopologyFormats;
import org.longhaul.topology.format.TopologyWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Writes a network in another format. */
@Command(
        name = "convert",
        sortOptions = false,
        description = {
            "Write a network in another format.",
            "",
            "Read: the native YAML, GraphML (Topology Zoo), SNDlib XML and native text, SimGrid platforms, node-link JSON,"
                    + " edge lists. Written: yaml, graphml, dot, svg, text. Only yaml and graphml keep every value, and read"
                    + " back to the same network."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "What the source leaves out is inferred by stated rules; the command says so, and the notes of the written file"
                    + " keep it.",
            "",
            "  longhaul topology convert Abilene.graphml abilene.yaml",
            "  longhaul topology convert geant geant.svg",
            "  longhaul topology convert platform.xml - --format dot | dot -Tpdf > platform.pdf"
        })
final class TopologyConvertCommand implements Callable<Integer> {
    private static final String STANDARD_OUTPUT = "-";

    @Parameters(index = "0", paramLabel = "IN", description = NetworkSource.ALLOWED)
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private String in;

    @Parameters(index = "1", paramLabel = "OUT", description = "file to write, or - for standard output")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private String target;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description = "format of OUT: yaml, graphml, dot, svg or text (default: by its ending)")
    private @Nullable String format;

    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli injects the specification
    TopologyConvertCommand() {}

    @Override
    public Integer call() throws IOException {
        String named = format;
        TopologyWriter writer = named == null ? byEnding(target, "--format") : byName(named);
        Topology topology = NetworkSource.find(in).topology();
        if (target.equals(STANDARD_OUTPUT)) {
            writer.write(topology, spec.commandLine().getOut());
            spec.commandLine().getOut().flush();
        } else {
            write(topology, Path.of(target), writer);
            spec.commandLine().getOut().println(target + ": " + topology + ", as " + writer.id());
        }
        topology.departures().forEach(note -> spec.commandLine().getErr().println("note: " + note.line()));
        return ExitCode.DONE;
    }

    private static TopologyWriter byName(String name) {
        try {
            return TopologyFormats.writer(name);
        } catch (TopologyException e) {
            throw new WrongInputException("--format: " + e.getMessage(), e);
        }
    }

    /** The writer whose usual ending a file has. */
    static TopologyWriter byEnding(String file, String option) {
        for (TopologyWriter writer : TopologyFormats.writers()) {
            if (file.endsWith("." + writer.extension())) {
                return writer;
            }
        }
        List<String> endings = TopologyFormats.writers().stream()
                .map(writer -> "." + writer.extension())
                .toList();
        throw new WrongInputException(option + ": " + file + " has no known ending; allowed: "
                + String.join(", ", endings) + "\nMaybe name the format with --format.");
    }

    static void write(Topology topology, Path file, TopologyWriter writer) throws IOException {
        if (Files.isDirectory(file)) {
            throw new WrongInputException(file + " is a directory; allowed: a file");
        }
        Path parent = file.toAbsolutePath().getParent();
        if (parent != null && !Files.isDirectory(parent)) {
            throw new WrongInputException(file + ": the directory " + parent + " does not exist");
        }
        TopologyFiles.write(topology, file, writer);
    }
}
