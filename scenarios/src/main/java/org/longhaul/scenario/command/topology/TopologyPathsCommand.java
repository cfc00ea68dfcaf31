package org.longhaul.scenario.command.topology;

import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import org.longhaul.analysis.text.TextTable;
import org.longhaul.scenario.command.shared.ExitCode;
import org.longhaul.scenario.command.shared.NetworkSource;
import org.longhaul.scenario.command.shared.Terminal;
import org.longhaul.scenario.command.shared.WrongInputException;
import org.longhaul.topology.Topology;
import org.longhaul.topology.graph.AlternativePaths;
import org.longhaul.topology.graph.NetworkPath;
import org.longhaul.topology.unit.Durations;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Lists alternative paths between two nodes. */
@Command(
        name = "paths",
        sortOptions = false,
        description = {
            "List the shortest paths from one node to another, by latency, or those that share no link.",
            "",
            "A simulation takes the first, unless a route is fixed or the topology prefers the fewest links; the others are what"
                    + " is left when links fail."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "  longhaul topology paths abilene seattle new-york",
            "  longhaul topology paths abilene seattle new-york --disjoint"
        })
final class TopologyPathsCommand implements Callable<Integer> {
    private static final int MOST = 1000;

    @Parameters(index = "0", paramLabel = "NETWORK", description = NetworkSource.ALLOWED)
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private String name;

    @Parameters(index = "1", paramLabel = "FROM", description = "node that sends")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private String from;

    @Parameters(index = "2", paramLabel = "TO", description = "node that receives")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private String to;

    @Option(names = "--count", paramLabel = "N", defaultValue = "3", description = "how many at most (default: 3)")
    private int count;

    @Option(names = "--disjoint", description = "paths that share no link, of the least sum of latencies")
    private boolean disjoint;

    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli injects the specification
    TopologyPathsCommand() {}

    @Override
    public Integer call() {
        if (count < 1 || count > MOST) {
            throw new WrongInputException("--count: " + count + "; allowed: 1 to " + MOST);
        }
        Topology topology = NetworkSource.find(name).topology();
        NetworkEnd sender = NetworkEnd.named(from, topology);
        NetworkEnd receiver = NetworkEnd.named(to, topology);
        sender.requireApart(receiver);
        AlternativePaths alternatives = new AlternativePaths(topology, sender.single(), receiver.single());
        List<NetworkPath> paths = disjoint ? alternatives.disjoint(count) : alternatives.shortest(count);
        PrintWriter out = spec.commandLine().getOut();
        if (paths.isEmpty()) {
            out.println("no path leads from " + from + " to " + to);
        } else {
            out.print(table(topology, paths).render(Terminal.style(), Terminal.width()));
        }
        out.flush();
        return ExitCode.DONE;
    }

    private static TextTable table(Topology topology, List<NetworkPath> paths) {
        TextTable table = new TextTable(List.of(
                TextTable.Column.figure("path"),
                TextTable.Column.figure("latency"),
                TextTable.Column.figure("narrowest"),
                TextTable.Column.figure("links"),
                TextTable.Column.text("by way of")));
        for (int i = 0; i < paths.size(); i++) {
            NetworkPath path = paths.get(i);
            List<String> between = path.arcs().subList(0, path.arcs().size() - 1).stream()
                    .map(arc -> topology.node(topology.arcTarget(arc)).id())
                    .toList();
            table.row(List.of(
                    Integer.toString(i + 1),
                    Durations.format(path.latency()),
                    path.bandwidth().toString(),
                    Integer.toString(path.arcs().size()),
                    String.join(", ", between)));
        }
        return table;
    }
}
