package org.longhaul.topology.format.simgrid;

import com.google.common.collect.ImmutableMap;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.longhaul.extension.Spelling;
import org.longhaul.topology.format.XmlElement;
import org.longhaul.topology.unit.Bandwidth;

/**
 * A link of a SimGrid platform. It has no ends: the routes say where it lies.
 *
 * @param line where it is stated
 * @param up capacity in the direction UP; null: never the narrowest part of a route
 * @param down capacity in the direction DOWN; null likewise
 */
record SimgridLink(
        int line, String id, @Nullable Bandwidth up, @Nullable Bandwidth down, Duration latency, Policy policy) {

    /** How transfers share it. */
    enum Policy {
        /** Each direction has the capacity for itself. */
        DUPLEX,
        /** All transfers, whatever their direction, share one capacity. */
        SHARED,
        /** Each transfer has the capacity for itself. */
        FATPIPE
    }

    private static final Map<String, Policy> POLICIES = ImmutableMap.of(
            "SHARED", Policy.SHARED,
            "SPLITDUPLEX", Policy.DUPLEX,
            "FULLDUPLEX", Policy.DUPLEX,
            "FATPIPE", Policy.FATPIPE);

    /** Returns the link that {@code element} describes. */
    static SimgridLink of(XmlElement element) {
        Bandwidth bandwidth = SimgridUnits.bandwidth(element, "bandwidth", element.required("bandwidth"));
        return new SimgridLink(
                element.line,
                element.required("id"),
                bandwidth,
                bandwidth,
                SimgridUnits.latency(element, "latency", element.optional("latency", "0")),
                policy(element, "sharing_policy", "SHARED"));
    }

    static Policy policy(XmlElement element, String attribute, String otherwise) {
        String text = element.optional(attribute, otherwise);
        if (text.equals("WIFI")) {
            throw element.refuse(attribute + " is WIFI, the rates of a wireless cell, which is not supported; allowed:"
                    + " SHARED, SPLITDUPLEX, FULLDUPLEX, FATPIPE");
        }
        Policy policy = POLICIES.get(text);
        if (policy == null) {
            throw element.refuse(attribute + " is \"" + Spelling.excerpt(text)
                    + "\"; allowed: SHARED, SPLITDUPLEX, FULLDUPLEX, FATPIPE"
                    + Spelling.maybe(text, POLICIES.keySet()));
        }
        return policy;
    }

    /** Which way a route crosses a link. */
    enum Way {
        UP,
        DOWN,
        /** Not stated. */
        NONE;

        Way reversed() {
            return this == NONE ? NONE : this == UP ? DOWN : UP;
        }
    }

    /**
     * A link as a route crosses it.
     *
     * @param reversed whether the route is the reverse of one that the file states
     */
    record Crossing(SimgridLink link, Way way, boolean reversed) {
        Crossing back() {
            return new Crossing(link, way.reversed(), !reversed);
        }

        /** Whether it is crossed downward; a way that is not stated is up, and down on the way back. */
        boolean isDown() {
            return way == Way.DOWN || (way == Way.NONE && reversed);
        }
    }
}
