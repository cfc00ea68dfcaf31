package org.longhaul.wire.projection;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.longhaul.wire.incident.RunOutage;

/**
 * An outage of a run, and what becomes of it on the measured network.
 *
 * @param outage as it was
 * @param links ids of the measured network's links that part the members as it did; empty where it is not projected
 * @param reason why it is not; null where it is
 */
public record ProjectedOutage(RunOutage outage, List<String> links, @Nullable String reason) {
    public ProjectedOutage {
        links = List.copyOf(links);
    }

    /** Whether it is simulated. */
    public boolean isProjected() {
        return reason == null;
    }
}
