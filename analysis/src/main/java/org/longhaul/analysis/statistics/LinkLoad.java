package org.longhaul.analysis.statistics;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.longhaul.analysis.record.MethodRecord;
import org.longhaul.analysis.record.RunRecord;
import org.longhaul.analysis.record.network.ArcTraffic;
import org.longhaul.analysis.record.network.LinkRecord;

/** How full the busiest direction of a link is. */
final class LinkLoad {

    private LinkLoad() {}

    /**
     * Returns the largest share of its capacity that a direction of a link carried over the whole duration, mean over seeds;
     * NaN when nothing was carried.
     */
    static double busiest(RunRecord run, List<MethodRecord> seeds) {
        Map<String, LinkRecord> links = new HashMap<>();
        run.network().links().forEach(link -> links.put(link.id(), link));
        double sum = 0;
        for (MethodRecord seed : seeds) {
            double most = Double.NaN;
            double seconds = seed.totals().simulatedNanos() / 1e9;
            for (ArcTraffic arc : seed.arcs()) {
                double use = arc.wireBytes() * 8.0 / (bitsPerSecond(links.get(arc.link()), arc) * seconds);
                most = Double.isFinite(use) && !(most >= use) ? use : most;
            }
            sum += most;
        }
        return seeds.isEmpty() ? Double.NaN : sum / seeds.size();
    }

    private static double bitsPerSecond(@Nullable LinkRecord link, ArcTraffic arc) {
        if (link == null) {
            return Double.NaN;
        }
        return link.from().equals(arc.from()) ? link.forwardBitsPerSecond() : link.backwardBitsPerSecond();
    }
}
