package org.longhaul.scenario.command.topology;

import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.longhaul.analysis.text.TextTable;
import org.longhaul.scenario.command.shared.ExitCode;
import org.longhaul.scenario.command.shared.NetworkSource;
import org.longhaul.scenario.command.shared.Terminal;
import org.longhaul.scenario.run.Json;
import org.longhaul.topology.Topology;
import org.longhaul.topology.graph.WeakPoint;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Says which link's or node's loss splits a network. */
@Command(
        name = "weak",
        sortOptions = false,
        description = {
            "Say which links and nodes a network cannot lose without splitting.",
            "",
            "Each is lost alone, a link with both directions. Cut off are the hosts that no longer reach the largest group that"
                    + " is left; a host's only link cuts off that host. A line between two hosts that relay nothing cuts these off from each"
                    + " other."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "  longhaul topology weak abilene",
            "  longhaul topology weak my-scenario.yaml --all",
            "  longhaul topology weak geant --json"
        })
final class TopologyWeakCommand implements Callable<Integer> {
    private static final int MOST_ROWS = 20;
    private static final int NAMED = 5;

    /** A weak point as JSON has it. */
    private record Split(String kind, String id, List<String> cutOff) {}

    @Parameters(paramLabel = "NETWORK", description = NetworkSource.ALLOWED)
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private String name;

    @Option(names = "--all", description = "list every weak point, not only the first " + MOST_ROWS)
    private boolean all;

    @Option(names = "--json", description = "print JSON: every weak point with the hosts that it cuts off")
    private boolean json;

    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli injects the specification
    TopologyWeakCommand() {}

    @Override
    public Integer call() {
        Topology topology = NetworkSource.find(name).topology();
        List<WeakPoint> points = WeakPoint.of(topology);
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(Json.compact(points.stream()
                    .map(point -> new Split(
                            point.isLink() ? "link" : "node",
                            point.id(),
                            point.cutOff().stream()
                                    .map(host -> topology.node(host).id())
                                    .toList()))
                    .toList()));
            return ExitCode.DONE;
        }
        long links = points.stream().filter(WeakPoint::isLink).count();
        out.println(topology.name() + ": " + counted(links, "link") + " and " + counted(points.size() - links, "node")
                + " whose loss splits its " + topology.hosts().length + " hosts");
        if (!points.isEmpty()) {
            out.println();
            TextTable table = new TextTable(List.of(
                    TextTable.Column.text("without"),
                    TextTable.Column.text("a"),
                    TextTable.Column.figure("hosts cut off"),
                    TextTable.Column.text("they are")));
            List<WeakPoint> shown = points.subList(0, all ? points.size() : Math.min(MOST_ROWS, points.size()));
            for (WeakPoint point : shown) {
                table.row(List.of(
                        point.id(),
                        point.isLink() ? "link" : "node",
                        Integer.toString(point.cutOff().size()),
                        names(topology, point.cutOff())));
            }
            out.print(table.render(Terminal.style(), Terminal.width()));
            if (points.size() > shown.size()) {
                out.println("... and " + (points.size() - shown.size()) + " more (--all)");
            }
        }
        out.flush();
        return ExitCode.DONE;
    }

    private static String counted(long count, String noun) {
        return (count == 0 ? "no" : Long.toString(count)) + " " + noun + (count == 1 ? "" : "s");
    }

    private static String names(Topology topology, List<Integer> hosts) {
        String first = hosts.stream()
                .limit(NAMED)
                .map(host -> topology.node(host).id())
                .collect(Collectors.joining(", "));
        return hosts.size() > NAMED ? first + ", ..." : first;
    }
}
