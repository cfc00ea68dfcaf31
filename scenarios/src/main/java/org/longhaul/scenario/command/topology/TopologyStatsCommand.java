package org.longhaul.scenario.command.topology;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.longhaul.analysis.text.Quantities;
import org.longhaul.analysis.text.TextTable;
import org.longhaul.scenario.command.shared.ExitCode;
import org.longhaul.scenario.command.shared.NetworkSource;
import org.longhaul.scenario.command.shared.Terminal;
import org.longhaul.scenario.run.Json;
import org.longhaul.topology.Topology;
import org.longhaul.topology.TopologyNote;
import org.longhaul.topology.TopologyStatistics;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Figures that describe a network. */
@Command(
        name = "stats",
        sortOptions = false,
        description = {
            "Say how large, how far across and how wide a network is, and where its bottlenecks are.",
            "",
            "Paths are those of least latency. Bottlenecks: how many ordered pairs of hosts cross a direction of a link when"
                    + " all send to all, and the rate that each then gets. Bisection: the least capacity found between two"
                    + " halves of the hosts, one way; the true one is at most this."
        },
        mixinStandardHelpOptions = true,
        footer = {"", "  longhaul topology stats geant", "  longhaul topology stats my-network.graphml --json"})
final class TopologyStatsCommand implements Callable<Integer> {
    @Parameters(paramLabel = "NETWORK", description = NetworkSource.ALLOWED)
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private String name;

    @Option(names = "--json", description = "print JSON: latencies in nanoseconds, rates in bits per second")
    private boolean json;

    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli injects the specification
    TopologyStatsCommand() {}

    /**
     * The figures with their units in the names.
     *
     * @param degrees number of nodes by number of links
     * @param exact whether the diameters, mean and pairs are exact; else some hosts stand for all
     */
    private record Form(
            String name,
            int hosts,
            int switches,
            int links,
            int parts,
            Map<Integer, Integer> degrees,
            int diameterHops,
            long diameterNanos,
            long meanLatencyNanos,
            boolean exact,
            long bisectionBitsPerSecond,
            List<BottleneckForm> bottlenecks,
            List<String> notes) {}

    private record BottleneckForm(String link, long pairs, long perPairBitsPerSecond) {}

    @Override
    public Integer call() {
        Topology topology = NetworkSource.find(name).topology();
        TopologyStatistics figures = TopologyStatistics.of(topology);
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(Json.compact(form(topology, figures)));
        } else {
            print(out, topology, figures);
        }
        out.flush();
        return ExitCode.DONE;
    }

    private static Map<Integer, Integer> degrees(Topology topology) {
        Map<Integer, Integer> degrees = new TreeMap<>();
        for (int node = 0; node < topology.nodeCount(); node++) {
            degrees.merge(topology.degree(node), 1, Integer::sum);
        }
        return degrees;
    }

    private static Form form(Topology topology, TopologyStatistics figures) {
        return new Form(
                topology.name(),
                figures.hosts(),
                figures.switches(),
                figures.links(),
                figures.parts(),
                degrees(topology),
                figures.diameterHops(),
                figures.diameterLatency().toNanos(),
                figures.meanLatency().toNanos(),
                figures.exact(),
                figures.bisection().bitsPerSecond(),
                figures.bottlenecks().stream()
                        .map(b -> new BottleneckForm(
                                b.name(), b.pairs(), b.perPair().bitsPerSecond()))
                        .toList(),
                topology.notes().stream().map(TopologyNote::line).toList());
    }

    private static void print(PrintWriter out, Topology topology, TopologyStatistics figures) {
        String bound = figures.exact() ? "" : " or more";
        out.println(topology.name());
        fact(
                out,
                "size",
                figures.hosts() + " hosts, " + figures.switches() + " switches, " + figures.links() + " links"
                        + (figures.parts() > 1 ? ", in " + figures.parts() + " parts that no link joins" : ""));
        fact(out, "degree", degreeText(topology));
        fact(
                out,
                "diameter",
                figures.diameterHops() + (figures.diameterHops() == 1 ? " link, " : " links, ")
                        + seconds(figures.diameterLatency().toNanos()) + " one way" + bound);
        fact(out, "mean latency", seconds(figures.meanLatency().toNanos()) + " one way, between two hosts");
        fact(out, "bisection", Quantities.bitRate((double) figures.bisection().bitsPerSecond()) + " or less");
        topology.departures().forEach(note -> fact(out, "note", note.line()));
        if (figures.bottlenecks().isEmpty()) {
            return;
        }
        out.println();
        TextTable table = new TextTable(List.of(
                TextTable.Column.text("bottleneck"),
                TextTable.Column.figure("pairs of hosts"),
                TextTable.Column.figure("rate of each")));
        for (TopologyStatistics.Bottleneck bottleneck : figures.bottlenecks()) {
            table.row(List.of(bottleneck.name(), Long.toString(bottleneck.pairs()), Quantities.bitRate((double)
                    bottleneck.perPair().bitsPerSecond())));
        }
        out.print(table.render(Terminal.style(), Terminal.width()));
    }

    /** Least, mean and largest number of links of a node. */
    private static String degreeText(Topology topology) {
        Map<Integer, Integer> degrees = degrees(topology);
        int least = degrees.keySet().stream().mapToInt(d -> d).min().orElse(0);
        int most = degrees.keySet().stream().mapToInt(d -> d).max().orElse(0);
        double mean = 2.0 * topology.links().size() / topology.nodeCount();
        return least + " to " + most + " links of a node, " + Quantities.plain(mean) + " on average";
    }

    private static void fact(PrintWriter out, String name, String value) {
        out.println(String.format(Locale.ROOT, "  %-14s%s", name, value));
    }

    private static String seconds(long nanos) {
        return Quantities.duration(nanos / 1e9);
    }
}
