package org.longhaul.simulator.collective;

import java.util.ArrayList;
import java.util.List;

/** Runs a plan on real vectors: one long for each chunk of each participant, so that sums are exact. */
public final class PlanInterpreter {

    private record Message(int target, int chunk, long value, boolean reduce) {}

    private final TransferPlan plan;
    private final long[][] held;
    private final long[] sentBytes;

    public PlanInterpreter(TransferPlan plan, long[][] initial) {
        this.plan = plan;
        this.held = new long[plan.participants()][plan.chunks()];
        for (int rank = 0; rank < initial.length; rank++) {
            held[rank] = initial[rank].clone();
        }
        this.sentBytes = new long[plan.participants()];
    }

    /** Distinct, unrelated values for every rank and chunk. */
    public static long[][] vectors(int ranks, int chunks) {
        long[][] vectors = new long[ranks][chunks];
        for (int rank = 0; rank < ranks; rank++) {
            for (int chunk = 0; chunk < chunks; chunk++) {
                vectors[rank][chunk] = (rank + 1) * 1_000_003L * (chunk + 7) % 999_983 + ((long) rank << 24);
            }
        }
        return vectors;
    }

    public PlanInterpreter run() {
        for (int round = 0; round < plan.rounds(); round++) {
            round(round);
        }
        return this;
    }

    private void round(int round) {
        List<Message> messages = new ArrayList<>();
        int[] received = new int[plan.participants()];
        for (int participant = 0; participant < plan.participants(); participant++) {
            int source = participant;
            plan.sends(round, source, (target, first, count, reduce) -> {
                received[target]++;
                sentBytes[source] += plan.chunkBytes(first, count);
                for (int i = 0; i < count; i++) {
                    int chunk = (first + i) % plan.chunks();
                    messages.add(new Message(target, chunk, held[source][chunk], reduce));
                }
            });
        }
        for (Message message : messages) {
            long[] target = held[message.target()];
            target[message.chunk()] = message.value() + (message.reduce() ? target[message.chunk()] : 0);
        }
        for (int participant = 0; participant < plan.participants(); participant++) {
            if (received[participant] != plan.receives(round, participant)) {
                throw new AssertionError("participant %d receives %d transfers in round %d, announced %d"
                        .formatted(participant, received[participant], round, plan.receives(round, participant)));
            }
        }
    }

    public long[] held(int participant) {
        return held[participant];
    }

    long sentBytes() {
        long sum = 0;
        for (long bytes : sentBytes) {
            sum += bytes;
        }
        return sum;
    }
}
