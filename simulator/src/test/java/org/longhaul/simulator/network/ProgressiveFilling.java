package org.longhaul.simulator.network;

import java.util.List;

/** Max-min fair rates by plain progressive filling: what the incremental solver is held against. */
public final class ProgressiveFilling {

    @SuppressWarnings("ArrayRecordComponent")
    public record Flow(int[] path, double weight, double cap) {}

    private ProgressiveFilling() {}

    public static double[] rates(double[] capacity, List<Flow> flows) {
        double[] room = capacity.clone();
        double[] rates = new double[flows.size()];
        boolean[] held = new boolean[flows.size()];
        for (int left = flows.size(); left > 0; ) {
            double[] rising = new double[capacity.length];
            for (int f = 0; f < flows.size(); f++) {
                if (!held[f]) {
                    for (int link : flows.get(f).path()) {
                        rising[link] += flows.get(f).weight();
                    }
                }
            }
            double level = Double.POSITIVE_INFINITY;
            int full = -1;
            int capped = -1;
            for (int link = 0; link < capacity.length; link++) {
                if (rising[link] > 0 && Math.max(0, room[link]) / rising[link] < level) {
                    level = Math.max(0, room[link]) / rising[link];
                    full = link;
                }
            }
            for (int f = 0; f < flows.size(); f++) {
                if (!held[f] && flows.get(f).cap() / flows.get(f).weight() < level) {
                    level = flows.get(f).cap() / flows.get(f).weight();
                    capped = f;
                }
            }
            for (int f = 0; f < flows.size(); f++) {
                if (!held[f] && (capped >= 0 ? f == capped : crosses(flows.get(f), full))) {
                    held[f] = true;
                    left--;
                    rates[f] = level * flows.get(f).weight();
                    for (int link : flows.get(f).path()) {
                        room[link] -= rates[f];
                    }
                }
            }
        }
        return rates;
    }

    private static boolean crosses(Flow flow, int link) {
        for (int other : flow.path()) {
            if (other == link) {
                return true;
            }
        }
        return false;
    }
}
