package org.longhaul.simulator.explain;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.longhaul.simulator.explain.ExchangeComparison.Group;
import org.longhaul.simulator.explain.ExchangeComparison.Packet;
import org.longhaul.simulator.explain.ExchangeComparison.Term;
import org.longhaul.simulator.workload.ExchangeSpec;
import org.longhaul.topology.Topology;
import org.longhaul.topology.unit.Bandwidth;
import org.longhaul.topology.unit.Durations;

/**
 * Runs exchanges on the three fidelities, and on other models if there are any, and says what their differences are made of.
 *
 * <p>An exchange is run twice with a pause between and judged the second time, so that connections are set up and windows
 * are what the pause leaves of them. The flow network's effects are put back one after another ({@link Effects}).
 *
 * <p><b>Scale of the packet network.</b> Up to the limit of packet transmissions the exchange is run as it is. Beyond,
 * {@code packet} and, to compare with, {@code flow} carry 1/k of its bytes, k the least power of two that keeps the
 * limit; where a worker's vector would fall below 1 MB, the packet network is left out, since connection set-up and slow
 * start would be all that is left.
 *
 * <p><b>Large groups.</b> Beyond 100,000 transfers an exchange is compared as a whole: its transfers are not grouped, and
 * the packet network is left out.
 */
public final class ExchangeComparer {

    private static final long LEAST_SCALED_BYTES = 1_000_000;
    private static final int TIMES = 2;
    private static final String SHARING = "sharing";

    private final ExchangeSetting setting;
    private final NetworkChoice analytic;
    private final NetworkChoice flow;
    private final NetworkChoice packet;
    private final List<NetworkChoice> others;
    private final double packetLimit;
    private final Consumer<String> progress;

    /**
     * A comparer.
     *
     * @param setting where exchanges run
     * @param analytic closed forms
     * @param flow the flow network
     * @param packet the packet network
     * @param others further models
     * @param packetLimit most packet transmissions of an exchange; 0 leaves the packet network out
     * @param progress told what is about to take long
     */
    public ExchangeComparer(
            ExchangeSetting setting,
            NetworkChoice analytic,
            NetworkChoice flow,
            NetworkChoice packet,
            List<NetworkChoice> others,
            double packetLimit,
            Consumer<String> progress) {
        this.setting = setting;
        this.analytic = analytic;
        this.flow = flow;
        this.packet = packet;
        this.others = List.copyOf(others);
        this.packetLimit = packetLimit;
        this.progress = progress;
    }

    /**
     * Compares the models on an exchange.
     *
     * @param pauseNanos time since the exchange before it
     */
    public ExchangeComparison compare(ExchangeSpec spec, long pauseNanos) {
        ExchangeSpec settled = settled(spec, pauseNanos);
        try {
            return compare(spec, settled, pauseNanos, ExchangeRun.Mode.TRANSFERS);
        } catch (RecordingNetwork.TooManyException e) {
            return compare(spec, settled, pauseNanos, ExchangeRun.Mode.WHOLE);
        }
    }

    /** With one algorithm on all networks: that which is chosen on the flow network. */
    private ExchangeSpec settled(ExchangeSpec spec, long pauseNanos) {
        if (!spec.collective().equals(ExchangeSpec.AUTO)) {
            return spec;
        }
        String chosen = ExchangeRun.of(setting, spec, pauseNanos, flow, ExchangeRun.Mode.WHOLE)
                .collective();
        return spec.by(chosen);
    }

    private ExchangeComparison compare(ExchangeSpec asked, ExchangeSpec spec, long pauseNanos, ExchangeRun.Mode mode) {
        ExchangeRun closed = ExchangeRun.of(setting, spec, pauseNanos, analytic, ExchangeRun.Mode.CLOSED_FORM);
        Map<String, Sample> groups = new LinkedHashMap<>();
        sample(groups, ExchangeRun.of(setting, spec, pauseNanos, analytic, mode), "analytic");
        Effects effects = Effects.of(flow);
        List<Term> terms = new ArrayList<>();
        ExchangeRun run = ExchangeRun.of(setting, spec, pauseNanos, effects.bare(), mode);
        long before = term(terms, SHARING, run, closed.nanos());
        sample(groups, run, SHARING);
        for (Effects.Stage stage : effects.stages()) {
            run = ExchangeRun.of(setting, spec, pauseNanos, stage.choice(), mode);
            before = term(terms, stage.name(), run, before);
            sample(groups, run, stage.name());
        }
        Scaled scaled = mode == ExchangeRun.Mode.TRANSFERS
                ? packets(spec, pauseNanos, run)
                : new Scaled(
                        null,
                        "left out: more than " + RecordingNetwork.MOST_TRANSFERS / TIMES + " transfers",
                        Map.of(),
                        Map.of());
        List<Group> rows = new ArrayList<>();
        groups.forEach((key, sample) -> rows.add(sample.group(scaled)));
        return new ExchangeComparison(
                asked,
                run.collective(),
                closed.nanos(),
                run.nanos(),
                terms,
                scaled.whole,
                scaled.note,
                others(spec, pauseNanos),
                rows,
                ValidityCheck.of(
                        flow, setting, TransferCensus.of(setting, spec, flow, RecordingNetwork.MOST_TRANSFERS)));
    }

    /** As a run on each of the other models takes it. */
    private List<ExchangeComparison.Other> others(ExchangeSpec spec, long pauseNanos) {
        return others.stream()
                .map(other -> {
                    ExchangeRun.Mode mode = other.model().closedFormCollectives()
                            ? ExchangeRun.Mode.CLOSED_FORM
                            : ExchangeRun.Mode.WHOLE;
                    return new ExchangeComparison.Other(
                            other.model().id(),
                            ExchangeRun.of(setting, spec, pauseNanos, other, mode)
                                    .nanos());
                })
                .toList();
    }

    private static long term(List<Term> terms, String name, ExchangeRun run, long before) {
        if (run.nanos() != before) {
            terms.add(new Term(name, run.nanos() - before));
        }
        return run.nanos();
    }

    /** The packet network's answer for the whole, and for each group by its key. */
    private record Scaled(
            @Nullable Packet whole, String note, Map<String, Long> packetNanos, Map<String, Long> flowNanos) {}

    private Scaled packets(ExchangeSpec spec, long pauseNanos, ExchangeRun full) {
        double cost = 0;
        for (RecordingNetwork.Carried one : full.transfers()) {
            cost += TIMES * PacketCost.transmissions(one.bytes, path(one).length);
            int[] back = setting.routing().route(one.target, one.source, 0);
            String unreachable = one.source == one.target ? null : packet.obstacle(setting.topology(), path(one), back);
            if (unreachable != null) {
                return new Scaled(null, "left out: " + unreachable, Map.of(), Map.of());
            }
        }
        long scale = 1;
        while (cost / scale > packetLimit && spec.bytes() / (2 * scale) >= LEAST_SCALED_BYTES) {
            scale *= 2;
        }
        if (cost / scale > packetLimit || packetLimit <= 0) {
            String note = "left out: about " + PacketCost.words(cost) + " packet transmissions, "
                    + PacketCost.words(cost / scale) + " with 1/" + scale + " of the bytes; the limit is "
                    + PacketCost.words(packetLimit);
            return new Scaled(null, note, Map.of(), Map.of());
        }
        progress.accept("packet network, about " + PacketCost.words(cost / scale) + " packet transmissions");
        ExchangeSpec part = spec.dividedBy(scale).by(full.collective());
        ExchangeRun packets = ExchangeRun.of(setting, part, pauseNanos, packet, ExchangeRun.Mode.TRANSFERS);
        ExchangeRun flows =
                scale == 1 ? full : ExchangeRun.of(setting, part, pauseNanos, flow, ExchangeRun.Mode.TRANSFERS);
        String note = scale == 1
                ? "with all bytes"
                : "with 1/" + scale + " of the bytes (all: about " + PacketCost.words(cost) + " packet transmissions)";
        return new Scaled(
                new Packet(scale, packets.nanos(), flows.nanos()), note, means(packets, full), means(flows, full));
    }

    /** Mean times by the groups that the transfers have at full size: the order of transfers on a pair is the plan's. */
    private Map<String, Long> means(ExchangeRun scaled, ExchangeRun full) {
        Map<String, List<String>> keys = new LinkedHashMap<>();
        for (RecordingNetwork.Carried one : full.transfers()) {
            keys.computeIfAbsent(pair(one), p -> new ArrayList<>()).add(key(one));
        }
        Map<String, Integer> seen = new LinkedHashMap<>();
        Map<String, long[]> sums = new LinkedHashMap<>();
        for (RecordingNetwork.Carried one : scaled.transfers()) {
            List<String> known = keys.getOrDefault(pair(one), List.of());
            int index = seen.merge(pair(one), 1, Integer::sum) - 1;
            if (index < known.size()) {
                long[] sum = sums.computeIfAbsent(known.get(index), k -> new long[2]);
                sum[0] += one.nanos();
                sum[1]++;
            }
        }
        Map<String, Long> means = new LinkedHashMap<>();
        sums.forEach((key, sum) -> means.put(key, Math.round((double) sum[0] / sum[1])));
        return means;
    }

    private static String pair(RecordingNetwork.Carried one) {
        return one.source + " " + one.target + " " + one.channel;
    }

    // --- groups ---

    private final class Sample {
        private final String key;
        private final String links;
        private final List<String> path;
        private final Map<String, long[]> sums = new LinkedHashMap<>();
        private long bytes;

        Sample(String key, RecordingNetwork.Carried first) {
            this.key = key;
            this.links = links(first);
            this.path = nodes(first);
        }

        Group group(Scaled scaled) {
            List<Term> terms = new ArrayList<>();
            long before = -1;
            long analyticNanos = 0;
            int transfers = 0;
            for (Map.Entry<String, long[]> stage : sums.entrySet()) {
                long[] sum = stage.getValue();
                long mean = Math.round((double) sum[0] / sum[1]);
                if (before < 0) {
                    analyticNanos = mean;
                    transfers = (int) sum[1];
                } else if (mean != before) {
                    terms.add(new Term(stage.getKey(), mean - before));
                }
                before = mean;
            }
            Long packetNanos = scaled.packetNanos().get(key);
            Long flowNanos = scaled.flowNanos().get(key);
            Packet whole = scaled.whole();
            Packet own = whole == null || packetNanos == null || flowNanos == null
                    ? null
                    : new Packet(whole.scale(), packetNanos, flowNanos);
            return new Group(links, path, transfers, bytes / transfers, analyticNanos, before, own, terms);
        }
    }

    private void sample(Map<String, Sample> groups, ExchangeRun run, String stage) {
        for (RecordingNetwork.Carried one : run.transfers()) {
            Sample sample = groups.computeIfAbsent(key(one), key -> new Sample(key, one));
            long[] sum = sample.sums.computeIfAbsent(stage, s -> new long[2]);
            sum[0] += one.nanos();
            sum[1]++;
            sample.bytes += sample.sums.size() == 1 ? one.bytes : 0;
        }
    }

    private String key(RecordingNetwork.Carried one) {
        return links(one) + " " + ValidityCheck.threeDigits(one.bytes);
    }

    private int[] path(RecordingNetwork.Carried one) {
        return setting.routing().route(one.source, one.target, one.channel);
    }

    private String links(RecordingNetwork.Carried one) {
        Topology topology = setting.topology();
        int[] path = path(one);
        if (path.length == 0) {
            return "within a host";
        }
        long slowest = Long.MAX_VALUE;
        long nanos = 0;
        for (int arc : path) {
            slowest = Math.min(slowest, topology.arcBitsPerSecond(arc));
            nanos += topology.arcLatencyNanos(arc);
        }
        return new Bandwidth(slowest) + ", " + Durations.formatNanos(ValidityCheck.threeDigits(nanos)) + ", "
                + path.length + (path.length == 1 ? " link" : " links");
    }

    private List<String> nodes(RecordingNetwork.Carried one) {
        List<String> nodes = new ArrayList<>();
        nodes.add(setting.topology().node(one.source).id());
        for (int arc : path(one)) {
            nodes.add(setting.topology().node(setting.topology().arcTarget(arc)).id());
        }
        return nodes;
    }
}
