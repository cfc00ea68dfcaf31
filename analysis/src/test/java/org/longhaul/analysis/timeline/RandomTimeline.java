package org.longhaul.analysis.timeline;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.longhaul.analysis.record.network.Volume;
import org.longhaul.analysis.record.timeline.SpanCategory;
import org.longhaul.analysis.record.timeline.Timeline;
import org.longhaul.analysis.record.timeline.TimelineExchange;
import org.longhaul.analysis.record.timeline.TimelineSpan;

/** Time lines of any course: times on a coarse grid, so that starts and ends coincide often. */
final class RandomTimeline {

    private static final SpanCategory[] OWN = {
        SpanCategory.COMPUTE, SpanCategory.COMPUTE, SpanCategory.WAITING, SpanCategory.IDLE
    };

    private RandomTimeline() {}

    static Timeline create(SplittableRandom random) {
        int workers = 1 + random.nextInt(5);
        long grid = 1 + random.nextInt(3) * 500L;
        List<TimelineExchange> exchanges = new ArrayList<>();
        List<TimelineSpan> spans = new ArrayList<>();
        for (int exchange = random.nextInt(12); exchange > 0; exchange--) {
            long first = grid * random.nextInt(40);
            long last = first + grid * random.nextInt(8);
            long start = last + grid * random.nextInt(3);
            long end = start + grid * (1 + random.nextInt(10));
            int number = exchanges.size();
            exchanges.add(new TimelineExchange(
                    1 + number / 3,
                    "e" + number,
                    "all-reduce",
                    "ring",
                    workers,
                    "all",
                    new Volume(1, 2, 3),
                    random.nextInt(workers),
                    first,
                    last,
                    start,
                    end));
            for (int worker = 0; worker < workers; worker++) {
                long until = start + grid * (1 + random.nextInt((int) ((end - start) / grid)));
                spans.add(new TimelineSpan(
                        worker, 1L + number / 3, SpanCategory.EXCHANGE, "e" + number, number, start, until));
            }
        }
        for (int worker = 0; worker < workers; worker++) {
            long now = grid * random.nextInt(3);
            for (int i = 0; i < 20; i++) {
                now += random.nextInt(5) == 0 ? grid : 0;
                long end = now + grid * (1 + random.nextInt(4));
                SpanCategory category = OWN[random.nextInt(OWN.length)];
                Long step = i == 19 ? null : Long.valueOf(1 + i / 4);
                spans.add(new TimelineSpan(worker, step, category, "own", null, now, end));
                now = end;
            }
        }
        for (int i = spans.size() - 1; i > 0; i--) {
            int other = random.nextInt(i + 1);
            TimelineSpan swapped = spans.get(i);
            spans.set(i, spans.get(other));
            spans.set(other, swapped);
        }
        return new Timeline(0, grid * 100, 1, 5, true, spans, exchanges);
    }
}
