package org.longhaul.scenario.engine.plan;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.LongFunction;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;
import org.longhaul.scenario.engine.workload.BucketChoice;
import org.longhaul.scenario.engine.workload.StepBuilder;
import org.longhaul.scenario.file.Selection;
import org.longhaul.simulator.collective.CollectiveCall;
import org.longhaul.simulator.collective.CollectiveChoice;
import org.longhaul.simulator.collective.CollectiveChooser;
import org.longhaul.simulator.collective.Estimates;
import org.longhaul.simulator.collective.LockstepEstimate;
import org.longhaul.simulator.collective.TopologyHosts;
import org.longhaul.simulator.compute.ComputeModel;
import org.longhaul.simulator.event.EventLoop;
import org.longhaul.simulator.event.RandomStreams;
import org.longhaul.simulator.network.Network;
import org.longhaul.simulator.network.NetworkContext;
import org.longhaul.simulator.network.NetworkModel;
import org.longhaul.simulator.timeline.TimelineSink;
import org.longhaul.simulator.workload.Compute;
import org.longhaul.simulator.workload.ExchangeSpec;
import org.longhaul.simulator.workload.Operation;
import org.longhaul.simulator.workload.Phase;
import org.longhaul.simulator.workload.ReleasePoint;
import org.longhaul.simulator.workload.Step;
import org.longhaul.simulator.workload.execution.ExecutionSettings;
import org.longhaul.simulator.workload.execution.NetworkSetup;
import org.longhaul.simulator.workload.result.ExecutionListener;
import org.longhaul.simulator.workload.result.StepTimes;
import org.longhaul.simulator.workload.run.StepBound;
import org.longhaul.simulator.workload.run.WorkloadExecutor;

/**
 * Finds the bucket size with which a step is shortest: large buckets leave less to hide behind the backward pass, small ones
 * pay the network's latency more often.
 *
 * <p>Up to {@value #MOST_SIMULATED_WORKERS} workers three steps with each size are simulated on the scenario's own network
 * model, undisturbed, and the last two are counted. For more workers, and on a network model of packets, a step is put
 * together from the closed form of each bucket's exchange: buckets go out one after the other, none before the backward pass
 * has filled it. Nothing is trained, and the choice is the same for every seed.
 *
 * <p>The largest sizes come first. After {@value #LONGER_IN_A_ROW} in a row with longer steps than the shortest so far the
 * smaller ones, which cost the most to simulate, are not tried. Where nobody asks for what the others would have cost, a size with
 * which a step {@linkplain StepBound cannot} be as short as the shortest is not simulated either; the choice is the same.
 */
public final class BucketChooser implements StepBuilder.BucketRule {
    private static final int MOST_SIMULATED_WORKERS = 16;
    private static final long USUAL_BYTES = 25_000_000;
    private static final int MOST_BUCKETS = 128;
    private static final int FINEST_OF_MANY_WORKERS = 8;
    private static final int FINEST = 64;
    private static final int STEPS = 3;
    /** A size is not tried after so many larger ones in a row whose steps were longer than the shortest. */
    private static final int LONGER_IN_A_ROW = 3;

    private final RunPlan plan;
    private final MethodPlan method;
    private final ComputeModel compute;
    private final boolean wantsAlternatives;
    private final Estimates estimates;

    /** A chooser that tells what every size would have cost. */
    public BucketChooser(RunPlan plan, MethodPlan method, ComputeModel compute) {
        this(plan, method, compute, true, new Estimates());
    }

    /**
     * A chooser.
     *
     * @param wantsAlternatives whether it is to tell what every size would have cost, or only of those that may be the best
     * @param estimates what exchanges over the plan's routes came to before, in the same thread
     */
    public BucketChooser(
            RunPlan plan, MethodPlan method, ComputeModel compute, boolean wantsAlternatives, Estimates estimates) {
        this.plan = plan;
        this.method = method;
        this.compute = compute;
        this.wantsAlternatives = wantsAlternatives;
        this.estimates = estimates;
    }

    @Override
    public BucketChoice choose(long gradientBytes, LongFunction<Step> steps) {
        Selection<NetworkModel<?>> fidelity = plan.scenario().network().fidelity();
        boolean isSimulated =
                plan.workers() <= MOST_SIMULATED_WORKERS && !fidelity.id().equals("packet");
        ToDoubleFunction<Step> seconds = isSimulated ? this::simulated : new ClosedForms()::seconds;
        StepBound bound = isSimulated && !wantsAlternatives ? bound() : null;
        List<BucketChoice.Alternative> tried = new ArrayList<>();
        double least = Double.POSITIVE_INFINITY;
        int longer = 0;
        for (long bytes : ladder(gradientBytes)) {
            if (longer == LONGER_IN_A_ROW) {
                break;
            }
            Step program = steps.apply(bytes);
            if (bound != null && seconds((STEPS - 1) * bound.nanos(program)) > least) {
                longer++;
                continue;
            }
            double step = seconds.applyAsDouble(program);
            tried.add(new BucketChoice.Alternative(bytes, (gradientBytes + bytes - 1) / bytes, step));
            longer = step > least ? longer + 1 : 0;
            least = Math.min(least, step);
        }
        // Of equally short steps that with the fewest buckets.
        tried.sort(Comparator.comparingDouble(BucketChoice.Alternative::seconds)
                .thenComparingLong(BucketChoice.Alternative::buckets));
        return new BucketChoice(
                tried.get(0).bytes(), tried, isSimulated ? "in a simulated step" : "by closed forms of its exchanges");
    }

    /** One bucket, halves of it and so on, and the usual size, the largest first. */
    private List<Long> ladder(long total) {
        boolean isLarge = plan.workers() > MOST_SIMULATED_WORKERS;
        List<Long> sizes = new ArrayList<>();
        for (int buckets = 1; buckets <= (isLarge ? FINEST_OF_MANY_WORKERS : FINEST); buckets *= 2) {
            long bytes = Math.max(1, (total + buckets - 1) / buckets);
            if (!sizes.contains(bytes)) {
                sizes.add(bytes);
            }
        }
        if (USUAL_BYTES < total && total / USUAL_BYTES < MOST_BUCKETS && !sizes.contains(USUAL_BYTES)) {
            sizes.add(USUAL_BYTES);
        }
        sizes.sort(Comparator.reverseOrder());
        return sizes;
    }

    private Network network(EventLoop loop) {
        return Made.network(
                plan.scenario().network().fidelity(),
                new NetworkContext(plan.topology(), plan.routing(), loop, new RandomStreams(0), plan.rules()));
    }

    private NetworkSetup setup() {
        EventLoop loop = new EventLoop();
        return new NetworkSetup(
                plan.topology(),
                plan.routing(),
                loop,
                network(loop),
                plan.scenario().network().fidelity().factory().closedFormCollectives(),
                estimates);
    }

    /** What steps take at least; null where nothing is known of that. */
    private @Nullable StepBound bound() {
        return StepBound.of(
                setup(),
                plan.nodes(method),
                compute,
                method.collectives(),
                plan.scenario().network().execution());
    }

    /** Of a step, from what those that count took. */
    private static double seconds(long nanos) {
        return nanos / 1e9 / (STEPS - 1);
    }

    private double simulated(Step step) {
        long[] ends = new long[STEPS];
        new WorkloadExecutor(
                        setup(),
                        plan.nodes(method),
                        compute,
                        method.collectives(),
                        plan.scenario().network().execution(),
                        TimelineSink.NONE)
                .run((index, needed) -> index < STEPS ? step : null, new ExecutionListener() {
                    @Override
                    public boolean wantsEstimates() {
                        return false;
                    }

                    @Override
                    public void stepCompleted(long index, long endNanos, StepTimes times) {
                        ends[Math.toIntExact(index)] = endNanos;
                    }
                });
        return seconds(ends[STEPS - 1] - ends[0]);
    }

    /** Steps put together from closed forms; routes are looked up once for all sizes. */
    private final class ClosedForms {
        private final ExecutionSettings settings = plan.scenario().network().execution();
        private final CollectiveChooser chooser = new CollectiveChooser(
                method.collectives(),
                new LockstepEstimate(
                        plan.topology(),
                        plan.routing(),
                        network(new EventLoop()).estimate(),
                        settings.channels(),
                        settings.library()));
        private final TopologyHosts hosts = new TopologyHosts(plan.topology(), plan.routing(), plan.nodes(method));
        private final double forward = slowest(Phase.FORWARD);
        private final double backward = slowest(Phase.BACKWARD);

        /** The slowest worker's compute, and the buckets' exchanges one after the other from when each is full. */
        double seconds(Step step) {
            double free = 0;
            long known = -1;
            double seconds = 0;
            for (Operation operation : step.program()) {
                if (operation instanceof Compute pass && pass.phase() == Phase.BACKWARD) {
                    for (ReleasePoint release : pass.releases()) {
                        ExchangeSpec exchange = step.exchanges().get(release.exchange());
                        // The last bucket is smaller by less than there are buckets, or costs less than the others.
                        if (known < 0 || exchange.bytes() > known) {
                            known = exchange.bytes();
                            seconds = seconds(exchange);
                        }
                        double full = forward + backward * release.fraction();
                        free = Math.max(free, full)
                                + settings.exchangeOverheadNanos() / 1e9
                                + seconds * exchange.bytes() / Math.max(1, known);
                    }
                }
            }
            return Math.max(free, forward + backward) + slowest(Phase.UPDATE);
        }

        /** Of the fastest algorithm; those that cannot be it need no estimate. */
        private double seconds(ExchangeSpec exchange) {
            CollectiveCall call = new CollectiveCall(exchange.pattern(), exchange.bytes(), plan.nodes(method), hosts);
            double least = Double.POSITIVE_INFINITY;
            for (CollectiveChoice.Estimate each :
                    chooser.choose(call, exchange.collective(), false).estimates()) {
                least = Math.min(least, each.seconds());
            }
            return least;
        }
    }

    private double slowest(Phase phase) {
        long nanos = 0;
        for (int worker = 0; worker < plan.workers(); worker++) {
            nanos = Math.max(
                    nanos,
                    switch (phase) {
                        case FORWARD -> compute.forwardNanos(worker, 0);
                        case BACKWARD -> compute.backwardNanos(worker, 0);
                        case UPDATE -> compute.updateNanos(worker, 0);
                        case STORAGE -> 0;
                    });
        }
        return nanos / 1e9;
    }
}
