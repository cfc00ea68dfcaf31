package org.longhaul.simulator.collective.algorithm;

import it.unimi.dsi.fastutil.ints.IntArrayList;
import java.util.Locale;
import org.longhaul.simulator.collective.CollectiveCall;
import org.longhaul.simulator.collective.TransferPlan;

/** Collects the transfers of an irregular algorithm, in any order of rounds, into a {@link TransferPlan}. */
public final class PlanBuilder {

    private static final int FIELDS = 6;

    private final int ranks;
    private final int chunks;
    private final long bytes;
    private final IntArrayList nodes;
    private final IntArrayList transfers = new IntArrayList();
    private int rounds;

    public PlanBuilder(CollectiveCall call, int chunks) {
        this.ranks = call.ranks();
        this.chunks = chunks;
        this.bytes = call.bytes();
        this.nodes = new IntArrayList(call.nodes());
    }

    /** Adds a participant that holds no rank. */
    int server(int node) {
        nodes.add(node);
        return nodes.size() - 1;
    }

    int rounds() {
        return rounds;
    }

    /** The target adds what it gets to what it holds. */
    public void reduce(int round, int source, int target, int firstChunk, int chunkCount) {
        add(round, source, target, firstChunk, chunkCount, 1);
    }

    /** The target takes what it gets. */
    public void copy(int round, int source, int target, int firstChunk, int chunkCount) {
        add(round, source, target, firstChunk, chunkCount, 0);
    }

    private void add(int round, int source, int target, int firstChunk, int chunkCount, int reduce) {
        if (chunkCount < 1 || chunkCount > chunks || firstChunk < 0 || firstChunk >= chunks || source == target) {
            throw new IllegalStateException(String.format(
                    Locale.ROOT,
                    "transfer %d→%d of chunks %d+%d of %d in round %d is malformed",
                    source,
                    target,
                    firstChunk,
                    chunkCount,
                    chunks,
                    round));
        }
        rounds = Math.max(rounds, round + 1);
        transfers.add(round);
        transfers.add(source);
        transfers.add(target);
        transfers.add(firstChunk);
        transfers.add(chunkCount);
        transfers.add(reduce);
    }

    /** A plan whose transfers depend on the size of the vector. */
    public TransferPlan build() {
        return build(false);
    }

    /** A plan whose transfers are the same for a vector of any size; only the bytes of its parts are others. */
    public TransferPlan buildForAnySize() {
        return build(true);
    }

    private TransferPlan build(boolean ofAnySize) {
        int participants = nodes.size();
        int count = transfers.size() / FIELDS;
        int[] start = new int[rounds * participants + 1];
        int[] receives = new int[rounds * participants];
        for (int i = 0; i < count; i++) {
            start[slot(i, 1) + 1]++;
            receives[slot(i, 2)]++;
        }
        for (int i = 1; i < start.length; i++) {
            start[i] += start[i - 1];
        }
        int[] next = start.clone();
        int[] ordered = new int[count * 4];
        for (int i = 0; i < count; i++) {
            int to = next[slot(i, 1)]++ * 4;
            transfers.getElements(i * FIELDS + 2, ordered, to, 4);
        }
        return new ExplicitPlan(nodes.toIntArray(), ranks, chunks, bytes, rounds, ofAnySize, start, receives, ordered);
    }

    private int slot(int transfer, int field) {
        return transfers.getInt(transfer * FIELDS) * nodes.size() + transfers.getInt(transfer * FIELDS + field);
    }

    /** Transfers in compressed rows by (round, source): target, first chunk, chunk count, reduce. */
    private static final class ExplicitPlan extends TransferPlan {

        private final int rounds;
        private final boolean ofAnySize;
        private final int[] start;
        private final int[] receives;
        private final int[] transfers;

        ExplicitPlan(
                int[] nodes,
                int ranks,
                int chunks,
                long bytes,
                int rounds,
                boolean ofAnySize,
                int[] start,
                int[] receives,
                int[] transfers) {
            super(nodes, ranks, chunks, bytes);
            this.rounds = rounds;
            this.ofAnySize = ofAnySize;
            this.start = start;
            this.receives = receives;
            this.transfers = transfers;
        }

        @Override
        public int rounds() {
            return rounds;
        }

        @Override
        public boolean isOfAnySize() {
            return ofAnySize;
        }

        @Override
        public void sends(int round, int participant, TransferSink sink) {
            int slot = round * participants() + participant;
            for (int i = start[slot]; i < start[slot + 1]; i++) {
                sink.transfer(transfers[i * 4], transfers[i * 4 + 1], transfers[i * 4 + 2], transfers[i * 4 + 3] == 1);
            }
        }

        @Override
        public int receives(int round, int participant) {
            return receives[round * participants() + participant];
        }
    }
}
