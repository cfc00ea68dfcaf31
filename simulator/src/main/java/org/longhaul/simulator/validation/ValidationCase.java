package org.longhaul.simulator.validation;

import com.google.common.collect.ImmutableMap;
import java.util.Map;
import org.longhaul.simulator.network.CongestionControl;

/**
 * One measurement of real TCP.
 *
 * @param source who measured it
 * @param group what kind of case it is; errors are summarised by group
 * @param name the case in words
 * @param calibrates whether the row may set constants of a model; if not, it only judges
 * @param path the path that it was measured on
 * @param measured what the real network did
 * @param figure what that is of the measurements of this case
 * @param unit of the measurement, {@code s} or {@code Mbit/s}
 * @param peers what other simulators say of the case, by their name
 */
public record ValidationCase(
        Source source,
        String group,
        String name,
        boolean calibrates,
        MeasuredPath path,
        double measured,
        Figure figure,
        String unit,
        Map<String, Double> peers) {
    /** Who measured a case. */
    public enum Source {
        /** Ourselves, as the README beside the tables says. */
        OWN,
        /** Ourselves, later and several times, of what had been measured once: see the README. */
        AGAIN,
        /** Others, who published their figures. */
        PUBLISHED
    }

    /** What a measured value is of all measurements of the same. */
    public enum Figure {
        /** The only one: a draw, where chance has a part in what comes out. */
        ONLY,
        /** One of several, each of which is a case. */
        ONE_OF_SEVERAL,
        /** The median of several. */
        MEDIAN
    }

    public ValidationCase {
        peers = ImmutableMap.copyOf(peers);
    }

    /** Whether it is a measurement of our own that no constant may be set on; the bars hold for these. */
    public boolean judges() {
        return !calibrates && source == Source.OWN;
    }

    /** Whether nothing but this measurement says what the real network does in such a case. */
    public boolean isSingleDraw() {
        return figure == Figure.ONLY;
    }

    /** The congestion control of its connections. */
    public CongestionControl congestionControl() {
        return path.control();
    }
}
