package org.longhaul.scenario.command.topology;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.longhaul.analysis.text.TextTable;
import org.longhaul.scenario.command.shared.ExitCode;
import org.longhaul.scenario.command.shared.NetworkSource;
import org.longhaul.scenario.command.shared.Terminal;
import org.longhaul.topology.Link;
import org.longhaul.topology.Topology;
import org.longhaul.topology.format.writer.LinkText;
import org.longhaul.topology.picture.TerminalPicture;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Draws a network in the terminal, or into a file. */
@Command(
        name = "show",
        sortOptions = false,
        description = {
            "Draw a network in the terminal and list its links, or draw it into a file.",
            "",
            "A map where the places of all nodes are known; otherwise hosts below their switches. What was inferred, since"
                    + " the source leaves it out, is said among the notes."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "  longhaul topology show abilene",
            "  longhaul topology show my-scenario.yaml --out network.svg",
            "  longhaul topology show '{builder: two-sites, hostsPerSite: 4, wide: 10 Gbit/s, wideLatency: 15 ms}'"
        })
final class TopologyShowCommand implements Callable<Integer> {
    private static final int MOST_LINKS = 40;
    private static final String DRAWING = "●■⣿";

    @Parameters(paramLabel = "NETWORK", description = NetworkSource.ALLOWED)
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private String name;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description = "write the network into this file instead: .svg, or what 'convert' writes")
    private @Nullable Path file;

    @Option(names = "--no-picture", description = "list the links only")
    private boolean noPicture;

    @Option(names = "--all-links", description = "list every link, not only the first " + MOST_LINKS)
    private boolean allLinks;

    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli injects the specification
    TopologyShowCommand() {}

    @Override
    public Integer call() throws IOException {
        Topology topology = NetworkSource.find(name).topology();
        Path target = file;
        if (target != null) {
            TopologyConvertCommand.write(topology, target, TopologyConvertCommand.byEnding(target.toString(), "--out"));
        } else {
            print(topology);
        }
        return ExitCode.DONE;
    }

    private void print(Topology topology) {
        PrintWriter out = spec.commandLine().getOut();
        Charset charset = Charset.defaultCharset();
        out.println(topology.name() + ": " + topology.hosts().length + " hosts, " + topology.nodeCount() + " nodes, "
                + topology.links().size() + " links");
        topology.notes().forEach(note -> out.println("  " + note.line()));
        if (!noPicture) {
            boolean ascii = !charset.canEncode() || !charset.newEncoder().canEncode(DRAWING);
            List<String> picture = TerminalPicture.of(topology, Terminal.width(), ascii);
            if (!picture.isEmpty()) {
                out.println();
                picture.forEach(out::println);
                out.println();
            }
        }
        links(out, topology, TextTable.Style.forCharset(charset));
        out.flush();
    }

    private void links(PrintWriter out, Topology topology, TextTable.Style style) {
        TextTable table = new TextTable(List.of(
                TextTable.Column.text("link"),
                TextTable.Column.text("from"),
                TextTable.Column.text("to"),
                TextTable.Column.figure("forward"),
                TextTable.Column.figure("backward"),
                TextTable.Column.figure("latency"),
                TextTable.Column.figure("loss")));
        int shown = allLinks
                ? topology.links().size()
                : Math.min(MOST_LINKS, topology.links().size());
        for (Link link : topology.links().subList(0, shown)) {
            table.row(List.of(
                    link.id(),
                    link.from(),
                    link.to(),
                    link.forward().toString(),
                    link.backward().toString(),
                    LinkText.latency(link),
                    LinkText.loss(link)));
        }
        out.print(table.render(style, Terminal.width()));
        if (topology.links().size() > shown) {
            out.println("... and " + (topology.links().size() - shown) + " more links (--all-links)");
        }
    }
}
