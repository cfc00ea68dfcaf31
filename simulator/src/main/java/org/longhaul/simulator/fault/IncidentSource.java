package org.longhaul.simulator.fault;

import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/** Hands out incidents in the order of their starts, one by one as they are asked for; may never end. */
@FunctionalInterface
public interface IncidentSource {

    /** The next incident, which starts no earlier than the one before, or null if there are no more. */
    @Nullable
    Incident next();

    /** The incidents of a list, which are in order of their starts. */
    static IncidentSource of(List<Incident> incidents) {
        var rest = List.copyOf(incidents).iterator();
        return () -> rest.hasNext() ? rest.next() : null;
    }

    /** All incidents of several sources; of those that start together, the earlier source's come first. */
    static IncidentSource merge(List<? extends IncidentSource> sources) {
        record Head(Incident incident, int source) {}
        PriorityQueue<Head> heads = new PriorityQueue<>((a, b) -> {
            int byTime = Long.compare(a.incident.startNanos(), b.incident.startNanos());
            return byTime != 0 ? byTime : Integer.compare(a.source, b.source);
        });
        List<IncidentSource> all = List.copyOf(sources);
        for (int i = 0; i < all.size(); i++) {
            Incident first = all.get(i).next();
            if (first != null) {
                heads.add(new Head(first, i));
            }
        }
        return () -> {
            Head head = heads.poll();
            if (head == null) {
                return null;
            }
            Incident following = all.get(head.source).next();
            if (following != null) {
                heads.add(new Head(following, head.source));
            }
            return head.incident;
        };
    }
}
