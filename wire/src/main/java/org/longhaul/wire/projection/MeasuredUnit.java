package org.longhaul.wire.projection;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.longhaul.wire.record.RankRecord;
import org.longhaul.wire.record.WireEvaluation;
import org.longhaul.wire.record.WireRun;
import org.longhaul.wire.record.WireUnit;

/**
 * What a method took under a seed, all members together. Times are without evaluations. Of each worker, own work, exchanging and
 * waiting add up to its elapsed time.
 */
public final class MeasuredUnit {
    private final WireUnit unit;
    private final int workers;
    private final List<RankRecord> ranks;
    private final WorkTimes work;
    private final ExchangeTimes exchanges;
    private final int steps;

    private MeasuredUnit(WireUnit unit, int workers, List<RankRecord> ranks, int steps, ExchangeTimes exchanges) {
        this.unit = unit;
        this.workers = workers;
        this.ranks = ranks;
        this.steps = steps;
        this.work = WorkTimes.of(ranks, steps);
        this.exchanges = exchanges;
    }

    /**
     * Puts the members' records together, up to the last step that all of them made.
     *
     * @throws IllegalArgumentException if a member made no step, or they made different exchanges
     */
    public static MeasuredUnit of(WireRun run, WireUnit unit, List<RankRecord> ranks) {
        int steps = Integer.MAX_VALUE;
        for (RankRecord rank : ranks) {
            if (rank.steps().isEmpty() || rank.steps().get(0).step() != 1) {
                throw new IllegalArgumentException(
                        "rank " + rank.header().rank() + " of " + unit.label() + " under seed " + unit.seed()
                                + " has no first step; a comparison needs all steps from the first on");
            }
            steps = Math.min(steps, rank.steps().size());
        }
        return new MeasuredUnit(unit, run.workers(), ranks, steps, ExchangeTimes.of(run.clocks(), unit, ranks, steps));
    }

    /** Method and seed. */
    public WireUnit unit() {
        return unit;
    }

    /** Workers; members behind them are servers. */
    public int workers() {
        return workers;
    }

    /** Workers and servers. */
    public int members() {
        return ranks.size();
    }

    /** Steps that all members made. */
    public int steps() {
        return steps;
    }

    /** What a member worked on its own in a step, counted from 0, without its optimizer's update. */
    public long workNanos(int rank, int step) {
        return work.work(rank, step);
    }

    /** What its optimizer's update took. */
    public long updateNanos(int rank, int step) {
        return work.update(rank, step);
    }

    /** When the slowest worker had made each step, since the beginning. */
    public long[] ends() {
        long[] ends = new long[steps];
        for (int w = 0; w < workers; w++) {
            for (int i = 0; i < steps; i++) {
                ends[i] = Math.max(ends[i], work.end(w, i));
            }
        }
        return ends;
    }

    /** Own work of a worker, nanoseconds. */
    public long ownNanos(int worker) {
        return work.end(worker, steps - 1) - exchanges.exchangeNanos(worker) - exchanges.waitNanos(worker);
    }

    /** What a worker spent in exchanges after their last member had come, nanoseconds. */
    public long exchangeNanos(int worker) {
        return exchanges.exchangeNanos(worker);
    }

    /** What a worker waited for the last member of an exchange, nanoseconds. */
    public long waitNanos(int worker) {
        return exchanges.waitNanos(worker);
    }

    /** All exchanges in order of steps, but those that some member never awaited. */
    public List<MeasuredExchange> exchanges() {
        return exchanges.all();
    }

    /** Mean loss over the workers that trained, by step. */
    public double[] losses() {
        double[] losses = new double[steps];
        for (int i = 0; i < steps; i++) {
            int step = i;
            losses[i] = ranks.subList(0, workers).stream()
                    .mapToDouble(rank -> rank.steps().get(step).loss())
                    .filter(loss -> !Double.isNaN(loss))
                    .average()
                    .orElse(Double.NaN);
        }
        return losses;
    }

    /** What was measured on held-out data, by the member that evaluates. */
    public List<WireEvaluation> evaluations() {
        return ranks.stream()
                .map(RankRecord::evaluations)
                .map(all -> all.stream().filter(e -> !e.values().isEmpty()).toList())
                .filter(all -> !all.isEmpty())
                .findFirst()
                .orElse(List.of());
    }

    /** Payload that a member's kernel sent to the others, what was sent again included; null where it was not counted. */
    public @Nullable Long sentBytes(int rank) {
        return SentBytes.of(ranks.get(rank));
    }

    /** How it ended where it did not come to its end; null where it did. */
    public @Nullable String trouble() {
        for (RankRecord rank : ranks) {
            if (rank.end() == null) {
                return "rank " + rank.header().rank() + " has no end: its process was killed, or still runs";
            }
            if (!rank.end().isFinished()) {
                return rank.end().message();
            }
        }
        return null;
    }

    /** A member in words. */
    public String name(int rank) {
        return rank < workers ? "worker " + rank : "server " + rank;
    }
}
