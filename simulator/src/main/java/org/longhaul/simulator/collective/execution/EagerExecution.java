package org.longhaul.simulator.collective.execution;

import it.unimi.dsi.fastutil.longs.Long2ObjectOpenHashMap;
import it.unimi.dsi.fastutil.longs.LongArrayList;
import java.util.Arrays;
import org.longhaul.simulator.collective.TransferPlan;

/**
 * A plan whose participants enter each round as soon as their own sends and receives of the one before are done. A transfer
 * starts when both its ends have entered its round: a receiver takes no data that it has no buffer for yet.
 */
final class EagerExecution {

    private static final int NOT_ENTERED = -1;

    private final PlanExecutor executor;
    private final TransferPlan plan;
    private final PlanListener listener;
    private final int[] round;
    private final int[] pendingSends;
    private final int[] pendingReceives;
    // Transfers that wait for their target, by (target, round): pairs of source and bytes.
    private final Long2ObjectOpenHashMap<LongArrayList> waiting = new Long2ObjectOpenHashMap<>();
    private int unfinished;

    EagerExecution(PlanExecutor executor, TransferPlan plan, PlanListener listener) {
        this.executor = executor;
        this.plan = plan;
        this.listener = listener;
        this.round = new int[plan.participants()];
        this.pendingSends = new int[plan.participants()];
        this.pendingReceives = new int[plan.participants()];
        this.unfinished = plan.participants();
        Arrays.fill(round, NOT_ENTERED);
    }

    void start() {
        for (int participant = 0; participant < plan.participants(); participant++) {
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
            pendingReceives[participant] = plan.receives(next, participant);
            plan.sends(next, participant, (target, first, count, reduce) -> {
                pendingSends[participant]++;
                long bytes = plan.chunkBytes(first, count);
                if (round[target] == next) {
                    transfer(participant, target, bytes);
                } else {
                    LongArrayList queue = waiting.computeIfAbsent(key(target, next), k -> new LongArrayList());
                    queue.add(participant);
                    queue.add(bytes);
                }
            });
            LongArrayList arrivals = waiting.remove(key(participant, next));
            for (int i = 0; arrivals != null && i < arrivals.size(); i += 2) {
                transfer((int) arrivals.getLong(i), participant, arrivals.getLong(i + 1));
            }
        }
    }

    private void transfer(int source, int target, long bytes) {
        executor.send(plan.node(source), plan.node(target), bytes, () -> delivered(source, target));
    }

    // Both ends are still in the transfer's round: neither can leave it before.
    private void delivered(int source, int target) {
        pendingSends[source]--;
        pendingReceives[target]--;
        enterNextRounds(source);
        enterNextRounds(target);
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
