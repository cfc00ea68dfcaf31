package org.longhaul.simulator.collective.execution;

import it.unimi.dsi.fastutil.longs.Long2IntOpenHashMap;
import it.unimi.dsi.fastutil.longs.Long2ObjectOpenHashMap;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.longhaul.simulator.collective.LibraryProfile;
import org.longhaul.simulator.collective.TransferPlan;

/**
 * A plan whose participants enter each round as soon as their own sends and receives of the one before are over.
 *
 * <p><b>Without buffers</b> a send is over when it has arrived, and a transfer starts when both its ends have entered its round.
 *
 * <p><b>With buffers</b> ({@link org.longhaul.simulator.collective.HandOver}) a send is over when they have taken it. A transfer
 * of at most the eager size starts when its source has entered its round, and the target's host keeps it until it is waited for.
 * A larger one is asked for: its source sends a word, and the target another one back once it has entered the round.
 */
final class EagerExecution {

    /** A message without data, such as a request and its answer: a packet of its own, whatever its size. */
    private static final long WORD_BYTES = 64;

    private static final int NOT_ENTERED = -1;

    private final PlanExecutor executor;
    private final TransferPlan plan;
    private final PlanListener listener;
    private final @Nullable SendBuffers buffers;
    private final long eagerBytes;
    private final int[] round;
    private final int[] pendingSends;
    private final int[] pendingReceives;
    /** Transfers that wait for their target, by (target, round). */
    private final Long2ObjectOpenHashMap<List<Waiting>> waiting = new Long2ObjectOpenHashMap<>();
    /** What has arrived of rounds that its target has not entered, by (target, round). */
    private final Long2IntOpenHashMap early = new Long2IntOpenHashMap();

    private int unfinished;

    /** A transfer that its target has not been ready for. */
    private record Waiting(int source, long bytes) {}

    EagerExecution(PlanExecutor executor, TransferPlan plan, LibraryProfile library, PlanListener listener) {
        this.executor = executor;
        this.plan = plan;
        this.listener = listener;
        this.buffers = library.isHandingOver()
                ? new SendBuffers(executor, library.handOver().bytesPerConnection(executor.connections()), true)
                : null;
        this.eagerBytes = library.handOver().eagerBytes();
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
            listener.roundEntered(participant, next);
            if (next == plan.rounds()) {
                finish(participant);
                return;
            }
            pendingReceives[participant] = plan.receives(next, participant) - early.remove(key(participant, next));
            plan.sends(next, participant, (target, first, count, reduce) -> {
                pendingSends[participant]++;
                begin(next, participant, target, plan.chunkBytes(first, count));
            });
            List<Waiting> ready = waiting.remove(key(participant, next));
            for (int i = 0; ready != null && i < ready.size(); i++) {
                goOn(next, ready.get(i).source, participant, ready.get(i).bytes);
            }
        }
    }

    private void begin(int inRound, int source, int target, long bytes) {
        if (buffers == null) {
            whenEntered(inRound, source, target, bytes);
        } else if (bytes <= eagerBytes) {
            goOn(inRound, source, target, bytes);
        } else {
            word(source, target, () -> whenEntered(inRound, source, target, bytes));
        }
    }

    private void whenEntered(int inRound, int source, int target, long bytes) {
        if (round[target] == inRound) {
            goOn(inRound, source, target, bytes);
        } else {
            waiting.computeIfAbsent(key(target, inRound), any -> new ArrayList<>())
                    .add(new Waiting(source, bytes));
        }
    }

    private void goOn(int inRound, int source, int target, long bytes) {
        if (buffers == null) {
            executor.send(plan.node(source), plan.node(target), bytes, () -> delivered(source, target));
        } else if (bytes <= eagerBytes) {
            give(buffers, inRound, source, target, bytes);
        } else {
            SendBuffers taking = buffers;
            word(target, source, () -> {
                if (give(taking, inRound, source, target, bytes)) {
                    enterNextRounds(source);
                }
            });
        }
    }

    private void word(int from, int to, Runnable done) {
        executor.network().send(plan.node(from), plan.node(to), WORD_BYTES, 0, now -> done.run());
    }

    /** Gives a transfer to its buffers; returns whether they have taken it at once. */
    private boolean give(SendBuffers taking, int inRound, int source, int target, long bytes) {
        boolean taken = taking.send(
                plan.node(source), plan.node(target), bytes, () -> handedOver(source), () -> arrived(inRound, target));
        if (taken) {
            pendingSends[source]--;
        }
        return taken;
    }

    private void handedOver(int source) {
        pendingSends[source]--;
        enterNextRounds(source);
    }

    private void arrived(int inRound, int target) {
        if (round[target] == inRound) {
            pendingReceives[target]--;
            enterNextRounds(target);
        } else {
            early.addTo(key(target, inRound), 1);
        }
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
