package org.longhaul.scenario.command.network;

import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.longhaul.scenario.command.shared.ExitCode;
import org.longhaul.scenario.command.shared.FigureTarget;
import org.longhaul.scenario.command.shared.NetworkSource;
import org.longhaul.scenario.command.shared.WrongInputException;
import org.longhaul.scenario.engine.plan.RunPlan;
import org.longhaul.scenario.run.Json;
import org.longhaul.scenario.section.NetworkSection;
import org.longhaul.simulator.explain.TransferCase;
import org.longhaul.simulator.explain.TransferExplainer;
import org.longhaul.simulator.explain.TransferExplanation;
import org.longhaul.simulator.explain.WindowTrace;
import org.longhaul.simulator.network.ConnectionRules;
import org.longhaul.simulator.network.HostBuffers;
import org.longhaul.topology.Routings;
import org.longhaul.topology.Topology;
import org.longhaul.topology.TopologyException;
import org.longhaul.topology.UnreachableException;
import org.longhaul.topology.unit.DataSize;
import org.longhaul.topology.unit.QuantityException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Explains one transfer. */
@Command(
        name = "explain",
        sortOptions = false,
        description = {
            "Say what the time of one transfer is made of: propagation, serialisation at the bottleneck, sharing (with"
                    + " whom), connection set-up, slow start, window and loss limits, headers, queueing.",
            "",
            "All effects of the 'flow' model are taken out and put back one after another; what each adds is its term, so"
                    + " the terms add up to the transfer's time exactly. How they divide it depends on that order, since"
                    + " effects interact: losses matter less to a flow that shares its link."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Every transfer starts at the same moment, on new connections of its own.",
            "",
            "  longhaul network explain photon-five-regions --from utah --to england --bytes 250MB",
            "  longhaul network explain '{builder: star, hosts: 4, bandwidth: 10 Gbit/s, latency: 15 ms}' \\",
            "      --from host0 --to host1 --bytes 1GB --with host2:host1 --congestion-control bbr",
            "  longhaul network explain my-scenario.yaml --from a --to b --bytes 20MB --plot window.svg"
        })
final class NetworkExplainCommand implements Callable<Integer> {
    @Parameters(
            arity = "0..1",
            paramLabel = "NETWORK",
            description = "where: " + NetworkSource.ALLOWED + ". A scenario's network settings hold")
    private @Nullable String network;

    @Option(
            names = "--topology",
            paramLabel = "NETWORK",
            description = "the same as an option, for use beside other options")
    private @Nullable String topologyOption;

    @Option(names = "--from", required = true, paramLabel = "NODE", description = "sending node")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private String from;

    @Option(names = "--to", required = true, paramLabel = "NODE", description = "receiving node")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private String to;

    @Option(names = "--bytes", required = true, paramLabel = "SIZE", description = "payload with its unit: 250MB, 2GiB")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private String bytes;

    @Option(
            names = "--with-flows",
            paramLabel = "N",
            description = "so many equal transfers beside it, from the same node to the same node")
    private int withFlows;

    @Option(
            names = "--with",
            split = ",",
            paramLabel = "A:B",
            description = "transfers of the same size beside it, from A to B; several with commas")
    private List<String> with = List.of();

    @Option(
            names = "--congestion-control",
            paramLabel = "NAME",
            description = "of all connections: reno, cubic or bbr (default: the scenario's, else cubic)")
    private @Nullable String congestionControl;

    @Option(
            names = "--with-congestion-control",
            paramLabel = "NAME",
            description = "of the transfers beside it, where they use another one: reno, cubic or bbr")
    private @Nullable String othersControl;

    @Option(
            names = "--hosts",
            paramLabel = "NAME",
            description = "socket buffers of the hosts: linux-default (as distributions ship it, windows of 3 MB) or"
                    + " linux-tuned (64 MiB) (default: the scenario's, else as the models have it, linux-tuned)")
    private @Nullable String hosts;

    @Option(
            names = "--connections",
            paramLabel = "N",
            description = "parallel connections over which each transfer is spread (default: the scenario's, else 1)")
    private @Nullable Integer connections;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "1", description = "of random losses (default: 1)")
    private long seed;

    @Option(
            names = "--packet-limit",
            paramLabel = "N",
            defaultValue = "20000000",
            description = "most packet transmissions, packets times links, for which 'packet' is asked too"
                    + " (default: ${DEFAULT-VALUE}, some ten seconds)")
    private double packetLimit;

    @Option(
            names = "--plot",
            paramLabel = "FILE",
            description = "draw the congestion window over time, and the queue beneath, as 'packet' has them: .svg or"
                    + " .png")
    private @Nullable Path plot;

    @Option(names = "--json", description = "print JSON, times in nanoseconds")
    private boolean json;

    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli injects the specification
    NetworkExplainCommand() {}

    @Override
    public Integer call() {
        Path drawing = plot;
        if (drawing != null) {
            FigureTarget.check("--plot", drawing);
        }
        NetworkSource source = NetworkSource.find(named());
        NetworkSection section = source.section();
        NetworkModelChoices models = NetworkModelChoices.of(section).aligned(section);
        if (congestionControl != null) {
            models = models.with(congestionControl);
        }
        TransferCase asked = asked(source);
        if (drawing != null && asked.packetTransmissions() > packetLimit) {
            throw new WrongInputException("--plot: the transfer takes more packet transmissions than the limit of "
                    + packetLimit + "\nMaybe fewer --bytes, or a larger --packet-limit.");
        }
        HostBuffers buffers =
                hosts != null ? HostsText.named("--hosts", hosts) : section == null ? null : section.hosts();
        if (buffers != null) {
            models = models.on(buffers, asked.connections());
        }
        TransferExplanation explanation = explain(asked, models);
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        source.topology().departures().forEach(note -> err.println("note: " + note.line()));
        if (json) {
            out.println(Json.compact(explanation));
        } else {
            new ExplanationText(out).print(explanation, source.topology(), models, asked);
        }
        if (drawing != null) {
            draw(drawing, asked, models, explanation);
            if (!json) {
                out.println("\nCongestion window: " + drawing);
            }
        }
        return ExitCode.DONE;
    }

    private String named() {
        if ((network == null) == (topologyOption == null)) {
            throw new WrongInputException("name one network, as a parameter or with --topology; allowed: "
                    + NetworkSource.ALLOWED + "\nMaybe begin with a name that 'longhaul list networks' shows.");
        }
        return network != null ? network : String.valueOf(topologyOption);
    }

    private TransferExplanation explain(TransferCase asked, NetworkModelChoices models) {
        try {
            return TransferExplainer.explain(
                    asked, models.analytic(), models.flow(), models.packet(), models.others(), packetLimit);
        } catch (UnreachableException e) {
            throw new WrongInputException(String.valueOf(e.getMessage()), e);
        }
    }

    private TransferCase asked(NetworkSource source) {
        Topology topology = source.topology();
        long size = size();
        TransferCase.Demand subject = demand(topology, "--from", from, "--to", to, size);
        List<TransferCase.Demand> others = new ArrayList<>();
        if (withFlows < 0 || withFlows > 10_000) {
            throw new WrongInputException("--with-flows: found " + withFlows + "; allowed: 0 to 10000");
        }
        for (int i = 0; i < withFlows; i++) {
            others.add(subject);
        }
        for (String pair : with) {
            others.add(other(topology, pair, size));
        }
        NetworkSection section = source.section();
        Integer stated = connections;
        int spread = stated != null ? stated : section == null ? 1 : section.connections();
        try {
            return new TransferCase(
                    topology,
                    source.plan() == null
                            ? Routings.shortestLatency(topology)
                            : source.plan().routing(),
                    subject,
                    others,
                    spread,
                    seed,
                    hostRules(source),
                    othersControl(others));
        } catch (IllegalArgumentException e) {
            throw new WrongInputException("--connections: " + e.getMessage(), e);
        }
    }

    /** What the scenario says of hosts, unless the command says something for all connections. */
    private ConnectionRules hostRules(NetworkSource source) {
        RunPlan plan = source.plan();
        ConnectionRules rules = plan == null ? ConnectionRules.of(source.topology()) : plan.rules();
        return congestionControl == null ? rules : rules.withoutControls();
    }

    private @Nullable String othersControl(List<TransferCase.Demand> others) {
        String stated = othersControl;
        if (stated == null) {
            return null;
        }
        if (others.isEmpty()) {
            throw new WrongInputException("--with-congestion-control: there is no transfer beside the one asked about"
                    + "\nMaybe --with-flows N or --with A:B.");
        }
        return NetworkModelChoices.control("--with-congestion-control", stated).id();
    }

    private long size() {
        try {
            long size = DataSize.parse(bytes).bytes();
            if (size < 1) {
                throw new WrongInputException("--bytes: found " + bytes + "; allowed: at least 1 B");
            }
            return size;
        } catch (QuantityException e) {
            throw new WrongInputException("--bytes: " + e.getMessage(), e);
        }
    }

    private static TransferCase.Demand demand(
            Topology topology, String sourceOption, String source, String targetOption, String target, long size) {
        int a = node(topology, sourceOption, source);
        int b = node(topology, targetOption, target);
        if (a == b) {
            throw new WrongInputException(
                    targetOption + ": '" + target + "' is where the transfer starts; allowed: another node");
        }
        return new TransferCase.Demand(a, b, size);
    }

    /** A pair; ids may hold colons themselves, so the one between two ids is searched for. */
    private static TransferCase.Demand other(Topology topology, String pair, long size) {
        int colon = pair.indexOf(':');
        for (int at = colon; at >= 0; at = pair.indexOf(':', at + 1)) {
            if (topology.hasNode(pair.substring(0, at)) && topology.hasNode(pair.substring(at + 1))) {
                colon = at;
                break;
            }
        }
        if (colon < 0) {
            throw new WrongInputException("--with: '" + pair + "' is no pair of nodes; allowed: A:B");
        }
        return demand(topology, "--with", pair.substring(0, colon), "--with", pair.substring(colon + 1), size);
    }

    private static int node(Topology topology, String option, String id) {
        try {
            return topology.nodeIndex(id);
        } catch (TopologyException e) {
            throw new WrongInputException(option + ": " + e.getMessage(), e);
        }
    }

    private static void draw(
            Path file, TransferCase asked, NetworkModelChoices models, TransferExplanation explanation) {
        WindowTrace trace = WindowTrace.of(asked, models.packet());
        try {
            WindowPlot.write(file, trace, explanation, models.congestionControl(asked));
        } catch (UncheckedIOException e) {
            throw new WrongInputException("--plot: " + e.getMessage(), e);
        }
    }
}
