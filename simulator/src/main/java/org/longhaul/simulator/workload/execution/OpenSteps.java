package org.longhaul.simulator.workload.execution;

import it.unimi.dsi.fastutil.longs.LongArrayList;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.longhaul.simulator.workload.Step;
import org.longhaul.simulator.workload.WorkloadSource;

/** The steps that some worker has begun and that are not over, without gaps, and the source of those to come. */
final class OpenSteps {

    private final WorkloadSource source;
    private final ExchangeResolver resolver;
    private final int workers;
    private final ArrayDeque<StepState> open = new ArrayDeque<>();
    private long next;

    /** Steps that some worker has begun: others may have been asked for ahead of them. */
    private long begun;

    /** When each step was begun, from the first on, where steps end with what all wait for: none is passed over then. */
    private final LongArrayList beginnings = new LongArrayList();

    private boolean hasEnded;

    /** Steps that were looked at, from the next one on, and when the first worker begins each. */
    private final List<Step> ahead = new ArrayList<>();

    private final LongArrayList aheadNanos = new LongArrayList();
    private boolean isEndAhead;

    OpenSteps(WorkloadSource source, ExchangeResolver resolver, int workers) {
        this.source = source;
        this.resolver = resolver;
        this.workers = workers;
    }

    /** The step of that index, which a worker begins at a time, from the source if none has begun it; null if there are no more. */
    @Nullable
    StepState begin(long index, long timeNanos) {
        begun = Math.max(begun, index + 1);
        if (source.gathers() && index == beginnings.size()) {
            beginnings.add(timeNanos);
        }
        if (index < next) {
            return find(index);
        }
        Step step = pull(index, timeNanos);
        return step == null ? null : open(index, step);
    }

    /** Whether some worker has begun the step of that index, so that others can, or it is known not to exist. */
    boolean isKnown(long index) {
        return hasEnded || index < begun;
    }

    /** When the first worker began a step, in a run in which steps end with what all wait for. */
    long begunNanos(long index) {
        return beginnings.getLong(Math.toIntExact(index));
    }

    /** The open step of that index, or null: what is over has nothing left to await. */
    @Nullable
    StepState find(long index) {
        for (StepState step : open) {
            if (step.index == index) {
                return step;
            }
        }
        return null;
    }

    /**
     * A step to come, which the first worker is known to begin at a time; null after the last. Steps are looked at in order,
     * from the next one on, and each is asked of the source once.
     */
    @Nullable
    Step lookAhead(long index, long neededNanos) {
        if (hasEnded) {
            return null;
        }
        int place = Math.toIntExact(index - next);
        if (place == ahead.size() && !isEndAhead) {
            Step step = source.step(index, neededNanos);
            if (step == null) {
                isEndAhead = true;
            } else {
                ahead.add(step);
                aheadNanos.add(neededNanos);
            }
        }
        return place < ahead.size() ? ahead.get(place) : null;
    }

    /** The next step of the source, which the first worker begins at a time, or null for ever once it has ended. */
    @Nullable
    Step pull(long index, long neededNanos) {
        Step step = null;
        if (!hasEnded && !ahead.isEmpty()) {
            if (aheadNanos.getLong(0) != neededNanos) {
                throw new IllegalStateException("step " + index + " begins at " + neededNanos
                        + " ns, and what is known of its like foresaw " + aheadNanos.getLong(0));
            }
            step = ahead.get(0);
            forget(1);
        } else if (!hasEnded && !isEndAhead) {
            step = source.step(index, neededNanos);
        }
        if (step == null) {
            hasEnded = true;
        } else {
            next = index + 1;
        }
        return step;
    }

    /** Passes over steps that were looked at, and gives the one after them as {@link #pull} does. */
    @Nullable
    Step pullPast(long index, long neededNanos) {
        forget(Math.toIntExact(index - next));
        next = index;
        return pull(index, neededNanos);
    }

    /**
     * Passes over whole cycles of steps that equal those before; the next step, which was looked at, is again the next one after them.
     *
     * @param nanos what a cycle takes
     * @return how many cycles
     */
    long repeat(long index, int period, long nanos, long most) {
        if (isEndAhead || ahead.size() != index + 1 - next) {
            return 0;
        }
        long times = source.repeat(index + 1, period, most);
        if (times > 0) {
            Step step = ahead.get(ahead.size() - 1);
            long needed = aheadNanos.getLong(aheadNanos.size() - 1) + times * nanos;
            forget(ahead.size());
            ahead.add(step);
            aheadNanos.add(needed);
            next = index + times * period;
        }
        return times;
    }

    private void forget(int steps) {
        ahead.subList(0, steps).clear();
        aheadNanos.removeElements(0, steps);
    }

    StepState open(long index, Step step) {
        StepState state = new StepState(index, step, resolver.resolve(step), workers);
        open.add(state);
        return state;
    }

    void closeThoseOver() {
        while (!open.isEmpty() && open.element().isOver()) {
            open.remove();
        }
    }

    void clear() {
        open.clear();
    }

    /** The open step if there is exactly one. */
    @Nullable
    StepState only() {
        return open.size() == 1 ? open.element() : null;
    }

    Iterable<StepState> all() {
        return open;
    }
}
