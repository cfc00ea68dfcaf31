package org.longhaul.wire.projection;

import java.util.BitSet;
import java.util.List;
import org.longhaul.wire.incident.RunOutage;
import org.longhaul.wire.record.Clocks;
import org.longhaul.wire.record.RankRecord;
import org.longhaul.wire.record.WireSpan;
import org.longhaul.wire.record.WireStall;
import org.longhaul.wire.record.WireStep;

/** Finds the steps in which a link was down or a member stood still. */
final class StruckSteps {
    private StruckSteps() {}

    /** Their places among all steps that were made. */
    static BitSet of(MadeSteps made, List<RankRecord> ranks, Clocks clocks, List<RunOutage> outages) {
        BitSet struck = new BitSet();
        for (int place = 0; place < made.count(); place++) {
            long begin = Long.MAX_VALUE;
            long end = Long.MIN_VALUE;
            for (int rank = 0; rank < made.members(); rank++) {
                WireStep step = made.step(rank, place);
                boolean isFirst = place == 0 || made.isLast(place - 1);
                long from = isFirst ? step.beginNanos() : workBegins(made.step(rank, place - 1));
                begin = Math.min(begin, clocks.common(step.session(), rank, step.beginNanos()));
                end = Math.max(end, clocks.common(step.session(), rank, step.endNanos()));
                for (WireStall stall : ranks.get(rank).stalls()) {
                    if (stall.within(from, step.endNanos()) > 0) {
                        struck.set(place);
                    }
                }
            }
            int session = made.step(0, place).session();
            for (RunOutage outage : outages) {
                if (outage.session() == session && isDown(outage, begin, end)) {
                    struck.set(place);
                }
            }
        }
        return struck;
    }

    /** When work that counts in the next step may begin: behind the last exchange. */
    private static long workBegins(WireStep before) {
        long begins = before.beginNanos();
        for (WireSpan span : before.spans()) {
            begins = span.name().kind().isOwnWork() ? begins : span.endNanos();
        }
        return begins;
    }

    /** Whether a link was down at some time between two moments, as far as somebody wrote that down. */
    private static boolean isDown(RunOutage outage, long begin, long end) {
        Long down = outage.downNanos();
        Long up = outage.upNanos();
        return (down != null || up != null) && (down == null || down < end) && (up == null || up > begin);
    }
}
