package org.longhaul.scenario.inference;

import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.longhaul.analysis.text.Quantities;
import org.longhaul.scenario.command.shared.Environment;
import org.longhaul.scenario.command.shared.WrongInputException;
import org.longhaul.scenario.engine.plan.Made;
import org.longhaul.scenario.engine.simulation.RunControl;
import org.longhaul.scenario.engine.simulation.UnitConditions;
import org.longhaul.scenario.file.Selection;
import org.longhaul.simulator.event.BeyondTimeException;
import org.longhaul.simulator.event.EventLoop;
import org.longhaul.simulator.event.RandomStreams;
import org.longhaul.simulator.network.Network;
import org.longhaul.simulator.network.NetworkContext;
import org.longhaul.simulator.network.NetworkModel;
import org.longhaul.simulator.request.run.RequestOutcome;
import org.longhaul.simulator.request.run.RequestRun;
import org.longhaul.simulator.request.run.RequestStream;
import org.longhaul.simulator.workload.execution.NetworkSetup;
import org.longhaul.simulator.workload.run.EventBudget;
import org.longhaul.simulator.workload.run.RunConditions;

/** Runs the services of a plan, case by case and seed by seed. */
public final class InferenceEngine {
    private final InferencePlan plan;
    private final InferenceScenario scenario;
    private final String text;
    private final RunControl control;
    private final InferenceProgress progress;

    /**
     * An engine.
     *
     * @param text of the scenario's file
     * @param control ends it from another thread
     */
    public InferenceEngine(InferencePlan plan, String text, RunControl control, InferenceProgress progress) {
        this.plan = plan;
        this.scenario = plan.scenario();
        this.text = text;
        this.control = control;
        this.progress = progress;
    }

    /** Services that run at the same time. */
    private List<List<ServiceSection>> groups() {
        return scenario.together()
                ? List.of(scenario.services())
                : scenario.services().stream().map(List::of).toList();
    }

    /** Seeds under which everything is run. */
    List<Long> seeds() {
        return plan.seeds();
    }

    /** Hash of what a run follows from: the scenario's text, and what stands in the files that it names. */
    String sha256() {
        Hasher hasher = Hashing.sha256().newHasher().putString(text, StandardCharsets.UTF_8);
        for (Path named : plan.files()) {
            Path file = Files.isDirectory(named) ? named.resolve("record.json") : named;
            if (Files.isRegularFile(file)) {
                try {
                    hasher.putBytes(Files.readAllBytes(file));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }
        return hasher.hash().toString();
    }

    /**
     * Runs everything.
     *
     * @param known what is known already of a title, so that it is not run again; null where nothing is
     * @param done hears of each run as it ends
     */
    InferenceRecord run(BiFunction<String, Integer, @Nullable List<UnitResult>> known, UnitListener done) {
        List<UnitResult> results = new ArrayList<>();
        List<List<ServiceSection>> groups = groups();
        int units = plan.cases().size() * groups.size() * plan.seeds().size();
        int unit = 0;
        for (CasePlan in : plan.cases()) {
            for (List<ServiceSection> services : groups) {
                for (long seed : plan.seeds()) {
                    String title = title(in, services, seed);
                    List<UnitResult> earlier = known.apply(title, ++unit);
                    if (earlier == null) {
                        progress.started(title, unit, units);
                        earlier = inTime(title, in, services, seed);
                        done.done(unit, title, earlier);
                        progress.finished(words(earlier));
                    }
                    results.addAll(earlier);
                }
            }
        }
        return new InferenceRecord(
                InferenceRecord.FORMAT,
                scenario.name(),
                scenario.description(),
                scenario.requests().source(),
                Environment.version(),
                sha256(),
                scenario.network().fidelity().id(),
                scenario.requests().warmUp(),
                scenario.together(),
                plan.seeds(),
                plan.guesses(),
                results);
    }

    /** Runs everything and keeps nothing but what it returns. */
    public InferenceRecord run() {
        return run((title, unit) -> null, (unit, title, results) -> {});
    }

    /** Hears of what has been run. */
    @FunctionalInterface
    interface UnitListener {
        void done(int unit, String title, List<UnitResult> results);
    }

    private static String title(CasePlan in, List<ServiceSection> services, long seed) {
        String names =
                String.join(" + ", services.stream().map(ServiceSection::label).toList());
        return (in.name().isEmpty() ? "" : in.name() + " / ") + names + ", seed " + seed;
    }

    private static String words(List<UnitResult> results) {
        List<String> words = new ArrayList<>();
        for (UnitResult each : results) {
            UnitResult.Latencies latency = each.latency();
            words.add(each.answered() + " of " + each.requests() + " answered"
                    + (latency == null
                            ? ""
                            : ", mean " + Quantities.duration(latency.mean()) + ", 95 % within "
                                    + Quantities.duration(latency.p95())));
        }
        return String.join("; ", words);
    }

    private List<UnitResult> inTime(String title, CasePlan in, List<ServiceSection> services, long seed) {
        try {
            return run(in, services, seed);
        } catch (BeyondTimeException e) {
            throw new WrongInputException(
                    title + ": " + e.getMessage()
                            + "; allowed: more frequent requests, less work for each, smaller messages or faster links",
                    e);
        }
    }

    private List<UnitResult> run(CasePlan in, List<ServiceSection> services, long seed) {
        StreamMaker maker = new StreamMaker(scenario, in, seed, (what, done, steps) -> {
            control.check();
            progress.preparing(what, done, steps);
        });
        List<StreamMaker.Made> made = services.stream().map(maker::make).toList();
        List<RequestStream> streams =
                made.stream().map(StreamMaker.Made::stream).toList();
        UnitConditions unit = new UnitConditions(
                in.disturbances(),
                new RandomStreams(seed),
                scenario.network().execution(),
                UnitConditions.Running::ofStated);
        RunConditions conditions = unit.of(in.disturbances().faults(), true);
        EventLoop loop = new EventLoop(control::check);
        NetworkContext context = new NetworkContext(
                in.topology(), in.routing(), loop, new RandomStreams(seed), conditions.rules(in.rules()));
        Selection<NetworkModel<?>> fidelity = scenario.network().fidelity();
        Network network = Made.network(fidelity, context);
        NetworkSetup setup = new NetworkSetup(in.topology(), in.routing(), loop, network, false);
        RequestOutcome outcome = new RequestRun(
                        setup, in.power(), scenario.requests().connections(), conditions, streams)
                .run(new EventBudget(scenario.limits().events(), progress::simulating));
        UnitSummary summary = new UnitSummary(in, outcome, scenario.requests().warmUp());
        List<UnitResult> results = new ArrayList<>();
        for (int i = 0; i < services.size(); i++) {
            results.add(summary.of(services.get(i), seed, made.get(i)));
        }
        return results;
    }
}
