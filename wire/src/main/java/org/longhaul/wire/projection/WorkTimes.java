package org.longhaul.wire.projection;

import java.util.List;
import org.longhaul.wire.record.RankRecord;
import org.longhaul.wire.record.SpanKind;
import org.longhaul.wire.record.WireEvaluation;
import org.longhaul.wire.record.WireSpan;
import org.longhaul.wire.record.WireStall;
import org.longhaul.wire.record.WireStep;

/**
 * What members worked on their own, step by step: what lies between two steps, without evaluations, and behind the last exchange
 * of one, but for passes and updates, belongs to the step that comes next.
 */
final class WorkTimes {
    private final long[][] work;
    private final long[][] update;
    private final long[][] ends;

    private WorkTimes(int members, int steps) {
        work = new long[members][steps];
        update = new long[members][steps];
        ends = new long[members][steps];
    }

    static WorkTimes of(List<RankRecord> ranks, MadeSteps steps) {
        WorkTimes times = new WorkTimes(ranks.size(), steps.count());
        for (int rank = 0; rank < ranks.size(); rank++) {
            times.add(rank, ranks.get(rank), steps);
        }
        return times;
    }

    private void add(int rank, RankRecord record, MadeSteps steps) {
        long carried = 0;
        long elapsed = 0;
        for (int i = 0; i < steps.count(); i++) {
            WireStep step = steps.step(rank, i);
            long gap = i == 0 ? 0 : gap(steps.step(rank, i - 1), step, record.pauses());
            long own = carried + gap;
            carried = 0;
            List<WireSpan> spans = step.spans();
            int lastWithOthers = lastWithOthers(spans);
            for (int s = 0; s < spans.size(); s++) {
                WireSpan span = spans.get(s);
                SpanKind kind = span.name().kind();
                if (kind == SpanKind.UPDATE) {
                    update[rank][i] += span.nanos();
                } else if (s > lastWithOthers && (kind == SpanKind.CODE || kind == SpanKind.REST) && !steps.isLast(i)) {
                    carried += span.nanos();
                } else {
                    own += kind.isOwnWork() ? span.nanos() : stalled(span, record.stalls());
                }
            }
            work[rank][i] = own;
            elapsed += gap + step.nanos();
            ends[rank][i] = elapsed;
        }
    }

    /** What of a span its member did nothing at all in, which is its own doing, whatever it was in. */
    static long stalled(WireSpan span, List<WireStall> stalls) {
        long nanos = 0;
        for (WireStall stall : stalls) {
            nanos += stall.within(span.beginNanos(), span.endNanos());
        }
        return nanos;
    }

    /** Place of the last exchange, or wait for one; -1 for none. */
    private static int lastWithOthers(List<WireSpan> spans) {
        for (int s = spans.size() - 1; s >= 0; s--) {
            if (!spans.get(s).name().kind().isOwnWork()) {
                return s;
            }
        }
        return -1;
    }

    /** Time between two steps in which nothing was evaluated. */
    private static long gap(WireStep before, WireStep step, List<WireEvaluation> pauses) {
        return before.session() == step.session() ? worked(before, step.beginNanos(), pauses) : 0;
    }

    /** Time after a step up to a moment before the next, without evaluations. */
    static long worked(WireStep before, long until, List<WireEvaluation> pauses) {
        long gap = until - before.endNanos();
        for (WireEvaluation evaluation : pauses) {
            if (evaluation.step() == before.step()) {
                long begin = Math.max(before.endNanos(), evaluation.beginNanos());
                long end = Math.min(until, evaluation.endNanos());
                gap -= Math.max(0, end - begin);
            }
        }
        return Math.max(0, gap);
    }

    long work(int rank, int step) {
        return work[rank][step];
    }

    long update(int rank, int step) {
        return update[rank][step];
    }

    /** When a member had made a step, since it began the first; sessions follow each other without a gap. */
    long end(int rank, int step) {
        return ends[rank][step];
    }
}
