package org.longhaul.wire.projection;

import java.nio.file.Files;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.longhaul.wire.incident.RunOutage;
import org.longhaul.wire.record.Clocks;
import org.longhaul.wire.record.RankRecord;
import org.longhaul.wire.record.WireEvaluation;
import org.longhaul.wire.record.WireFolder;
import org.longhaul.wire.record.WireMember;
import org.longhaul.wire.record.WireRun;
import org.longhaul.wire.record.WireStep;
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
    private final MadeSteps made;
    private final Clocks clocks;
    private final int steps;

    private MeasuredUnit(WireRun run, WireUnit unit, List<RankRecord> ranks, MadeSteps made) {
        this.unit = unit;
        this.workers = run.workers();
        this.ranks = ranks;
        this.made = made;
        this.steps = made.count();
        this.clocks = new Clocks(run.clocks());
        this.work = WorkTimes.of(ranks, made);
        this.exchanges = ExchangeTimes.of(run.clocks(), unit, ranks, made);
    }

    /**
     * Reads the members' records of a unit, and puts them together up to the last step of each session that all of them made.
     *
     * @return null where not all members made a step of it
     * @throws IllegalArgumentException if they made different exchanges
     */
    public static @Nullable MeasuredUnit read(WireFolder folder, WireRun run, WireUnit unit) {
        for (WireMember member : run.members()) {
            if (!Files.isRegularFile(folder.rankFile(unit, member.rank()))) {
                return null;
            }
        }
        List<RankRecord> ranks = folder.ranks(run, unit);
        if (ranks.stream().anyMatch(rank -> rank.steps().isEmpty())) {
            return null;
        }
        MadeSteps made = MadeSteps.of(unit, ranks);
        return made.count() == 0 ? null : new MeasuredUnit(run, unit, ranks, made);
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

    /** Steps that all members made, those that were made again included. */
    public int steps() {
        return steps;
    }

    /** Which of them were made in which session of the run. */
    public List<SessionSteps> sessions() {
        return made.sessions();
    }

    /** Steps that count: those made again count once. */
    public int distinctSteps() {
        int most = 0;
        for (SessionSteps session : made.sessions()) {
            most = Math.toIntExact(session.doneBefore() + session.count());
        }
        return most;
    }

    /** A step in words, with its session where it was made in several; by its place as {@link MeasuredExchange} has it. */
    public String stepName(long place) {
        return made.name(Math.toIntExact(place - 1));
    }

    /** Where a step of a number, counted from 1, was made last. */
    public int place(long step) {
        int place = -1;
        for (SessionSteps session : made.sessions()) {
            long within = step - 1 - session.doneBefore();
            place = within >= 0 && within < session.count() ? Math.toIntExact(session.first() + within) : place;
        }
        if (place < 0) {
            throw new IllegalArgumentException("step " + step + " was not made by all members");
        }
        return place;
    }

    /** What a member worked on its own in a step, counted from 0 over all that were made, without its optimizer's update. */
    public long workNanos(int rank, int step) {
        return work.work(rank, step);
    }

    /** What its optimizer's update took. */
    public long updateNanos(int rank, int step) {
        return work.update(rank, step);
    }

    /** When the slowest worker had made each step that was made, since the beginning; sessions follow without a gap. */
    public long[] ends() {
        long[] ends = new long[steps];
        for (int w = 0; w < workers; w++) {
            for (int i = 0; i < steps; i++) {
                ends[i] = Math.max(ends[i], work.end(w, i));
            }
        }
        return ends;
    }

    /**
     * How far the slowest worker was in the steps of a session at a moment.
     *
     * @param nanos the moment, by the clock of rank 0
     * @return nanoseconds since the session's first step, without evaluations: 0 before that, all of them after the last
     */
    long elapsed(SessionSteps session, long nanos) {
        long most = 0;
        for (int w = 0; w < workers; w++) {
            most = Math.max(most, elapsed(w, session, nanos));
        }
        return most;
    }

    private long elapsed(int worker, SessionSteps session, long nanos) {
        long before = session.first() == 0 ? 0 : work.end(worker, session.first() - 1);
        int last = -1;
        for (int i = session.first(); session.holds(i); i++) {
            WireStep step = made.step(worker, i);
            long begin = clocks.common(step.session(), worker, step.beginNanos());
            long end = clocks.common(step.session(), worker, step.endNanos());
            if (nanos < end) {
                if (nanos >= begin) {
                    return work.end(worker, i) - (end - nanos) - before;
                }
                return last < 0 ? 0 : between(worker, last, nanos) - before;
            }
            last = i;
        }
        return work.end(worker, last) - before;
    }

    /** Between a step and the next. */
    private long between(int worker, int place, long nanos) {
        WireStep step = made.step(worker, place);
        long own = nanos - clocks.common(step.session(), worker, step.endNanos()) + step.endNanos();
        return work.end(worker, place)
                + WorkTimes.worked(step, own, ranks.get(worker).pauses());
    }

    /**
     * The steps that something touched which says nothing of hosts and lines as they usually are: a link was down, or a member stood
     * still while it worked or exchanged for them.
     *
     * @return their places among all that were made, from 0
     */
    public BitSet struck(List<RunOutage> outages) {
        return StruckSteps.of(made, ranks, clocks, outages);
    }

    /** What members stood still, nanoseconds: their processes were stopped, or their machines slept. */
    public long stalledNanos(int rank) {
        return ranks.get(rank).stalls().stream()
                .mapToLong(stall -> stall.endNanos() - stall.beginNanos())
                .sum();
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

    /** Whether some member had begun an exchange, by its place as {@link MeasuredExchange} has it, that not all asked for. */
    public boolean isOpen(long step, int index) {
        return exchanges.isOpen(step, index);
    }

    /** Mean loss over the workers that trained, by number of the step: of one that was made again the last. */
    public double[] losses() {
        double[] losses = new double[distinctSteps()];
        for (int i = 0; i < losses.length; i++) {
            int place = place(i + 1L);
            losses[i] = IntStream.range(0, workers)
                    .mapToDouble(rank -> made.step(rank, place).loss())
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
