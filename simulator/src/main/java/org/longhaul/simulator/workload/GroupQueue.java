package org.longhaul.simulator.workload;

import java.util.ArrayDeque;

/** Exchanges of one group that are ready, in order of readiness, and how many are in progress. */
final class GroupQueue {

    final ArrayDeque<ExchangeState> ready = new ArrayDeque<>();
    int inProgress;
}
