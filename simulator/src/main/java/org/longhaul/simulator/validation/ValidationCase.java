package org.longhaul.simulator.validation;

import java.util.Locale;
import java.util.Map;
import org.longhaul.simulator.network.CongestionControl;

/**
 * One measurement of real TCP.
 *
 * @param group what kind of case it is; errors are summarised by group
 * @param name the case in words
 * @param calibrates whether the row may set constants of a model; if not, it only judges
 * @param measured what the real network did
 * @param unit of the measurement, {@code s} or {@code Mbit/s}
 * @param peers what other simulators say of the case, by their name
 */
public record ValidationCase(
        String group, String name, boolean calibrates, double measured, String unit, Map<String, Double> peers) {
    public ValidationCase {
        peers = Map.copyOf(peers);
    }

    /** The congestion control of its connections, with which its name begins. */
    public CongestionControl congestionControl() {
        return CongestionControl.valueOf(name.substring(0, name.indexOf(',')).toUpperCase(Locale.ROOT));
    }
}
