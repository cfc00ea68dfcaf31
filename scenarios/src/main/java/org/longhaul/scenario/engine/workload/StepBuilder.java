package org.longhaul.scenario.engine.workload;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;
import org.longhaul.scenario.section.BucketSize;
import org.longhaul.scenario.section.Overlap;
import org.longhaul.scenario.section.StorageSection;
import org.longhaul.scenario.trace.StepEvents;
import org.longhaul.simulator.collective.Collectives;
import org.longhaul.simulator.collective.Pattern;
import org.longhaul.simulator.workload.Await;
import org.longhaul.simulator.workload.Begin;
import org.longhaul.simulator.workload.Compute;
import org.longhaul.simulator.workload.ExchangeSpec;
import org.longhaul.simulator.workload.Gathering;
import org.longhaul.simulator.workload.Muster;
import org.longhaul.simulator.workload.Operation;
import org.longhaul.simulator.workload.Phase;
import org.longhaul.simulator.workload.ReleasePoint;
import org.longhaul.simulator.workload.Step;
import org.longhaul.topology.unit.DataSize;
import org.longhaul.training.communicate.Exchange;
import org.longhaul.training.communicate.Release;
import org.longhaul.training.communicate.TrainingEvent;

/**
 * Turns what training did in a step into the program that every simulated worker runs.
 *
 * <p>Exchanges that follow one another begin together and are awaited together, so that a burst shares the network.
 * Equal events give the same {@link ChargedStep} instance. Not thread-safe.
 */
public final class StepBuilder {

    /**
     * How exchanges are carried.
     *
     * @param overlap whether gradients go out during the backward pass
     * @param bucket size of a gradient bucket, or that it is to be found
     * @param collective algorithm of an all-reduce or all-gather that {@code collectives} does not name, or the fastest where
     *     it cannot do that; what has a root goes to it and from it directly
     * @param collectives algorithm by the exchange's label, for the patterns that it achieves
     * @param algorithms those that these are the ids of
     * @param storage how fast checkpoints are written and read; null for in no time
     */
    public record Policy(
            Overlap overlap,
            BucketSize bucket,
            String collective,
            Map<String, String> collectives,
            Collectives algorithms,
            @Nullable StorageSection storage) {
        String collectiveOf(String label, Pattern pattern) {
            String named = collectives.get(label);
            if (named != null && isAble(named, pattern)) {
                return named;
            }
            if (ExchangePatterns.hasRoot(pattern)) {
                return Collectives.DIRECT;
            }
            return isAble(collective, pattern) ? collective : ExchangeSpec.AUTO;
        }

        private boolean isAble(String id, Pattern pattern) {
            return id.equals(ExchangeSpec.AUTO) || algorithms.get(id).supports(pattern);
        }
    }

    /**
     * A step's program and its volume.
     *
     * @param vectorBytes what the trained tensors encode to, summed over exchanges and the vectors that travel in each
     * @param chargedBytes the same for the model that is charged
     * @param chargedElements values of the charged model, summed in the same way
     */
    public record ChargedStep(Step step, long vectorBytes, long chargedBytes, long chargedElements) {}

    /** Finds the size of buckets where none is stated. */
    @FunctionalInterface
    public interface BucketRule {
        /**
         * Finds the size.
         *
         * @param gradientBytes bytes of all buckets together
         * @param steps the step with buckets of a size
         */
        BucketChoice choose(long gradientBytes, LongFunction<Step> steps);
    }

    private final Projection projection;
    private final Policy policy;
    private final BucketRule bucketRule;
    private final KnownSteps known;
    private final Map<Long, BucketChoice> choices = new LinkedHashMap<>();
    private final IdentityHashMap<StepEvents, ChargedStep> built = new IdentityHashMap<>();

    /**
     * A builder.
     *
     * @param bucketRule finds bucket sizes where none is stated
     */
    public StepBuilder(Projection projection, Policy policy, BucketRule bucketRule) {
        this(projection, policy, bucketRule, new KnownSteps());
    }

    /**
     * A builder of one of many plans.
     *
     * @param known what was built by the same projection and policy
     */
    public StepBuilder(Projection projection, Policy policy, BucketRule bucketRule, KnownSteps known) {
        this.projection = projection;
        this.policy = policy;
        this.bucketRule = bucketRule;
        this.known = known;
    }

    /** The bucket sizes that were found so far. */
    public List<BucketChoice> choices() {
        return List.copyOf(choices.values());
    }

    /** The program of a step; {@code events} must be the shared instance of equal events. */
    public ChargedStep build(StepEvents events) {
        ChargedStep step = built.get(events);
        if (step == null) {
            step = assembled(events, bucketBytes(events));
            built.put(events, step);
        }
        return step;
    }

    private ChargedStep assembled(StepEvents events, long bytes) {
        return known.of(events, bytes, () -> new Assembly(bytes).assemble(events));
    }

    /** Size of a bucket in a step; the choice depends on nothing but the bytes of its gradients. */
    private long bucketBytes(StepEvents step) {
        DataSize stated = policy.bucket().size();
        if (stated != null) {
            return stated.bytes();
        }
        long gradients = overlappedBytes(step);
        if (gradients == 0) {
            return 1;
        }
        BucketChoice choice = choices.get(gradients);
        if (choice == null) {
            StepEvents alone = step.alone();
            choice = bucketRule.choose(
                    gradients, bytes -> assembled(alone, bytes).step());
            choices.put(gradients, choice);
        }
        return choice.bytes();
    }

    private long overlappedBytes(StepEvents step) {
        long sum = 0;
        List<TrainingEvent> events = step.events();
        for (int i = 0; i < events.size(); i++) {
            List<Exchange> overlapping = overlapping(events, i);
            // Of several groups that exchange their gradients each has buckets of its own.
            sum += overlapping.isEmpty() ? 0 : sum(bytes(overlapping.get(0)));
        }
        return sum;
    }

    /** The exchanges that follow the gradients that an event is, and may go out during their backward pass. */
    private List<Exchange> overlapping(List<TrainingEvent> events, int computed) {
        List<Exchange> found = new ArrayList<>();
        for (int i = computed + 1; i < events.size() && overlaps(events.get(computed), events.get(i)); i++) {
            found.add(((TrainingEvent.Exchanged) events.get(i)).exchange());
        }
        return found;
    }

    private boolean overlaps(TrainingEvent event, TrainingEvent next) {
        return policy.overlap() == Overlap.BUCKETED
                && event instanceof TrainingEvent.Computed
                && next instanceof TrainingEvent.Exchanged exchanged
                && exchanged.exchange().release() == Release.DURING_BACKWARD;
    }

    /** One vector's bytes by charged group, in proportion to the elements of each. */
    private long[] bytes(Exchange exchange) {
        long[] bytes = projection.elements(exchange);
        long all = sum(bytes);
        long total = exchange.bytes(all);
        long elements = 0;
        long given = 0;
        for (int g = 0; g < bytes.length; g++) {
            elements += bytes[g];
            long upTo = Projection.share(total, elements, all);
            bytes[g] = upTo - given;
            given = upTo;
        }
        return bytes;
    }

    private static long sum(long[] parts) {
        long sum = 0;
        for (long part : parts) {
            sum += part;
        }
        return sum;
    }

    private final class Assembly {
        private final ChargedExchanges exchanges = new ChargedExchanges(projection, policy);
        private final List<Operation> program = new ArrayList<>();
        private final List<Integer> awaited = new ArrayList<>();
        /** Who waits for what was sent to it, by exchange; the sender does not. */
        private final Map<Integer, Integer> receivers = new HashMap<>();

        private @Nullable Gathering gathering;
        private @Nullable Muster muster;
        private final long bucketBytes;
        private Exchange.@Nullable Operation begun;

        Assembly(long bucketBytes) {
            this.bucketBytes = bucketBytes;
        }

        ChargedStep assemble(StepEvents step) {
            List<TrainingEvent> events = step.events();
            addThoseAwaitedLater(events);
            int later = 0;
            int overlapped = 0;
            for (int i = 0; i < events.size(); i++) {
                TrainingEvent event = events.get(i);
                if (event instanceof TrainingEvent.Awaited earlier) {
                    awaitAll();
                    program.add(new Await(
                            earlier.index(),
                            earlier.stepsAgo(),
                            earlier.members().ranks()));
                } else if (awaitedLater(event) != null) {
                    awaitAll();
                    program.add(new Begin(later++));
                } else if (event instanceof TrainingEvent.Sent sent) {
                    begin(sent.exchange());
                    receivers.put(exchanges.specs().size() - 1, sent.receiver());
                } else if (event instanceof TrainingEvent.Asked asked) {
                    gathering = ExchangePatterns.gathering(asked.question());
                } else if (event instanceof TrainingEvent.Called called) {
                    muster = ExchangePatterns.muster(called.call());
                } else if (event instanceof TrainingEvent.Exchanged exchanged) {
                    if (overlapped > 0) {
                        overlapped--;
                    } else if (!isHidden(exchanged)) {
                        begin(exchanged.exchange());
                    }
                } else if (event instanceof TrainingEvent.Factorized factorized) {
                    awaitAll();
                    factorize(factorized);
                } else if (event instanceof TrainingEvent.Passed passed) {
                    awaitAll();
                    pass(Phase.FORWARD, passed.forward(), passed.members().ranks());
                    pass(Phase.BACKWARD, passed.backward(), passed.members().ranks());
                } else if (event instanceof TrainingEvent.Stored stored && policy.storage() != null) {
                    awaitAll();
                    program.add(ExchangePatterns.storage(stored, projection, policy.storage()));
                } else if (event instanceof TrainingEvent.Updated updated) {
                    awaitAll();
                    program.add(new Compute(
                            Phase.UPDATE, List.of(), updated.members().ranks()));
                } else if (event instanceof TrainingEvent.Computed computed) {
                    awaitAll();
                    beginHidden(events.subList(i + 1, events.size()));
                    List<Exchange> overlapping = overlapping(events, i);
                    overlapped = overlapping.size();
                    gradients(computed, overlapping);
                }
            }
            awaitAll();
            return new ChargedStep(
                    new Step(exchanges.specs(), program, gathering, muster),
                    exchanges.vectorBytes(),
                    exchanges.chargedBytes(),
                    exchanges.chargedElements());
        }

        /** These come first among the exchanges, so that a later step finds them by their place. */
        private void addThoseAwaitedLater(List<TrainingEvent> events) {
            for (TrainingEvent event : events) {
                Exchange exchange = awaitedLater(event);
                if (exchange != null) {
                    exchanges.add(exchange);
                }
            }
            awaited.clear();
            begun = null;
        }

        private static @Nullable Exchange awaitedLater(TrainingEvent event) {
            if (event instanceof TrainingEvent.Sent sent) {
                return sent.isLetter() ? sent.exchange() : null;
            }
            return event instanceof TrainingEvent.Exchanged exchanged && exchanged.isAwaitedLater()
                    ? exchanged.exchange()
                    : null;
        }

        /** Whether an exchange travels from the start of the step, beside the forward and the backward pass. */
        private boolean isHidden(TrainingEvent.Exchanged exchanged) {
            return policy.overlap() == Overlap.BUCKETED && exchanged.exchange().release() == Release.START_OF_STEP;
        }

        /** Begins what the gradients of the step need not wait for. */
        private void beginHidden(List<TrainingEvent> afterGradients) {
            for (TrainingEvent event : afterGradients) {
                if (event instanceof TrainingEvent.Exchanged exchanged && isHidden(exchanged)) {
                    begin(exchanged.exchange());
                }
            }
        }

        private void gradients(TrainingEvent.Computed computed, List<Exchange> overlapping) {
            List<Integer> workers = computed.members().ranks();
            program.add(new Compute(Phase.FORWARD, List.of(), workers));
            List<ReleasePoint> releases = new ArrayList<>();
            for (Exchange exchange : overlapping) {
                exchanges.count(exchange);
                long[] bytes = bytes(exchange);
                long total = sum(bytes);
                long charged = 0;
                for (Buckets.Bucket bucket : Buckets.of(projection.charged(), bytes, bucketBytes)) {
                    long before = charged;
                    charged += bucket.bytes();
                    int index = exchanges.addBucket(exchange, before, charged, total);
                    begun(exchange, index);
                    releases.add(new ReleasePoint(bucket.fraction(), index));
                }
            }
            releases.sort(Comparator.comparing(ReleasePoint::fraction));
            program.add(new Compute(Phase.BACKWARD, releases, workers));
        }

        /** As long as so many forward passes. */
        private void factorize(TrainingEvent.Factorized factorized) {
            double passes = projection.forwardPasses(factorized.flops());
            pass(Phase.FORWARD, passes, factorized.members().ranks());
        }

        private void pass(Phase phase, double passes, @Nullable List<Integer> workers) {
            if (passes > 0) {
                program.add(new Compute(phase, passes, List.of(), workers));
            }
        }

        /** Exchanges that follow one another go together, unless they go another way than those before: then after them. */
        private void begin(Exchange exchange) {
            if ((begun != null && begun != exchange.operation()) || isOfWhatIsReceived(exchange)) {
                awaitAll();
            }
            int index = exchanges.add(exchange);
            begun(exchange, index);
            program.add(new Begin(index));
        }

        /** Whether it sends what one that was begun before it has yet to bring: a level of a tree after the one above or below it. */
        private boolean isOfWhatIsReceived(Exchange exchange) {
            return exchange.root() != Exchange.NO_ROOT
                    && awaited.stream().map(exchanges.specs()::get).anyMatch(earlier -> {
                        int root = earlier.workers().get(0);
                        return switch (earlier.pattern()) {
                            case BROADCAST, SCATTER ->
                                exchange.root() != root && earlier.workers().contains(exchange.root());
                            case REDUCE, GATHER ->
                                exchange.root() != root && exchange.members().contains(root);
                            default -> false;
                        };
                    });
        }

        private void begun(Exchange exchange, int index) {
            awaited.add(index);
            begun = exchange.operation();
        }

        private void awaitAll() {
            for (int exchange : awaited) {
                Integer receiver = receivers.get(exchange);
                program.add(receiver == null ? new Await(exchange) : new Await(exchange, 0, List.of(receiver)));
            }
            awaited.clear();
            begun = null;
        }
    }
}
