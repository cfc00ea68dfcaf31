package org.longhaul.study.serve;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.longhaul.analysis.record.MethodRecord;
import org.longhaul.analysis.record.RunRecord;
import org.longhaul.analysis.text.Quantities;
import org.longhaul.scenario.ScenarioChanges;
import org.longhaul.scenario.engine.ScenarioTraffic;
import org.longhaul.scenario.engine.plan.RunPlan;
import org.longhaul.scenario.engine.simulation.ProgressListener;
import org.longhaul.scenario.engine.simulation.RunControl;
import org.longhaul.scenario.replay.ReplayPlan;
import org.longhaul.scenario.run.Manifest;
import org.longhaul.scenario.section.NetworkSection;
import org.longhaul.simulator.explain.ExchangeComparer;
import org.longhaul.simulator.explain.ExchangeComparison;
import org.longhaul.simulator.explain.NetworkChoice;
import org.longhaul.simulator.network.HostBuffers;
import org.longhaul.simulator.network.NetworkModels;
import org.longhaul.simulator.network.flow.fluid.FlowSettings;
import org.longhaul.simulator.network.packet.PacketSettings;
import org.longhaul.simulator.workload.ExchangeSpec;

/**
 * A setting's figures beside those of the packet network. The whole run is simulated packet by packet where it takes few enough
 * packets; otherwise that is refused, with the count, and each different exchange is carried alone. Thread-safe.
 */
final class PacketCheck implements Runnable {
    /** Packet transmissions of a whole run that are simulated: about a minute. */
    static final long WHOLE_LIMIT = 20_000_000;

    /** Of one exchange alone: some seconds. */
    private static final double EXCHANGE_LIMIT = 3_000_000;

    private static final int MOST_EXCHANGES = 3;
    private static final long MOST_STEPS = 2048;

    private final PageRun run;
    private final ScenarioChanges changes;
    private final RunControl control = new RunControl();
    private volatile State state = new State("queued", "waits for another check", 0, null, List.of());

    /**
     * How far it is.
     *
     * @param phase queued, running, done, stopped or failed
     * @param note what is being done, or why it failed
     * @param share of the work that is done
     * @param refused why the whole run is not simulated packet by packet; null where it is
     * @param rows what came of it
     */
    record State(String phase, String note, double share, @Nullable String refused, List<Row> rows) {}

    /**
     * A time on both networks.
     *
     * @param what a method's whole run, or an exchange
     * @param note how it was asked, such as at which part of its bytes; empty for the whole
     */
    record Row(String what, double flowSeconds, @Nullable Double packetSeconds, String note) {}

    PacketCheck(PageRun run, ScenarioChanges changes) {
        this.run = run;
        this.changes = changes;
    }

    State state() {
        return state;
    }

    boolean isOver() {
        return !state.phase().equals("queued") && !state.phase().equals("running");
    }

    void stop() {
        control.stop();
    }

    @Override
    public void run() {
        try {
            control.check();
            say("plans the packets", 0);
            long seed = run.summary().seeds().get(0);
            ScenarioChanges one = changes.set("seeds=[" + seed + "]");
            ReplayPlan flow = run.plan(one.set("network.fidelity=flow"));
            ReplayPlan auto = run.plan(one.set("network.fidelity={kind: auto, packetLimit: " + WHOLE_LIMIT + "}"));
            if (auto.plan().scenario().network().fidelity().id().equals("packet")) {
                whole(flow, auto);
            } else {
                String why = auto.plan().guesses().stream()
                        .filter(guess -> guess.contains("network.fidelity"))
                        .findFirst()
                        .orElse("it takes too many packets");
                state = new State(
                        "running",
                        "looks for the exchanges",
                        0,
                        why.replaceFirst("^[^:]*: auto takes[^:]*: ", ""),
                        List.of());
                exchanges(flow.plan());
            }
        } catch (RunControl.StoppedException e) {
            state = new State("stopped", "stopped", state.share(), state.refused(), state.rows());
        } catch (RuntimeException e) {
            state = new State("failed", PageApi.words(e), state.share(), state.refused(), state.rows());
        } catch (StackOverflowError | OutOfMemoryError e) {
            // Whoever asks how far it is must learn that it goes no further.
            state = new State("failed", "a fault of this program: " + e, state.share(), state.refused(), state.rows());
        }
    }

    private void say(String note, double share) {
        state = new State("running", note, share, state.refused(), state.rows());
    }

    private void whole(ReplayPlan flow, ReplayPlan packet) {
        RunRecord flows = flow.figures();
        Manifest manifest = packet.manifest(flows.runId(), flows.startedAt(), Path.of("."));
        int methods = flows.methods().size();
        RunRecord packets = packet.run(manifest, control, new ProgressListener() {
            private String label = "";
            private int unit = 1;
            private long ends = 1;

            @Override
            public void unitStarted(String of, long seed, int number, int units, long steps) {
                begin(of, number);
            }

            @Override
            public void unitFinished(String summary) {
                begin(label, unit + 1);
            }

            private void begin(String of, int number) {
                label = of;
                unit = number;
                ends = Math.max(
                        1,
                        flows.methods()
                                .get(Math.min(number, methods) - 1)
                                .totals()
                                .simulatedNanos());
            }

            @Override
            public void simulating(long events, long nanos) {
                double within = Math.min(1, (double) nanos / ends);
                say(
                        "packets of the whole run, " + Quantities.count(events) + " events",
                        Math.min(0.99, (unit - 1 + within) / methods));
            }
        });
        List<Row> rows = new ArrayList<>();
        for (MethodRecord method : flows.methods()) {
            for (MethodRecord other : packets.seedsOf(method.label())) {
                rows.add(new Row(
                        method.label() + ", whole run",
                        method.totals().simulatedNanos() / 1e9,
                        other.totals().simulatedNanos() / 1e9,
                        ""));
            }
        }
        state = new State("done", "the whole run, packet by packet", 1, null, rows);
    }

    /** An exchange, and by which methods it is made. */
    private record Asked(
            ScenarioTraffic.MethodTraffic traffic, ScenarioTraffic.Counted counted, List<String> methods) {}

    private void exchanges(RunPlan plan) {
        Map<ExchangeSpec, Asked> different = new LinkedHashMap<>();
        ScenarioTraffic traffic = new ScenarioTraffic(plan);
        for (String label : traffic.labels()) {
            control.check();
            ScenarioTraffic.MethodTraffic followed = traffic.of(label, MOST_STEPS);
            followed.exchanges().stream()
                    .sorted(Comparator.comparingDouble(
                            c -> -(double) c.count() * c.spec().bytes()))
                    .limit(MOST_EXCHANGES)
                    .forEach(counted -> {
                        Asked asked = different.computeIfAbsent(
                                counted.spec().named(""), spec -> new Asked(followed, counted, new ArrayList<>()));
                        if (!asked.methods().contains(label)) {
                            asked.methods().add(label);
                        }
                    });
        }
        NetworkSection section = plan.scenario().network();
        NetworkChoice flow = new NetworkChoice(
                section.fidelity().factory(), section.fidelity().settings());
        NetworkChoice packet = onHosts(packet(flow), section);
        NetworkChoice analytic = onHosts(NetworkChoice.defaults(NetworkModels.byId("analytic")), section);
        List<Row> rows = new ArrayList<>();
        for (Asked asked : different.values()) {
            control.check();
            ExchangeSpec spec = asked.counted().spec();
            String what = spec.label() + " of " + Quantities.bytes((double) spec.bytes()) + ", "
                    + String.join(", ", asked.methods());
            double share = (double) rows.size() / different.size();
            say(what, share);
            ExchangeComparison compared = new ExchangeComparer(
                            asked.traffic().setting(),
                            analytic,
                            flow,
                            packet,
                            List.of(),
                            EXCHANGE_LIMIT,
                            note -> say(what + ": " + note, share))
                    .compare(spec, asked.counted().pauseNanos());
            ExchangeComparison.Packet found = compared.packet();
            rows.add(
                    found == null
                            ? new Row(what, compared.flowNanos() / 1e9, null, compared.packetNote())
                            : new Row(
                                    what,
                                    found.flowNanos() / 1e9,
                                    found.nanos() / 1e9,
                                    found.scale() == 1 ? "" : "1/" + found.scale() + " of its bytes"));
            state = new State(
                    "running", what, (double) rows.size() / different.size(), state.refused(), List.copyOf(rows));
        }
        state = new State("done", "every different exchange, alone", 1, state.refused(), List.copyOf(rows));
    }

    private static NetworkChoice packet(NetworkChoice flow) {
        NetworkChoice packet = NetworkChoice.defaults(NetworkModels.byId("packet"));
        return flow.settings() instanceof FlowSettings fluid && packet.settings() instanceof PacketSettings settings
                ? packet.with(
                        settings.withCongestionControl(fluid.congestionControl().id()))
                : packet;
    }

    private static NetworkChoice onHosts(NetworkChoice choice, NetworkSection section) {
        HostBuffers hosts = section.hosts();
        return hosts == null ? choice : choice.on(hosts, section.connections());
    }
}
