package org.longhaul.scenario.engine.planner;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.longhaul.analysis.text.Quantities;
import org.longhaul.scenario.engine.plan.ComputeTimes;
import org.longhaul.scenario.engine.plan.Made;
import org.longhaul.scenario.engine.plan.MethodPlan;
import org.longhaul.scenario.engine.plan.ReplicaRule;
import org.longhaul.scenario.engine.plan.RunPlan;
import org.longhaul.scenario.engine.plan.StopRule;
import org.longhaul.scenario.engine.plan.TrainingPlan;
import org.longhaul.scenario.engine.plan.UntrainedSteps;
import org.longhaul.scenario.engine.workload.BucketChoice;
import org.longhaul.scenario.engine.workload.StepBuilder;
import org.longhaul.scenario.section.Stragglers;
import org.longhaul.scenario.trace.StepEvents;
import org.longhaul.simulator.compute.ComputeModel;
import org.longhaul.simulator.event.EventLoop;
import org.longhaul.simulator.event.RandomStreams;
import org.longhaul.simulator.explain.NetworkChoice;
import org.longhaul.simulator.network.HostBuffers;
import org.longhaul.simulator.network.Network;
import org.longhaul.simulator.network.NetworkContext;
import org.longhaul.simulator.network.NetworkModels;
import org.longhaul.simulator.timeline.TimelineSink;
import org.longhaul.simulator.workload.ExchangeSpec;
import org.longhaul.simulator.workload.RunLengthTrace;
import org.longhaul.simulator.workload.Step;
import org.longhaul.simulator.workload.WorkloadSource;
import org.longhaul.simulator.workload.execution.NetworkSetup;
import org.longhaul.simulator.workload.result.ExecutionListener;
import org.longhaul.simulator.workload.result.StalledWorkloadException;
import org.longhaul.simulator.workload.run.RunConditions;
import org.longhaul.simulator.workload.run.WorkloadExecutor;
import org.longhaul.training.WorkerMemory;
import org.longhaul.training.communicate.Exchange;
import org.longhaul.training.communicate.Release;
import org.longhaul.training.model.Layout;
import org.longhaul.training.model.Model;
import org.longhaul.training.model.ParameterGroup;
import org.longhaul.training.optimizer.StateSpec;
import org.longhaul.training.replica.GradientPass;
import org.longhaul.training.replica.ReplicaMode;

/**
 * Makes forecasts: follows each method without training it, and carries its steps out on the closed forms of the
 * {@code analytic} network.
 */
final class Forecaster {
    private static final long MOST_FOLLOWED = 1024;
    private static final long MOST_SIMULATED = 20_000;

    /** Operations that one core does in a second of training, roughly; a step of few operations takes its calls. */
    private static final double FLOPS_PER_SECOND = 2e10;

    private static final double SECONDS_PER_PARAMETER = 4e-5;

    private final RunPlan plan;

    Forecaster(RunPlan plan) {
        this.plan = plan;
    }

    /** The forecast of one method, up to where a projected time ends it. */
    Forecast of(MethodPlan method) {
        Forecast whole = ofAllSteps(method);
        StopRule rule = method.training().until();
        if (rule == null) {
            return whole;
        }
        if (!(rule instanceof StopRule.AtTime time)) {
            return whole.ending("stops " + rule.words() + " if it gets there; these are the figures of all "
                    + whole.steps() + " steps");
        }
        if (whole.projectedNanos() <= time.nanos()) {
            return whole.ending("all its " + whole.steps() + " steps are over before " + time.time());
        }
        // Of very many steps the time may be beyond all clocks.
        Forecast sample = Double.isInfinite(whole.projectedNanos())
                ? ofAllSteps(method.withSteps(Math.min(whole.steps(), MOST_FOLLOWED)))
                : whole;
        double stepNanos = sample.projectedNanos() / sample.steps();
        long steps = Math.max(1, (long) Math.min((double) whole.steps(), Math.ceil(time.nanos() / stepNanos)));
        return ofAllSteps(method.withSteps(steps))
                .ending("stops " + rule.words() + ", after about " + steps + " of its " + whole.steps() + " steps");
    }

    /** The forecast of one method that trains all its steps. */
    private Forecast ofAllSteps(MethodPlan method) {
        TrainingPlan training = method.training();
        long steps = training.steps();
        UntrainedSteps followed = plan.stepsAhead().of(method, Math.min(steps, followed(method)));
        double scale = (double) steps / followed.trace().steps();
        // Roughly: where the best bucket size is to be found, everything in one.
        StepBuilder builder =
                new StepBuilder(method.projection().from(followed.groups()), method.policy(), BucketChoice::whole);
        RunLengthTrace.Recorder<Step> program = new RunLengthTrace.Recorder<>();
        Set<String> labels = new TreeSet<>();
        Set<String> thinned = new TreeSet<>();
        boolean early = false;
        double exchanges = 0;
        double bytes = 0;
        double events = 0;
        for (RunLengthTrace.Run run : followed.trace().sequence()) {
            StepEvents step = followed.trace().dictionary().get(run.step());
            Step built = builder.build(step).step();
            program.add(built, run.count());
            for (Exchange exchange : step.exchanges()) {
                exchanges += run.count();
                labels.add(exchange.label());
                if (exchange.codec().leavesOut()) {
                    thinned.add(exchange.label());
                }
                early |= exchange.release() != Release.AFTER_BACKWARD;
            }
            for (ExchangeSpec exchange : built.exchanges()) {
                bytes += perMember(exchange) * run.count();
                events += events(exchange) * run.count();
            }
            events += 3.0 * training.workers() * run.count();
        }
        long stand = followed.elements();
        return new Forecast(
                method.label(),
                steps,
                Periods.words(method.section().method().settings(), steps),
                followed.trace().steps() == steps,
                exchanges * scale,
                bytes * scale,
                memory(followed.memory(), elements(method.trainedGroups()), stand),
                memory(followed.memory(), method.charged().elements(), stand),
                labels,
                thinned,
                early,
                projectedNanos(method, program.trace()),
                events * scale,
                trainingSeconds(method),
                activations(training),
                null);
    }

    /** So many steps that everything that is due was due at least once, if that is not too many. */
    static long followed(MethodPlan method) {
        long longest = 0;
        for (long period : Periods.of(method.section().method().settings()).values()) {
            longest = Math.max(longest, Math.min(period, MOST_FOLLOWED));
        }
        return Math.max(1, Math.min(MOST_FOLLOWED, Math.max(64, longest)));
    }

    /** Bytes of one member's vector. */
    private static double perMember(ExchangeSpec exchange) {
        return switch (exchange.pattern()) {
            case ALL_GATHER, GATHER, SCATTER ->
                (double) exchange.bytes() / exchange.workers().size();
            default -> exchange.bytes();
        };
    }

    /** Every member sends to every other one, or in two rounds for each, whichever collective it is, roughly. */
    private double events(ExchangeSpec exchange) {
        double members = exchange.workers().size();
        double transfers =
                2 * members * (members - 1) * plan.scenario().network().connections();
        return switch (plan.scenario().network().fidelity().id()) {
            case "analytic" -> members;
            case "packet" -> transfers * 10 + exchange.bytes() * 2 * members / 1500 * 8;
            default -> transfers * 4;
        };
    }

    static long elements(List<ParameterGroup> groups) {
        long sum = 0;
        for (ParameterGroup group : groups) {
            sum += group.elements();
        }
        return sum;
    }

    /** What is kept of the stand-in, for a model of another size; each part is some number of whole vectors. */
    private static WorkerMemory memory(WorkerMemory stand, long elements, long standElements) {
        double factor = (double) elements / standElements;
        return new WorkerMemory(
                Math.round(stand.parameters() * factor),
                Math.round(stand.gradients() * factor),
                Math.round(stand.optimizerState() * factor),
                Math.round(stand.methodState() * factor));
    }

    private static @Nullable String activations(TrainingPlan training) {
        GradientPass pass = training.pass();
        double kept = activationBytes(training, ReplicaRule.unmeasured(training));
        return pass.equals(GradientPass.PLAIN)
                ? null
                : "gradient: " + pass.words() + "; about " + Quantities.bytes(kept)
                        + " of activations for each replica that computes here";
    }

    /** What one replica keeps between forward and backward pass, at least its scores. */
    static double activationBytes(TrainingPlan training, ReplicaMode mode) {
        Model model = Made.model(training);
        double items = (double) training.batch() * training.context();
        double scores =
                4 * items * Made.outcomes(training.data()) / training.pass().accumulate();
        return Math.max(scores, training.pass().activationBytes(model, items, mode));
    }

    /** Where the parameters of the trained model lie. */
    static Layout layout(TrainingPlan training) {
        return new Layout(Made.model(training).parameters());
    }

    /** What the optimizer keeps of them. */
    static List<StateSpec> states(TrainingPlan training) {
        return Made.optimizer(training.optimizer()).on(layout(training)).states();
    }

    private double trainingSeconds(MethodPlan method) {
        TrainingPlan training = method.training();
        Model model = Made.model(training);
        double tokens = method.usesData() ? (double) training.batch() * training.context() : 1;
        double passes = training.pass().recompute() ? 2 : 1;
        double flops = (passes * model.forwardFlopsPerItem() + model.backwardFlopsPerItem()) * tokens;
        double step = flops / FLOPS_PER_SECOND
                + SECONDS_PER_PARAMETER * model.parameters().size();
        int cores = Math.min(Runtime.getRuntime().availableProcessors(), (int) Math.ceil(training.cohort()));
        return step
                * training.steps()
                * training.cohort()
                / cores
                * plan.seeds().size();
    }

    private double projectedNanos(MethodPlan method, RunLengthTrace<Step> program) {
        Stragglers stated = plan.scenario().stragglers();
        Stragglers steady = stated == null ? null : new Stragglers(stated.factors(), 0, 0, 1);
        long seed = plan.seeds().get(0);
        ComputeModel compute = ComputeTimes.of(
                method,
                steady,
                new RandomStreams(seed),
                m -> Math.round(1e9 * trainingSeconds(m) / m.training().steps()));
        long steps = method.training().steps();
        double computing = 0;
        for (int worker = 0; worker < method.training().workers(); worker++) {
            computing = Math.max(
                    computing,
                    (double) compute.forwardNanos(worker, 0)
                            + compute.backwardNanos(worker, 0)
                            + compute.updateNanos(worker, 0));
        }
        if (computing * steps >= Long.MAX_VALUE) {
            return Double.POSITIVE_INFINITY;
        }
        long simulated = Math.min(steps, MOST_SIMULATED);
        NetworkChoice closedForms = NetworkChoice.defaults(NetworkModels.byId("analytic"));
        HostBuffers hosts = plan.scenario().network().hosts();
        if (hosts != null) {
            closedForms = closedForms.on(hosts, plan.scenario().network().connections());
        }
        EventLoop loop = new EventLoop();
        Network network =
                closedForms.create(new NetworkContext(plan.topology(), plan.routing(), loop, new RandomStreams(seed)));
        NetworkSetup setup = new NetworkSetup(
                plan.topology(),
                plan.routing(),
                loop,
                network,
                closedForms.model().closedFormCollectives());
        WorkloadExecutor executor = new WorkloadExecutor(
                setup,
                plan.nodes(method),
                compute,
                method.collectives(),
                plan.scenario().network().execution(),
                TimelineSink.NONE,
                RunConditions.NONE);
        try {
            double nanos = executor.run(WorkloadSource.of(program.repeated(simulated)), ExecutionListener.NONE)
                    .elapsedNanos();
            return nanos * steps / simulated;
        } catch (StalledWorkloadException e) {
            // Without faults only the clock's end stops the closed forms.
            return Double.POSITIVE_INFINITY;
        }
    }
}
