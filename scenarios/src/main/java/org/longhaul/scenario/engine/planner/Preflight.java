package org.longhaul.scenario.engine.planner;

import com.google.common.collect.ImmutableSet;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import org.longhaul.analysis.text.Quantities;
import org.longhaul.extension.Spelling;
import org.longhaul.scenario.engine.plan.JobPlan;
import org.longhaul.scenario.engine.plan.MethodPlan;
import org.longhaul.scenario.engine.plan.RunPlan;
import org.longhaul.scenario.engine.workload.StepBuilder;
import org.longhaul.scenario.file.Selection;
import org.longhaul.scenario.file.YamlDocument;
import org.longhaul.scenario.section.Overlap;
import org.longhaul.simulator.event.RandomStreams;
import org.longhaul.simulator.explain.NetworkChoice;
import org.longhaul.simulator.fault.Fault;
import org.longhaul.simulator.fault.Incident;
import org.longhaul.simulator.fault.IncidentSource;
import org.longhaul.simulator.traffic.BackgroundFlows;
import org.longhaul.topology.unit.DataSize;

/**
 * Everything that can be found about a plan before anything is trained: its data, its memory, what each method exchanges,
 * and how long that is likely to take.
 */
public final class Preflight {
    /** Labels under which methods exchange models. */
    private static final Set<String> MODELS = ImmutableSet.of("model", "parameters", "slow-weights");

    private static final long HEAD_BYTES = 64_000_000;
    private static final long MOST_BUCKETS = 20_000;
    private static final int MOST_INCIDENTS = 20_000;
    private static final double LONGEST_NANOS = Long.MAX_VALUE;
    private static final double LATE = 4;
    private static final double EVENTS_PER_INCIDENT = 4;
    private static final double EVENTS_PER_TRANSFER = 4;

    private final RunPlan plan;
    private final YamlDocument.Findings findings;
    private final List<String> lines = new ArrayList<>();
    private final List<Forecast> forecasts = new ArrayList<>();

    private Preflight(RunPlan plan, YamlDocument document) {
        this.plan = plan;
        this.findings = document.findings();
    }

    /**
     * Checks a plan as far as that takes seconds: of a large corpus the beginning is read.
     *
     * @param memoryBytes memory of the machine that will train
     * @return what was found; warnings are added to those of the plan
     * @throws org.longhaul.scenario.file.InvalidFileException with everything that is wrong
     */
    public static Preflight quick(RunPlan plan, YamlDocument document, long memoryBytes) {
        return new Preflight(plan, document).check(HEAD_BYTES, memoryBytes);
    }

    /**
     * Checks a plan that is about to run: its data are read to their end and kept for the run.
     *
     * @param memoryBytes memory of the machine that will train
     * @return what was found; warnings are added to those of the plan
     * @throws org.longhaul.scenario.file.InvalidFileException with everything that is wrong
     */
    public static Preflight whole(RunPlan plan, YamlDocument document, long memoryBytes) {
        return new Preflight(plan, document).check(Long.MAX_VALUE, memoryBytes);
    }

    /**
     * Checks a plan whose trainings are recorded: neither data nor memory of this machine matter.
     *
     * @return what was found; warnings are added to those of the plan
     * @throws org.longhaul.scenario.file.InvalidFileException with everything that is wrong
     */
    public static Preflight replayed(RunPlan plan, YamlDocument document) {
        return new Preflight(plan, document).check(() -> {}, (method, memory) -> {});
    }

    /**
     * Checks whether a plan's workers reach each other on a network model.
     *
     * @param model the model
     * @throws org.longhaul.scenario.file.InvalidFileException if two do not
     */
    public static void paths(RunPlan plan, YamlDocument document, NetworkChoice model) {
        YamlDocument.Findings found = document.findings();
        new PathCheck(plan, found, new Selection<>(model.model().id(), model.model(), model.settings())).check();
        found.raise();
    }

    /** What was found, one line for each fact. */
    public List<String> lines() {
        return List.copyOf(lines);
    }

    private Preflight check(long mostBytes, long memoryBytes) {
        return check(
                () -> new DataCheck(plan, findings).check(mostBytes, lines),
                (method, memory) -> memory.ofTraining(method, memoryBytes));
    }

    private Preflight check(Runnable data, BiConsumer<MethodPlan, MemoryCheck> training) {
        MemoryCheck memory = new MemoryCheck(findings);
        new PathCheck(plan, findings, plan.scenario().network().fidelity()).check();
        data.run();
        for (MethodPlan method : plan.methods()) {
            checkBuckets(method);
        }
        findings.raise();
        Forecaster forecaster = new Forecaster(plan);
        for (MethodPlan method : plan.methods()) {
            training.accept(method, memory);
            if (findings.isEmpty()) {
                Forecast forecast = forecaster.of(method);
                lines.addAll(forecast.lines());
                forecasts.add(forecast);
                memory.ofCharged(method, forecast);
                check(method, forecast);
            }
        }
        if (forecasts.size() == plan.methods().size()) {
            checkLabels();
            checkThinned();
            checkOverlap();
            checkStrikes();
        }
        findings.raise();
        plan.warn(findings.warnings());
        return this;
    }

    /** A collective for a label that nobody exchanges under is a typing error. */
    private void checkLabels() {
        Set<String> all = new TreeSet<>();
        for (int i = 0; i < forecasts.size(); i++) {
            Set<String> labels = forecasts.get(i).labels();
            all.addAll(labels);
            String path = "methods[" + plan.methods().get(i).index() + "].collectives";
            checkLabels(path, plan.methods().get(i).section().collectives().keySet(), labels);
        }
        checkLabels(
                "network.collectives", plan.scenario().network().collectives().keySet(), all);
    }

    private void checkLabels(String path, Set<String> written, Set<String> exchanged) {
        for (String label : written) {
            if (!exchanged.contains(label)) {
                String hint = Spelling.hint(label, exchanged);
                findings.add(
                        path + "." + label,
                        "nothing is exchanged under the label '" + label + "'"
                                + (hint == null ? "" : "\nMaybe " + hint),
                        exchanged.isEmpty() ? "none: nothing is exchanged" : String.join(", ", exchanged));
            }
        }
    }

    /** What stands for a whole model or state of the optimizer, and not for a change of one, must arrive whole. */
    private void checkThinned() {
        for (int i = 0; i < forecasts.size(); i++) {
            MethodPlan method = plan.methods().get(i);
            Set<String> whole = new HashSet<>(MODELS);
            Forecaster.states(method.training()).forEach(state -> whole.add(state.name()));
            for (String label : forecasts.get(i).thinned()) {
                if (whole.contains(label)) {
                    findings.add(
                            "methods[" + method.index() + "]",
                            method.label() + " exchanges whole vectors ('" + label
                                    + "'), and its codec leaves elements out: they would be 0 afterwards",
                            "a codec that sends all elements (fp32, bf16, int8, mask ...), or a method that exchanges"
                                    + " gradients or pseudo-gradients");
                }
            }
        }
    }

    private void checkOverlap() {
        boolean anyOverlaps = false;
        for (int i = 0; i < forecasts.size(); i++) {
            MethodPlan method = plan.methods().get(i);
            boolean overlaps = forecasts.get(i).overlaps();
            String path = "methods[" + method.index() + "].overlap";
            if (!overlaps && method.section().overlap() == Overlap.BUCKETED) {
                findings.warn(path, "has no effect: " + method.label() + " exchanges nothing during the backward pass");
            }
            anyOverlaps |= overlaps && method.policy().overlap() == Overlap.BUCKETED;
        }
        if (!anyOverlaps) {
            boolean early = forecasts.stream().anyMatch(Forecast::overlaps);
            String reason = early ? "no gradients are cut into buckets" : "no method exchanges gradients";
            for (String key : early ? List.of("bucket") : List.of("bucket", "overlap")) {
                if (findings.isWritten("network." + key)) {
                    findings.warn("network." + key, "has no effect: " + reason);
                }
            }
        }
    }

    /** A fault whose first incident comes long after every method has ended is most likely a wrong unit. */
    private void checkStrikes() {
        double longest = 0;
        for (Forecast forecast : forecasts) {
            longest = Math.max(longest, forecast.projectedNanos());
        }
        List<Fault> faults = plan.disturbances().faults();
        for (int i = 0; i < faults.size(); i++) {
            double first = Double.POSITIVE_INFINITY;
            for (long seed : plan.seeds()) {
                Incident incident = faults.get(i)
                        .incidents(plan.topology(), new RandomStreams(seed))
                        .next();
                first = incident == null ? first : Math.min(first, (double) incident.startNanos());
            }
            if (first > LATE * longest) {
                findings.warn(
                        "faults[" + i + "]",
                        "strikes no run: "
                                + (Double.isInfinite(first)
                                        ? "it has no incident"
                                        : "its first incident is at " + Quantities.duration(first / 1e9)
                                                + ", and the longest run is estimated to end at "
                                                + Quantities.duration(longest / 1e9)));
            }
        }
    }

    private void checkBuckets(MethodPlan method) {
        StepBuilder.Policy policy = method.policy();
        DataSize bucket = policy.bucket().size();
        if (bucket == null) {
            return;
        }
        double buckets = 4.0 * method.charged().elements() / bucket.bytes();
        if (policy.overlap() == Overlap.BUCKETED && buckets > MOST_BUCKETS) {
            findings.add(
                    "network.bucket",
                    "bucket (" + Quantities.bytes((double) bucket.bytes()) + ") cuts the gradients of " + method.label()
                            + " into about " + Quantities.count(Math.rint(buckets)) + " exchanges a step",
                    "buckets that make at most " + MOST_BUCKETS + ", such as 25 MB");
        }
    }

    private void check(MethodPlan method, Forecast forecast) {
        String path = "methods[" + method.index() + "]";
        if (!(forecast.projectedNanos() < LONGEST_NANOS)) {
            findings.add(
                    path,
                    "a run of " + forecast.steps() + " steps takes "
                            + (Double.isInfinite(forecast.projectedNanos())
                                    ? "more than 292 years"
                                    : "about " + Quantities.duration(forecast.projectedNanos() / 1e9))
                            + " of simulated time, beyond the clock",
                    "less than 292 years: fewer steps, faster compute or a faster network");
            return;
        }
        double events = forecast.events();
        events += incidents(forecast);
        events += flows(forecast);
        events += jobs(forecast);
        if (events > plan.scenario().limits().events()) {
            findings.warn(
                    path,
                    "the simulation may take up to " + Quantities.count(Math.rint(events)) + " events; it ends at "
                            + Quantities.count((double) plan.scenario().limits().events())
                            + " (limits.events) without a result");
        }
    }

    private double incidents(Forecast forecast) {
        double sum = 0;
        List<Fault> faults = plan.disturbances().faults();
        for (int i = 0; i < faults.size(); i++) {
            double count = incidents(faults.get(i), forecast.projectedNanos());
            requireWithin("faults[" + i + "]", count * EVENTS_PER_INCIDENT, "incidents", count, forecast);
            sum += count * EVENTS_PER_INCIDENT;
        }
        return sum;
    }

    private double incidents(Fault fault, double untilNanos) {
        IncidentSource source =
                fault.incidents(plan.topology(), new RandomStreams(plan.seeds().get(0)));
        double count = 0;
        Incident incident = source.next();
        while (incident != null && incident.startNanos() <= untilNanos) {
            count++;
            if (count == MOST_INCIDENTS) {
                return count * Math.max(1, untilNanos / Math.max(1, incident.startNanos()));
            }
            incident = source.next();
        }
        return count;
    }

    private double flows(Forecast forecast) {
        double sum = 0;
        List<BackgroundFlows> flows = plan.disturbances().flows();
        for (int i = 0; i < flows.size(); i++) {
            double count = TrafficSample.transfers(
                    flows.get(i), plan.topology(), plan.seeds().get(0), forecast.projectedNanos());
            requireWithin("background.flows[" + i + "]", count * EVENTS_PER_TRANSFER, "transfers", count, forecast);
            sum += count * EVENTS_PER_TRANSFER;
        }
        return sum;
    }

    private double jobs(Forecast forecast) {
        double sum = 0;
        List<JobPlan> jobs = plan.disturbances().jobs();
        for (int i = 0; i < jobs.size(); i++) {
            var section = jobs.get(i).section();
            if (section.stepTime() != null) {
                double steps = forecast.projectedNanos() / section.stepTime().toNanos();
                Long most = section.steps();
                steps = most == null ? steps : Math.min(steps, most);
                double events = steps * 3 * jobs.get(i).nodes().length;
                requireWithin("background.jobs[" + i + "].stepTime", events, "steps", steps, forecast);
                sum += events;
            }
        }
        return sum;
    }

    private void requireWithin(String path, double events, String what, double count, Forecast forecast) {
        long limit = plan.scenario().limits().events();
        if (events > limit) {
            findings.add(
                    path,
                    "about " + Quantities.count(Math.rint(count)) + " " + what + " in the estimated "
                            + Quantities.duration(forecast.projectedNanos() / 1e9) + " of " + forecast.label()
                            + " are too many to simulate",
                    "what stays within " + Quantities.count((double) limit) + " events, or a larger limits.events");
        }
    }
}
