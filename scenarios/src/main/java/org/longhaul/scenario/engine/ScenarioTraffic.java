package org.longhaul.scenario.engine;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.longhaul.extension.Spelling;
import org.longhaul.scenario.engine.plan.BucketChooser;
import org.longhaul.scenario.engine.plan.ComputeTimes;
import org.longhaul.scenario.engine.plan.MethodPlan;
import org.longhaul.scenario.engine.plan.RunPlan;
import org.longhaul.scenario.engine.plan.UntrainedSteps;
import org.longhaul.scenario.engine.workload.StepBuilder;
import org.longhaul.scenario.trace.StepEvents;
import org.longhaul.simulator.compute.ComputeModel;
import org.longhaul.simulator.event.RandomStreams;
import org.longhaul.simulator.explain.ExchangeSetting;
import org.longhaul.simulator.workload.ExchangeSpec;
import org.longhaul.simulator.workload.RunLengthTrace;
import org.longhaul.training.tensor.Device;

/**
 * What a scenario's methods exchange, found without training: each method runs its steps on a model with the groups of
 * the trained one and nothing to learn, since neither what is exchanged nor when depends on the losses.
 */
public final class ScenarioTraffic {
    private final RunPlan plan;
    private final long seed;

    /** The traffic of a plan under its first seed. */
    public ScenarioTraffic(RunPlan plan) {
        this.plan = plan;
        this.seed = plan.seeds().get(0);
    }

    /**
     * One method's traffic.
     *
     * @param method its label
     * @param steps steps that it was followed for
     * @param setting where and how its exchanges are carried out
     * @param exchanges the different exchanges, in order of their first appearance
     */
    public record MethodTraffic(String method, long steps, ExchangeSetting setting, List<Counted> exchanges) {
        /** Copies the list. */
        public MethodTraffic {
            exchanges = List.copyOf(exchanges);
        }
    }

    /**
     * An exchange.
     *
     * @param spec what is exchanged; its label names everything that is exchanged alike
     * @param count how often it happened
     * @param pauseNanos time since the exchange before it: the compute time of a step, spread evenly over its exchanges
     */
    public record Counted(ExchangeSpec spec, long count, long pauseNanos) {}

    /** Labels of the methods. */
    public List<String> labels() {
        return plan.methods().stream().map(MethodPlan::label).toList();
    }

    /**
     * Follows a method.
     *
     * @param label of the method
     * @param mostSteps how many of its steps at most
     * @throws IllegalArgumentException if no method has the label
     */
    public MethodTraffic of(String label, long mostSteps) {
        MethodPlan method = plan.methods().stream()
                .filter(m -> m.label().equals(label))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no method of the scenario is called '" + label
                        + "'; allowed: " + String.join(", ", labels()) + Spelling.maybe(label, labels())));
        UntrainedSteps followed = UntrainedSteps.of(
                method.training(),
                method.trainedGroups(),
                Math.min(method.training().steps(), mostSteps));
        RunLengthTrace<StepEvents> trace = followed.trace();
        ComputeModel compute = ComputeTimes.of(
                method,
                null,
                new RandomStreams(seed),
                m -> StepMeasurement.nanos(new Trainings(Device.CPU, 1, plan.data()), m.training()));
        long stepNanos = compute.forwardNanos(0, 0) + compute.backwardNanos(0, 0) + compute.updateNanos(0, 0);
        StepBuilder builder = new StepBuilder(
                method.projection().from(followed.groups()), method.policy(), new BucketChooser(plan, method, compute));
        ExchangeSetting setting = new ExchangeSetting(
                plan.topology(),
                plan.routing(),
                plan.nodes(method),
                method.collectives(),
                plan.scenario().network().execution(),
                seed,
                plan.rules());
        return new MethodTraffic(label, trace.steps(), setting, exchanges(trace, builder, stepNanos));
    }

    private static List<Counted> exchanges(RunLengthTrace<StepEvents> trace, StepBuilder builder, long stepNanos) {
        Map<Alike, List<String>> labels = new LinkedHashMap<>();
        Map<Alike, Long> counts = new LinkedHashMap<>();
        for (RunLengthTrace.Run run : trace.sequence()) {
            List<ExchangeSpec> specs =
                    builder.build(trace.dictionary().get(run.step())).step().exchanges();
            for (ExchangeSpec spec : specs) {
                Alike kind = new Alike(spec.named(""), stepNanos / specs.size());
                List<String> names = labels.computeIfAbsent(kind, k -> new ArrayList<>());
                if (!names.contains(spec.label())) {
                    names.add(spec.label());
                }
                counts.merge(kind, run.count(), Long::sum);
            }
        }
        List<Counted> counted = new ArrayList<>();
        counts.forEach((kind, count) -> counted.add(new Counted(
                kind.spec().named(String.join(", ", labels.getOrDefault(kind, List.of()))), count, kind.pauseNanos())));
        return counted;
    }

    /** What makes exchanges take equally long; what they are called does not. */
    private record Alike(ExchangeSpec spec, long pauseNanos) {}
}
