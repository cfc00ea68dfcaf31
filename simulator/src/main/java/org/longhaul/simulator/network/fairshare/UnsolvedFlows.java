package org.longhaul.simulator.network.fairshare;

import java.util.Arrays;

/** Flows that a pass has to give a bottleneck, each once, in the order in which they were added. */
final class UnsolvedFlows {

    private int[] flows = new int[16];
    private int count;
    private boolean[] isListed = new boolean[16];

    void add(int flow) {
        if (flow >= isListed.length) {
            isListed = Arrays.copyOf(isListed, Math.max(flow + 1, isListed.length * 2));
        }
        if (isListed[flow]) {
            return;
        }
        isListed[flow] = true;
        if (count == flows.length) {
            flows = Arrays.copyOf(flows, count * 2);
        }
        flows[count++] = flow;
    }

    int size() {
        return count;
    }

    int get(int index) {
        return flows[index];
    }

    void clear() {
        while (count > 0) {
            isListed[flows[--count]] = false;
        }
    }
}
