package org.longhaul.wire.run;

import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.longhaul.wire.rendezvous.LostMember;

/** How the members are in the unit that is trained now, and why it ends where it does so early. Not thread-safe. */
final class RunningUnit {
    private static final long NANOS_TO_END = 20_000_000_000L;

    private final int members;
    private final int trainers;
    private final long from;
    private final Consumer<String> stop;
    private final Map<Integer, MemberState> states = new TreeMap<>();
    private final TreeSet<Integer> over = new TreeSet<>();
    private long firstSteps;
    private long firstNanos;
    private boolean isLost;
    private @Nullable String failure;
    private MemberState.@Nullable What cause;
    private long endByNanos = Long.MAX_VALUE;

    /**
     * Begins.
     *
     * @param members who must all come to an end
     * @param trainers ranks below this train
     * @param from steps done before
     * @param stop has all members end the unit; is told why, once
     */
    RunningUnit(int members, int trainers, long from, Consumer<String> stop) {
        this.members = members;
        this.trainers = trainers;
        this.from = from;
        this.stop = stop;
    }

    /** A member tells how far it is. */
    void told(int rank, MemberState told) {
        states.put(rank, told);
        if (told.what().isEnd()) {
            over.add(rank);
            if (told.what() != MemberState.What.FINISHED) {
                end(told.words(), told.what());
            }
        }
    }

    /** A member is gone. That is the reason, whatever others felt of it before, unless it said itself why it goes. */
    void lost(LostMember lost) {
        boolean saidWhy = cause == MemberState.What.FAILED && over.contains(lost.rank());
        over.add(lost.rank());
        end(lost.words(), MemberState.What.LOST);
        if (!isLost && !saidWhy) {
            failure = lost.words();
            cause = MemberState.What.LOST;
        }
        // Later ones follow from the first.
        isLost = true;
    }

    /** The members are told to end it, with the first reason that there is. */
    void end(String why, MemberState.What what) {
        if (failure == null) {
            failure = why;
            cause = what;
            endByNanos = System.nanoTime() + NANOS_TO_END;
            stop.accept(why);
        }
    }

    /** Whether nobody does more of it, or nobody is waited for any longer. */
    boolean isOver() {
        return areAllOver() || System.nanoTime() > endByNanos;
    }

    /** Whether all members have said that they are through with it, or are lost. */
    boolean areAllOver() {
        return over.size() == members;
    }

    /** Why it came to no result; null while nothing is wrong. */
    @Nullable
    String failure() {
        return failure;
    }

    /** What kind of reason that is. */
    MemberState.@Nullable What cause() {
        return cause;
    }

    /** Fewest steps of a member that trains. */
    long steps() {
        long least = Long.MAX_VALUE;
        for (int rank = 0; rank < trainers; rank++) {
            MemberState known = states.get(rank);
            least = Math.min(least, known == null ? from : known.steps());
        }
        return least;
    }

    /** Steps a second since all had made some: setting up and the first step are no measure. */
    double perSecond() {
        long now = System.nanoTime();
        if (firstNanos == 0 && steps() > from) {
            firstNanos = now;
            firstSteps = steps();
        }
        return firstNanos == 0 ? 0 : (steps() - firstSteps) * 1e9 / Math.max(1, now - firstNanos);
    }

    /** Mean over the members' last batches; not a number where there were none. */
    double loss() {
        return states.values().stream()
                .mapToDouble(MemberState::loss)
                .filter(loss -> !Double.isNaN(loss))
                .average()
                .orElse(Double.NaN);
    }
}
