package org.longhaul.simulator.workload.account;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.longhaul.simulator.event.BeyondTimeException;
import org.longhaul.simulator.workload.Step;

/**
 * The moments to come, as far as they are known from equal stretches before: each with the state that the network and the workers
 * are in then, and with the stretch that leads to the next. Where they come again and again, whole cycles of steps are passed over.
 *
 * <p>Only a moment at which the network is in the state in which it is now can be gone to: the network itself is not touched. Not
 * thread-safe.
 */
public final class MomentsAhead {

    /** Stretches that are looked at before any of them is passed over. */
    private static final int MOST = 4096;

    private final Course course;
    private final StepMemory memory;
    private final List<Moment> moments = new ArrayList<>();

    /** What leads from each moment to the next. */
    private final List<StepMemory.Outcome> stretches = new ArrayList<>();

    private long times;

    public MomentsAhead(Course course, StepMemory memory) {
        this.course = course;
        this.memory = memory;
    }

    /** What a run of steps depends on. */
    public interface Course {

        /** A step to come, which the first worker is known to begin at a time; null after the last. */
        @Nullable
        Step lookAhead(long index, long neededNanos);

        /** Passes over whole cycles of steps that equal those before an index, if that may be. @return how many */
        long repeat(long index, int period, long nanos, long most);

        /** Whether workers compute equally long in every step. */
        boolean isSteady();

        /** How long each worker computes in each phase of a step: forward, backward and update of each. */
        long[] phaseNanos(long index);

        /** What decides the outcome of a step, besides the step. */
        StepMemory.Key key(long[] lead, long index, long fingerprint);

        /** How long after its begin a worker's first event in a step is due at the earliest. */
        long firstEventNanos(Step step, long index, int worker);
    }

    /**
     * When every worker has begun a step and nothing has happened in it.
     *
     * @param index of the step
     * @param nanos when
     * @param lead how long before each worker began the step, and then in which order they did
     * @param fingerprint of the network's state
     * @param step null after the last
     */
    @SuppressWarnings("ArrayRecordComponent") // compared by isSame alone
    public record Moment(long index, long nanos, long[] lead, long fingerprint, @Nullable Step step) {

        /** Compares arrays by their content. */
        boolean isSame(Moment that) {
            return index == that.index
                    && nanos == that.nanos
                    && fingerprint == that.fingerprint
                    && Arrays.equals(lead, that.lead);
        }
    }

    /** Begins with a moment that has come, and keeps what was already known to follow it. */
    public void startAt(Moment now) {
        int place = 0;
        while (place < moments.size() && moments.get(place).index < now.index) {
            place++;
        }
        if (place < moments.size() && moments.get(place).isSame(now)) {
            moments.subList(0, place).clear();
            stretches.subList(0, place).clear();
        } else {
            moments.clear();
            stretches.clear();
            moments.add(now);
        }
    }

    /** Whether it is known what follows the present moment. */
    public boolean isKnown() {
        return !stretches.isEmpty();
    }

    /** A moment to come; 0 is the present one. */
    public Moment moment(int place) {
        return moments.get(place);
    }

    /** What leads from a moment to the next. */
    public StepMemory.Outcome stretch(int place) {
        return stretches.get(place);
    }

    /** The last moment at which the network will be in its present state; 0 is the present one. */
    public int lastOfSameState() {
        int place = stretches.size();
        while (moments.get(place).fingerprint != moments.get(0).fingerprint) {
            place--;
        }
        return place;
    }

    /**
     * Looks as far ahead as everything is known and nothing changes, or up to where a cycle begins that comes again and again: then
     * {@link #times()} says how often it was passed over.
     *
     * @return whether it may look further later
     */
    public boolean extend(long unchangedUntil) {
        times = 0;
        while (stretches.size() < MOST) {
            Moment last = moments.get(moments.size() - 1);
            Step step = last.step;
            StepMemory.Outcome before = stretches.isEmpty() ? null : stretches.get(stretches.size() - 1);
            if (step == null || !goOn(last, step, before, unchangedUntil)) {
                return false;
            }
            times = repetitions(unchangedUntil);
            if (times > 0) {
                return true;
            }
        }
        return true;
    }

    /** How often all that it knows comes again after it; the steps of that are asked for no more. */
    public long times() {
        return times;
    }

    /** All that it knows, as often as it comes again. */
    public StepMemory.Cycle cycle() {
        Moment first = moments.get(0);
        Moment last = moments.get(moments.size() - 1);
        return new StepMemory.Cycle(
                List.copyOf(stretches),
                last.index,
                last.nanos,
                Math.toIntExact(last.index - first.index),
                last.nanos - first.nanos,
                times);
    }

    /** The moment after the cycle came again. */
    public Moment afterCycle() {
        Moment first = moments.get(0);
        Moment last = moments.get(moments.size() - 1);
        return new Moment(
                last.index + times * (last.index - first.index),
                last.nanos + times * (last.nanos - first.nanos),
                last.lead,
                last.fingerprint,
                last.step);
    }

    @SuppressWarnings("ReferenceEquality") // sources hand out one instance for equal steps
    private long repetitions(long unchangedUntil) {
        Moment first = moments.get(0);
        Moment last = moments.get(moments.size() - 1);
        long nanos = last.nanos - first.nanos;
        boolean isCycle = last.step == first.step
                && last.fingerprint == first.fingerprint
                && Arrays.equals(last.lead, first.lead)
                && nanos > 0
                && course.isSteady();
        if (!isCycle) {
            return 0;
        }
        long until = Math.min(unchangedUntil, BeyondTimeException.END_OF_TIME);
        long most = (until - last.nanos - 1) / nanos;
        return most <= 0 ? 0 : course.repeat(last.index, Math.toIntExact(last.index - first.index), nanos, most);
    }

    private boolean goOn(Moment last, Step step, StepMemory.@Nullable Outcome before, long unchangedUntil) {
        boolean isSteady = course.isSteady();
        StepMemory.Outcome known = isSteady && before != null ? before.next(step) : null;
        if (known == null) {
            known = memory.find(step, course.key(last.lead, last.index, last.fingerprint));
            if (isSteady && before != null && known != null) {
                before.setNext(step, known);
            }
        }
        for (StepMemory.Outcome each = known; each != null; each = each.other()) {
            // What ends later than can be told is simulated, too: up to where the clock ends.
            boolean isTold = each.nanos < BeyondTimeException.END_OF_TIME - last.nanos;
            // A stretch that would not be over before something changes is simulated.
            if (isTold && last.nanos + each.nanos < unchangedUntil && isWhatComes(each, last, isSteady)) {
                long index = last.index + each.length();
                long moment = last.nanos + each.nanos;
                Step next = course.lookAhead(index, moment - longest(each.leadAfter));
                if (next == null || canFollow(each, next, index, isSteady)) {
                    stretches.add(each);
                    moments.add(new Moment(index, moment, each.leadAfter, each.fingerprintAfter, next));
                    return true;
                }
            }
        }
        return false;
    }

    /** Whether the further steps of a stretch are those that come. */
    @SuppressWarnings("ReferenceEquality") // sources hand out one instance for equal steps
    private boolean isWhatComes(StepMemory.Outcome stretch, Moment from, boolean isSteady) {
        for (int i = 1; i < stretch.length(); i++) {
            Step next = course.lookAhead(from.index + i, from.nanos + stretch.beginNanos(i));
            if (next != stretch.step(i) || !(isSteady || stretch.hasPhases(i, course.phaseNanos(from.index + i)))) {
                return false;
            }
        }
        return true;
    }

    // Whether every worker that begins the step ahead of the moment has no event in it before the moment. Otherwise the
    // step would mingle with the one before, and that one's outcome would not be what it was.
    private boolean canFollow(StepMemory.Outcome before, Step step, long index, boolean isSteady) {
        if (isSteady && before.next(step) != null) {
            return true;
        }
        for (int w = 0; w < before.leadAfter.length / 2; w++) {
            if (before.leadAfter[w] > course.firstEventNanos(step, index, w)) {
                return false;
            }
        }
        return true;
    }

    /** How far the first worker is ahead. */
    public static long longest(long[] lead) {
        long longest = 0;
        for (int w = 0; w < lead.length / 2; w++) {
            longest = Math.max(longest, lead[w]);
        }
        return longest;
    }
}
