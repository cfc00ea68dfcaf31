package org.longhaul.scenario.command;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.longhaul.analysis.text.TextTable;
import org.longhaul.topology.Link;
import org.longhaul.topology.Topology;
import org.longhaul.topology.catalogue.Catalogue;
import org.longhaul.topology.format.TopologyFormats;
import org.longhaul.topology.format.TopologyWriter;
import org.longhaul.topology.unit.Durations;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Looks at networks: of the catalogue, of a file, or of a scenario. */
@Command(
        name = "topology",
        description = "Show, check and draw networks: of the catalogue, of a file, or of a scenario.",
        mixinStandardHelpOptions = true)
final class TopologyCommand implements Callable<Integer> {
    private static final int WIDTH = 100;
    private static final int MOST_LINKS = 40;

    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli injects the specification
    TopologyCommand() {}

    @Override
    public Integer call() {
        spec.commandLine().usage(out());
        return Longhaul.DONE;
    }

    @Command(name = "list", description = "List the catalogue.", mixinStandardHelpOptions = true)
    int list() {
        for (String name : Catalogue.names()) {
            Topology topology = Catalogue.named(name);
            out().println("%-34s %d hosts, %d links"
                    .formatted(name, topology.hosts().length, topology.links().size()));
        }
        return Longhaul.DONE;
    }

    @Command(
            name = "show",
            description = "Print a network's links, or write it in another format.",
            mixinStandardHelpOptions = true)
    int show(
            @Parameters(paramLabel = "NETWORK", description = "catalogue name, topology file or scenario file")
                    String name,
            @Option(
                            names = "--out",
                            paramLabel = "FILE",
                            description = "write the network to this file instead: .yaml, .dot or .svg")
                    @Nullable
                    Path file)
            throws IOException {
        Topology topology = NetworkSource.find(name).topology();
        if (file != null) {
            write(topology, file);
            return Longhaul.DONE;
        }
        print(topology);
        return Longhaul.DONE;
    }

    @Command(name = "validate", description = "Check networks.", mixinStandardHelpOptions = true)
    int validate(@Parameters(arity = "1..*", paramLabel = "NETWORK", description = "as for show") List<String> names) {
        int wrong = 0;
        for (String name : names) {
            try {
                Topology topology = NetworkSource.find(name).topology();
                out().println(name + ": valid, " + topology.hosts().length + " hosts, "
                        + topology.links().size() + " links");
            } catch (WrongInputException e) {
                spec.commandLine().getErr().println(e.getMessage());
                wrong++;
            }
        }
        return wrong == 0 ? Longhaul.DONE : Longhaul.WRONG_INPUT;
    }

    private static void write(Topology topology, Path file) throws IOException {
        for (TopologyWriter writer : TopologyFormats.writers()) {
            if (file.toString().endsWith(writer.extension())) {
                StringWriter text = new StringWriter();
                writer.write(topology, text);
                Files.writeString(file, text.toString(), StandardCharsets.UTF_8);
                return;
            }
        }
        List<String> endings = TopologyFormats.writers().stream()
                .map(TopologyWriter::extension)
                .toList();
        throw new WrongInputException(
                "--out: " + file + " has no known ending; allowed: " + String.join(", ", endings));
    }

    private void print(Topology topology) {
        PrintWriter out = out();
        out.println(topology.name() + ": " + topology.hosts().length + " hosts, " + topology.nodeCount() + " nodes, "
                + topology.links().size() + " links");
        topology.notes().forEach(note -> out.println("  " + note.strip().replaceAll("\\s+", " ")));
        TextTable table = new TextTable(List.of(
                TextTable.Column.text("link"),
                TextTable.Column.text("from"),
                TextTable.Column.text("to"),
                TextTable.Column.figure("forward"),
                TextTable.Column.figure("backward"),
                TextTable.Column.figure("latency"),
                TextTable.Column.figure("loss")));
        for (Link link : topology.links().stream().limit(MOST_LINKS).toList()) {
            table.row(List.of(
                    link.id(),
                    link.from(),
                    link.to(),
                    link.forward().toString(),
                    link.backward().toString(),
                    Durations.format(link.latency()),
                    Double.toString(link.lossRate())));
        }
        out.println(table.render(TextTable.Style.forCharset(Charset.defaultCharset()), WIDTH));
        if (topology.links().size() > MOST_LINKS) {
            out.println("... and " + (topology.links().size() - MOST_LINKS) + " more links; --out writes all of them");
        }
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }
}
