package org.longhaul.wire.projection;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.longhaul.wire.record.ByteSample;
import org.longhaul.wire.record.PeerBytes;
import org.longhaul.wire.record.RankRecord;

/** What the kernel counted between a first and a last sample, of each session. */
final class SentBytes {
    private SentBytes() {}

    static @Nullable Long of(RankRecord rank) {
        List<ByteSample> samples = rank.samples();
        if (samples.isEmpty() || samples.size() % 2 != 0) {
            return null;
        }
        long sum = 0;
        for (int i = 0; i < samples.size(); i += 2) {
            sum += sent(samples.get(i + 1)) - sent(samples.get(i));
        }
        return sum;
    }

    private static long sent(ByteSample sample) {
        return sample.peers().stream().mapToLong(PeerBytes::sentBytes).sum();
    }
}
