package org.longhaul.scenario.command.topology;

import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.longhaul.analysis.text.Quantities;
import org.longhaul.analysis.text.TextTable;
import org.longhaul.scenario.command.shared.ExitCode;
import org.longhaul.scenario.command.shared.NetworkSource;
import org.longhaul.scenario.command.shared.Terminal;
import org.longhaul.scenario.command.shared.WrongInputException;
import org.longhaul.topology.MinimumCut;
import org.longhaul.topology.Topology;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Says how much two sites can exchange at most, and which links bound it. */
@Command(
        name = "cut",
        sortOptions = false,
        description = {
            "Say how much can flow from one node or site to another over all paths at once, and which links bound it.",
            "",
            "Without ends: between every two sites, in both directions. The rate is the maximum flow; routing and collectives"
                    + " take single paths and get less. The links are those of the minimum cut nearest to the sender."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "  longhaul topology cut abilene seattle new-york",
            "  longhaul topology cut '{builder: two-sites, hostsPerSite: 4, wide: 10 Gbit/s, wideLatency: 15 ms}'"
        })
final class TopologyCutCommand implements Callable<Integer> {
    private static final int MOST_SITES = 20;
    private static final int NAMED = 4;

    @Parameters(index = "0", paramLabel = "NETWORK", description = NetworkSource.ALLOWED)
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private String name;

    @Parameters(
            index = "1..2",
            arity = "0..2",
            paramLabel = "END",
            description = "sender and receiver: a node or a site; where both are called so, the node")
    private @Nullable List<String> ends;

    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli injects the specification
    TopologyCutCommand() {}

    @Override
    public Integer call() {
        Topology topology = NetworkSource.find(name).topology();
        TextTable table = new TextTable(List.of(
                TextTable.Column.text("from"),
                TextTable.Column.text("to"),
                TextTable.Column.figure("at most"),
                TextTable.Column.text("bound by")));
        if (ends == null || ends.isEmpty()) {
            List<NetworkEnd> sites = sites(topology);
            for (NetworkEnd from : sites) {
                for (NetworkEnd to : sites) {
                    if (!from.equals(to)) {
                        row(table, topology, from, to);
                    }
                }
            }
        } else if (ends.size() == 1) {
            throw new WrongInputException(
                    "one end is given (" + ends.get(0) + "); allowed: two, or none for every two sites");
        } else {
            NetworkEnd from = NetworkEnd.named(ends.get(0), topology);
            NetworkEnd to = NetworkEnd.named(ends.get(1), topology);
            from.requireApart(to);
            row(table, topology, from, to);
        }
        PrintWriter out = spec.commandLine().getOut();
        out.print(table.render(Terminal.style(), Terminal.width()));
        out.flush();
        return ExitCode.DONE;
    }

    private static List<NetworkEnd> sites(Topology topology) {
        List<NetworkEnd> sites = NetworkEnd.sites(topology);
        if (sites.size() < 2 || sites.size() > MOST_SITES) {
            throw new WrongInputException("network \"" + topology.name() + "\" has " + sites.size()
                    + " sites with hosts; allowed without ends: 2 to " + MOST_SITES + "\nMaybe name two ends.");
        }
        return sites;
    }

    private static void row(TextTable table, Topology topology, NetworkEnd from, NetworkEnd to) {
        MinimumCut cut = MinimumCut.between(topology, from.nodes(), to.nodes());
        table.row(List.of(
                from.name(),
                to.name(),
                Quantities.bitRate((double) cut.rate().bitsPerSecond()),
                cut.arcs().isEmpty() ? "no path joins them" : names(topology, cut.arcs())));
    }

    private static String names(Topology topology, List<Integer> arcs) {
        String first = arcs.stream().limit(NAMED).map(topology::arcName).collect(Collectors.joining(", "));
        return arcs.size() > NAMED ? first + ", and " + (arcs.size() - NAMED) + " more" : first;
    }
}
