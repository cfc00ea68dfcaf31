package org.longhaul.scenario.command.topology;

import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import org.longhaul.analysis.text.TextTable;
import org.longhaul.scenario.command.shared.ExitCode;
import org.longhaul.scenario.command.shared.NetworkSource;
import org.longhaul.scenario.command.shared.Terminal;
import org.longhaul.topology.Link;
import org.longhaul.topology.Topology;
import org.longhaul.topology.format.writer.LinkText;
import org.longhaul.topology.graph.SpanningTree;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Lists the links of a spanning tree. */
@Command(
        name = "tree",
        sortOptions = false,
        description = {
            "List the links of a tree that joins all nodes: the least that must be up for everybody to reach everybody.",
            "",
            "The tree of the least sum of latencies, or the one whose narrowest link is as wide as can be. Hosts in the middle"
                    + " pass on what they receive, as collectives along trees do. A network in parts has a tree for each."
        },
        mixinStandardHelpOptions = true,
        footer = {"", "  longhaul topology tree abilene", "  longhaul topology tree gcp-11-regions --widest"})
final class TopologyTreeCommand implements Callable<Integer> {
    @Parameters(paramLabel = "NETWORK", description = NetworkSource.ALLOWED)
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private String name;

    @Option(names = "--widest", description = "the tree whose narrowest link is as wide as can be")
    private boolean widest;

    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli injects the specification
    TopologyTreeCommand() {}

    @Override
    public Integer call() {
        Topology topology = NetworkSource.find(name).topology();
        List<Link> links = widest ? SpanningTree.widest(topology) : SpanningTree.leastLatency(topology);
        PrintWriter out = spec.commandLine().getOut();
        long oneWay = topology.links().stream().filter(Link::isOneWay).count();
        out.println(topology.name() + ": " + links.size() + " of "
                + topology.links().size() + " links join " + topology.nodeCount() + " nodes"
                + (oneWay == 0 ? "" : " as far as can be, without the " + oneWay + " that lead one way"));
        TextTable table = new TextTable(List.of(
                TextTable.Column.text("link"),
                TextTable.Column.text("from"),
                TextTable.Column.text("to"),
                TextTable.Column.figure("forward"),
                TextTable.Column.figure("backward"),
                TextTable.Column.figure("latency")));
        for (Link link : links) {
            table.row(List.of(
                    link.id(),
                    link.from(),
                    link.to(),
                    link.forward().toString(),
                    link.backward().toString(),
                    LinkText.latency(link)));
        }
        if (!links.isEmpty()) {
            out.println();
            out.print(table.render(Terminal.style(), Terminal.width()));
        }
        out.flush();
        return ExitCode.DONE;
    }
}
