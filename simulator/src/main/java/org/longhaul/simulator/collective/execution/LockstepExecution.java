package org.longhaul.simulator.collective.execution;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.longhaul.simulator.collective.TransferPlan;
import org.longhaul.simulator.event.EventPriority;
import org.longhaul.simulator.network.TransferRound;

/** A plan whose participants enter each round together, when all transfers of the one before are done. */
final class LockstepExecution {

    private final PlanExecutor executor;
    private final TransferPlan plan;
    private final @Nullable RoundMemory memory;
    private final PlanListener listener;
    private final int[] lastRound;
    private int round;
    private int pendingTransfers;
    private RoundMemory.@Nullable Watch watch;

    LockstepExecution(PlanExecutor executor, TransferPlan plan, @Nullable RoundMemory memory, PlanListener listener) {
        this.executor = executor;
        this.plan = plan;
        this.memory = memory;
        this.listener = listener;
        this.lastRound = lastRounds(plan);
    }

    // The last round in which each participant sends or receives; -1 if in none.
    private static int[] lastRounds(TransferPlan plan) {
        int[] last = new int[plan.participants()];
        Arrays.fill(last, -1);
        int missing = last.length;
        for (int round = plan.rounds() - 1; round >= 0 && missing > 0; round--) {
            for (int participant = 0; participant < last.length; participant++) {
                if (last[participant] < 0 && takesPart(plan, round, participant)) {
                    last[participant] = round;
                    missing--;
                }
            }
        }
        return last;
    }

    private static boolean takesPart(TransferPlan plan, int round, int participant) {
        if (plan.receives(round, participant) > 0) {
            return true;
        }
        boolean[] sends = {false};
        plan.sends(round, participant, (target, first, count, reduce) -> sends[0] = true);
        return sends[0];
    }

    void start() {
        // Not within the caller's event: time may be skipped, and the network's state must be settled before.
        executor.loop().schedule(executor.loop().nowNanos(), EventPriority.LAST, now -> {
            finishAfter(-1);
            enterNextRounds();
        });
    }

    private void enterNextRounds() {
        while (round < plan.rounds()) {
            int known = skipKnownRounds();
            if (known > round) {
                round = known;
                finishAfter(round - 1);
                continue;
            }
            send();
            if (pendingTransfers > 0) {
                return;
            }
            watch = null;
            finishAfter(round);
            round++;
        }
        listener.planDone();
    }

    private int skipKnownRounds() {
        watch = null;
        if (memory == null || !executor.host().isQuiet()) {
            return round;
        }
        long fingerprint = executor.network().stateFingerprint();
        int reached = memory.skip(plan, round, nextFinish() + 1, fingerprint, executor.host());
        if (reached == round && !memory.knows(plan.kind(round), fingerprint)) {
            watch = memory.watch(
                    plan.kind(round), fingerprint, executor.loop().nowNanos(), executor.network(), executor.host());
        }
        return reached;
    }

    // The next round after which some participant is done: its time must be told exactly.
    private int nextFinish() {
        int next = plan.rounds() - 1;
        for (int last : lastRound) {
            if (last >= round) {
                next = Math.min(next, last);
            }
        }
        return next;
    }

    private void send() {
        TransferRound together =
                memory != null && executor.host().isAlone() ? memory.together(plan, round, executor) : null;
        if (together != null) {
            pendingTransfers = 1;
            together.start(now -> delivered());
            return;
        }
        for (int participant = 0; participant < plan.participants(); participant++) {
            int source = plan.node(participant);
            plan.sends(round, participant, (target, first, count, reduce) -> {
                pendingTransfers++;
                executor.send(source, plan.node(target), plan.chunkBytes(first, count), this::delivered);
            });
        }
    }

    private void delivered() {
        if (--pendingTransfers == 0) {
            // After everything else of this instant, so that the network's state is settled when it is looked at.
            executor.loop().schedule(executor.loop().nowNanos(), EventPriority.LAST, this::roundEnded);
        }
    }

    private void roundEnded(long now) {
        if (watch != null) {
            watch.ended(now, executor.network());
        }
        finishAfter(round);
        round++;
        enterNextRounds();
    }

    private void finishAfter(int ended) {
        for (int participant = 0; participant < lastRound.length; participant++) {
            if (lastRound[participant] == ended) {
                listener.participantDone(participant);
            }
        }
    }
}
