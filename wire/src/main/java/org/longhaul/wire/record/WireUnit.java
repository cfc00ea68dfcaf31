package org.longhaul.wire.record;

import java.util.Locale;

/**
 * One method under one seed.
 *
 * @param index place of the method in the scenario, from 0
 * @param label name of the method in the scenario
 * @param seed master seed
 */
public record WireUnit(int index, String label, long seed) {

    /** Name of its folder. */
    String folder() {
        return String.format(Locale.ROOT, "%02d-%s-seed-%d", index, label.replaceAll("[^A-Za-z0-9._-]", "_"), seed);
    }
}
