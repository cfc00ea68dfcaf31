package org.longhaul.topology.unit;

import java.time.Duration;

/**
 * A kind of client of federated learning: a host that is called after it, such as {@code phone17}, is one of them.
 *
 * @param id letters and hyphens, such as {@code phone}
 * @param name for people
 * @param rate operations a second that training reaches on it
 * @param up its access line from it to the network
 * @param down its access line from the network to it
 * @param latency of the line, one way
 * @param presence share of its time that it may take part in training, above 0, at most 1
 * @param source who says so, or that it is assumed, cell by cell
 */
public record ClientProfile(
        String id,
        String name,
        FlopRate rate,
        Bandwidth up,
        Bandwidth down,
        Duration latency,
        double presence,
        String source) {}
