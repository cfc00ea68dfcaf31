package org.longhaul.simulator.collective;

import it.unimi.dsi.fastutil.longs.Long2IntOpenHashMap;

/** A plan whose participants enter each round as soon as their own sends and receives of the one before are done. */
final class EagerExecution {

    private final PlanExecutor executor;
    private final TransferPlan plan;
    private final PlanListener listener;
    private final int[] round;
    private final int[] pendingSends;
    private final int[] pendingReceives;
    // Transfers that arrived for rounds which their target has not entered yet, by (target, round).
    private final Long2IntOpenHashMap early = new Long2IntOpenHashMap();
    private int unfinished;

    EagerExecution(PlanExecutor executor, TransferPlan plan, PlanListener listener) {
        this.executor = executor;
        this.plan = plan;
        this.listener = listener;
        this.round = new int[plan.participants()];
        this.pendingSends = new int[plan.participants()];
        this.pendingReceives = new int[plan.participants()];
        this.unfinished = plan.participants();
    }

    void start() {
        for (int participant = 0; participant < plan.participants(); participant++) {
            round[participant] = -1;
            enterNextRounds(participant);
        }
    }

    private void enterNextRounds(int participant) {
        while (pendingSends[participant] == 0 && pendingReceives[participant] == 0) {
            int next = ++round[participant];
            if (next == plan.rounds()) {
                finish(participant);
                return;
            }
            pendingReceives[participant] = plan.receives(next, participant) - early.remove(key(participant, next));
            plan.sends(next, participant, (target, first, count, reduce) -> {
                pendingSends[participant]++;
                executor.send(
                        plan.node(participant),
                        plan.node(target),
                        plan.chunkBytes(first, count),
                        () -> delivered(participant, target, next));
            });
        }
    }

    private void delivered(int source, int target, int inRound) {
        if (round[target] == inRound) {
            pendingReceives[target]--;
        } else {
            early.addTo(key(target, inRound), 1);
        }
        pendingSends[source]--;
        enterNextRounds(source);
        if (round[target] == inRound) {
            enterNextRounds(target);
        }
    }

    private void finish(int participant) {
        listener.participantDone(participant);
        if (--unfinished == 0) {
            listener.planDone();
        }
    }

    private long key(int participant, int inRound) {
        return (long) participant * plan.rounds() + inRound;
    }
}
