package org.longhaul.simulator.workload.account;

import it.unimi.dsi.fastutil.ints.IntArrayList;
import it.unimi.dsi.fastutil.longs.LongArrayList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.longhaul.simulator.network.Network;
import org.longhaul.simulator.timeline.Span;
import org.longhaul.simulator.workload.Step;
import org.longhaul.simulator.workload.clock.SimulatedClock;
import org.longhaul.simulator.workload.result.ExchangeTiming;
import org.longhaul.simulator.workload.result.ExecutionListener;
import org.longhaul.simulator.workload.result.RepeatedSteps;
import org.longhaul.simulator.workload.result.StepTimes;

/**
 * Outcomes of stretches of steps, by everything that can decide them: the steps, how far each worker is ahead, how long each
 * will compute, and the state of the network. A stretch leads from one moment when every worker has begun a step and nothing
 * else has happened in it, and no exchange is open, to the next such moment: one step, or several where workers or exchanges
 * of one reach into another.
 */
public final class StepMemory {

    /** Stretches in a row that were not known, after which no more are remembered: nothing repeats. */
    private static final int MAX_MISSES = 2048;

    private static final int MOST_STEPS_OF_STRETCH = 2048;

    private final IdentityHashMap<Step, Map<Key, Outcome>> outcomes = new IdentityHashMap<>();
    private int misses;

    /** Everything but the steps themselves. */
    public static final class Key {

        private final long[] content;

        /** Content: per worker lead, place in the order of beginning, and phase durations, then the network's fingerprint. */
        public Key(long[] content) {
            this.content = content;
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Key key && Arrays.equals(content, key.content);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(content);
        }
    }

    /** The first of the known stretches that begin with a step, of which {@link Outcome#other()} leads to the others. */
    @Nullable
    public Outcome find(Step step, Key key) {
        Map<Key, Outcome> known = outcomes.get(step);
        return known == null ? null : known.get(key);
    }

    /** Notes that a stretch was not known. */
    public void missed() {
        misses++;
    }

    /** Notes that stretches were known, and need not be simulated. */
    public void used() {
        misses = 0;
    }

    public boolean isWorthwhile() {
        return misses <= MAX_MISSES;
    }

    private void put(Key key, Outcome outcome) {
        Map<Key, Outcome> known = outcomes.computeIfAbsent(outcome.steps[0], unused -> new HashMap<>());
        for (Outcome each = known.get(key); each != null; each = each.other) {
            if (each.hasSteps(outcome)) {
                return;
            }
        }
        outcome.other = known.put(key, outcome);
    }

    /** What a stretch does, all times relative to the moment at which it was looked up. */
    public static final class Outcome {

        public final long nanos;
        public final long fingerprintAfter;
        /** How long before the next such moment each worker begins the next step, and then in which order they do. */
        public final long[] leadAfter;

        private final Step[] steps;
        private final long[] beginNanos;
        private final Recording recording;
        private final int[] arcs;
        private final long[] payload;
        private final long[] wire;
        private @Nullable Outcome other;
        private @Nullable Step nextStep;
        private @Nullable Outcome next;

        private Outcome(
                Recording recording,
                long nanos,
                long fingerprintAfter,
                long[] leadAfter,
                int[] arcs,
                long[] payload,
                long[] wire) {
            this.recording = recording;
            this.nanos = nanos;
            this.fingerprintAfter = fingerprintAfter;
            this.leadAfter = leadAfter;
            this.steps = recording.steps.toArray(new Step[0]);
            this.beginNanos = recording.beginNanos();
            this.arcs = arcs;
            this.payload = payload;
            this.wire = wire;
        }

        /** Another known stretch that begins so and goes on with other steps; null if there is none. */
        public @Nullable Outcome other() {
            return other;
        }

        /** Number of steps. */
        public int length() {
            return steps.length;
        }

        /** A step of the stretch; its first is number 0. */
        public Step step(int number) {
            return steps[number];
        }

        /** When the first worker begins a step of the stretch, relative to the moment; not of the first. */
        public long beginNanos(int number) {
            return beginNanos[number];
        }

        /** Whether workers computed so long in a step after the first. */
        public boolean hasPhases(int number, long[] phaseNanos) {
            int from = (number - 1) * phaseNanos.length;
            for (int i = 0; i < phaseNanos.length; i++) {
                if (recording.phases.getLong(from + i) != phaseNanos[i]) {
                    return false;
                }
            }
            return true;
        }

        /** What is known to come after it where a step follows, if computation is steady; null if that is not known. */
        @SuppressWarnings("ReferenceEquality")
        public @Nullable Outcome next(Step following) {
            return nextStep == following ? next : null;
        }

        /** Remembers what comes after it where a step follows. */
        public void setNext(Step following, Outcome outcome) {
            nextStep = following;
            next = outcome;
        }

        private boolean hasSteps(Outcome that) {
            // Phases differ where computation is not steady.
            return Arrays.equals(steps, that.steps) && recording.phases.equals(that.recording.phases);
        }

        /** Reports the stretch again, from another moment on. */
        public void replay(long step, long momentNanos, RunReporter reporter, SimulatedClock clock) {
            recording.replay(step, momentNanos, reporter);
            for (int i = 0; i < arcs.length; i++) {
                clock.addArcBytes(arcs[i], payload[i], wire[i]);
            }
        }
    }

    /** A cycle of stretches that comes again and again. */
    public static final class Cycle implements RepeatedSteps {
        private final List<Outcome> stretches;
        private final long firstStep;
        private final long firstNanos;
        private final int period;
        private final long nanos;
        private final long times;

        /** A cycle whose first repetition begins with a step, at a moment. */
        Cycle(List<Outcome> stretches, long firstStep, long firstNanos, int period, long nanos, long times) {
            this.stretches = stretches;
            this.firstStep = firstStep;
            this.firstNanos = firstNanos;
            this.period = period;
            this.nanos = nanos;
            this.times = times;
        }

        @Override
        public long firstStep() {
            return firstStep;
        }

        @Override
        public int period() {
            return period;
        }

        @Override
        public long nanos() {
            return nanos;
        }

        @Override
        public long times() {
            return times;
        }

        @Override
        public List<ExchangeTiming> exchanges() {
            List<ExchangeTiming> all = new ArrayList<>();
            stretches.forEach(stretch -> all.addAll(stretch.recording.exchanges));
            return all;
        }

        @Override
        public void tell(ExecutionListener listener) {
            long step = firstStep;
            long moment = firstNanos;
            for (long i = 0; i < times; i++) {
                for (Outcome each : stretches) {
                    each.recording.tell(step, moment - each.recording.momentNanos, listener);
                    step += each.length();
                    moment += each.nanos;
                }
            }
        }
    }

    /** Everything that is reported from one moment to the next. */
    public static final class Recording {

        public final long index;
        private final Key key;
        private final long momentNanos;
        private final long[] payload;
        private final long[] wire;
        private final long changesBefore;
        private final List<Step> steps = new ArrayList<>();
        private final LongArrayList phases = new LongArrayList();
        private final List<ExchangeTiming> exchanges = new ArrayList<>();
        private final List<Span> spans = new ArrayList<>();
        private long earliestSpanNanos = Long.MAX_VALUE;
        private final List<CompletedStep> completed = new ArrayList<>();

        /** A step's times, after so many of the exchanges. */
        private record CompletedStep(int exchangesBefore, long endNanos, ShiftedTimes times) {}

        public Recording(long index, Key key, long momentNanos, SimulatedClock clock, Network network, int arcs) {
            this.index = index;
            this.key = key;
            this.momentNanos = momentNanos;
            this.changesBefore = clock.changes();
            this.payload = new long[arcs];
            this.wire = new long[arcs];
            for (int arc = 0; arc < arcs; arc++) {
                payload[arc] = clock.payloadBytes(network, arc);
                wire[arc] = clock.wireBytes(network, arc);
            }
        }

        /** Whether it has grown too long to be of use. */
        boolean isTooLong() {
            return completed.size() > MOST_STEPS_OF_STRETCH;
        }

        void span(Span span) {
            earliestSpanNanos = Math.min(earliestSpanNanos, span.startNanos());
            spans.add(span);
        }

        void exchange(ExchangeTiming exchange) {
            exchanges.add(exchange);
        }

        void step(Step step, long stepEndNanos, StepTimes stepTimes) {
            steps.add(step);
            completed.add(new CompletedStep(exchanges.size(), stepEndNanos, new ShiftedTimes(stepTimes)));
        }

        /** When the first worker began each step, relative to the moment. */
        private long[] beginNanos() {
            long[] nanos = new long[completed.size()];
            for (int i = 0; i < nanos.length; i++) {
                nanos[i] = completed.get(i).times.firstStartNanos() - momentNanos;
            }
            return nanos;
        }

        /** Ends the recording at the next moment and remembers the outcome, unless something changed on the way. */
        public void finish(
                StepMemory memory,
                MomentsAhead.Course course,
                long nowNanos,
                long[] leadAfter,
                SimulatedClock clock,
                Network network) {
            if (clock.changes() != changesBefore) {
                return;
            }
            if (!course.isSteady()) {
                for (int i = 1; i < steps.size(); i++) {
                    phases.addElements(phases.size(), course.phaseNanos(index + i));
                }
            }
            IntArrayList arcs = new IntArrayList();
            LongArrayList payloadBytes = new LongArrayList();
            LongArrayList wireBytes = new LongArrayList();
            for (int arc = 0; arc < payload.length; arc++) {
                long morePayload = clock.payloadBytes(network, arc) - payload[arc];
                long moreWire = clock.wireBytes(network, arc) - wire[arc];
                if (morePayload != 0 || moreWire != 0) {
                    arcs.add(arc);
                    payloadBytes.add(morePayload);
                    wireBytes.add(moreWire);
                }
            }
            memory.put(
                    key,
                    new Outcome(
                            this,
                            nowNanos - momentNanos,
                            network.stateFingerprint(),
                            leadAfter,
                            arcs.toIntArray(),
                            payloadBytes.toLongArray(),
                            wireBytes.toLongArray()));
        }

        private void replay(long stepIndex, long nowNanos, RunReporter reporter) {
            long shift = nowNanos - momentNanos;
            if (!spans.isEmpty() && reporter.wantsSpansFrom(earliestSpanNanos + shift)) {
                for (Span span : spans) {
                    reporter.repeat(span, stepIndex - index, shift);
                }
            }
            tell(stepIndex, shift, new ExecutionListener() {
                @Override
                public void exchangeCompleted(ExchangeTiming exchange) {
                    reporter.exchangeCompleted(exchange);
                }

                @Override
                public void stepCompleted(long step, long endNanos, StepTimes times) {
                    reporter.stepCompleted(step, steps.get((int) (step - stepIndex)), endNanos, times);
                }
            });
        }

        private void tell(long stepIndex, long shift, ExecutionListener listener) {
            int told = 0;
            for (int i = 0; i < completed.size(); i++) {
                CompletedStep step = completed.get(i);
                while (told < step.exchangesBefore) {
                    listener.exchangeCompleted(shifted(exchanges.get(told++), stepIndex - index, shift));
                }
                step.times.shiftNanos = shift;
                listener.stepCompleted(stepIndex + i, step.endNanos + shift, step.times);
            }
            while (told < exchanges.size()) {
                listener.exchangeCompleted(shifted(exchanges.get(told++), stepIndex - index, shift));
            }
        }

        private static ExchangeTiming shifted(ExchangeTiming exchange, long steps, long nanos) {
            return new ExchangeTiming(
                    exchange.step() + steps,
                    exchange.index(),
                    exchange.spec(),
                    exchange.collective(),
                    exchange.lastWorker(),
                    exchange.firstArrivalNanos() + nanos,
                    exchange.lastArrivalNanos() + nanos,
                    exchange.startNanos() + nanos,
                    exchange.endNanos() + nanos,
                    exchange.sentBytes());
        }
    }
}
