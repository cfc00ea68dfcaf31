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
import org.longhaul.simulator.workload.result.StepTimes;

/**
 * Outcomes of steps, by everything that can decide them: the step, how far each worker is ahead, how long each will
 * compute, and the state of the network. A step is looked up at a moment when every worker has begun it and nothing else
 * has happened in it, and no exchange is open; its outcome leads to the next such moment.
 */
public final class StepMemory {

    /** Steps in a row that were not known, after which no more are remembered: nothing repeats. */
    private static final int MAX_MISSES = 512;

    private final IdentityHashMap<Step, Map<Key, Outcome>> outcomes = new IdentityHashMap<>();
    private int misses;

    /** Everything but the step itself. */
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

    @Nullable
    public Outcome find(Step step, Key key) {
        Map<Key, Outcome> known = outcomes.get(step);
        Outcome outcome = known == null ? null : known.get(key);
        misses = outcome == null ? misses + 1 : 0;
        return outcome;
    }

    public boolean isWorthwhile() {
        return misses <= MAX_MISSES;
    }

    void put(Step step, Key key, Outcome outcome) {
        outcomes.computeIfAbsent(step, unused -> new HashMap<>()).put(key, outcome);
    }

    /** What a step does, all times relative to the moment at which it was looked up. */
    public static final class Outcome {

        public final long nanos;
        public final long fingerprintAfter;
        /** How long before the next such moment each worker begins the next step, and then in which order they do. */
        public final long[] leadAfter;
        /** Whether the same step again, with the same computation, has the same outcome. */
        public final boolean isFixedPoint;

        private final Recording recording;
        private final int[] arcs;
        private final long[] payload;
        private final long[] wire;

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
            this.isFixedPoint = Arrays.equals(leadAfter, recording.leadBefore);
            this.arcs = arcs;
            this.payload = payload;
            this.wire = wire;
        }

        /** Reports the step again, from another moment on. */
        public void replay(long step, long momentNanos, RunReporter reporter, SimulatedClock clock) {
            recording.replay(step, momentNanos, reporter);
            for (int i = 0; i < arcs.length; i++) {
                clock.addArcBytes(arcs[i], payload[i], wire[i]);
            }
        }
    }

    /** Everything that is reported from one moment to the next. */
    public static final class Recording {

        public final Step step;
        public final long index;
        private final Key key;
        private final long momentNanos;
        private final long[] leadBefore;
        private final long[] payload;
        private final long[] wire;
        private final long changesBefore;
        private final List<ExchangeTiming> exchanges = new ArrayList<>();
        private final List<Span> spans = new ArrayList<>();
        private long earliestSpanNanos = Long.MAX_VALUE;
        private int exchangesBeforeStep = -1;
        private @Nullable ShiftedTimes times;
        private long endNanos;

        public Recording(
                Step step,
                long index,
                Key key,
                long momentNanos,
                long[] leadBefore,
                SimulatedClock clock,
                Network network,
                int arcs) {
            this.step = step;
            this.index = index;
            this.key = key;
            this.momentNanos = momentNanos;
            this.leadBefore = leadBefore;
            this.changesBefore = clock.changes();
            this.payload = new long[arcs];
            this.wire = new long[arcs];
            for (int arc = 0; arc < arcs; arc++) {
                payload[arc] = clock.payloadBytes(network, arc);
                wire[arc] = clock.wireBytes(network, arc);
            }
        }

        void span(Span span) {
            earliestSpanNanos = Math.min(earliestSpanNanos, span.startNanos());
            spans.add(span);
        }

        void exchange(ExchangeTiming exchange) {
            exchanges.add(exchange);
        }

        void step(long stepEndNanos, StepTimes stepTimes) {
            exchangesBeforeStep = exchanges.size();
            endNanos = stepEndNanos;
            times = new ShiftedTimes(stepTimes);
        }

        /** Ends the recording at the next moment and remembers the outcome, unless something changed on the way. */
        public void finish(StepMemory memory, long nowNanos, long[] leadAfter, SimulatedClock clock, Network network) {
            if (clock.changes() != changesBefore) {
                return;
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
                    step,
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
            for (int i = 0; i < exchanges.size(); i++) {
                if (i == exchangesBeforeStep) {
                    replayStep(stepIndex, shift, reporter);
                }
                reporter.exchangeCompleted(shifted(exchanges.get(i), stepIndex - index, shift));
            }
            if (exchangesBeforeStep == exchanges.size()) {
                replayStep(stepIndex, shift, reporter);
            }
        }

        private void replayStep(long stepIndex, long shift, RunReporter reporter) {
            if (times != null) {
                times.shiftNanos = shift;
                reporter.stepCompleted(stepIndex, endNanos + shift, times);
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
