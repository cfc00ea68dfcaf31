package org.longhaul.simulator.collective.algorithm;

import it.unimi.dsi.fastutil.ints.IntArrayList;
import java.util.List;
import java.util.Locale;
import org.longhaul.simulator.collective.CollectiveCall;
import org.longhaul.simulator.collective.TransferPlan;

/** Collects the transfers of an irregular algorithm, in any order of rounds, into a {@link TransferPlan}. */
public final class PlanBuilder {

    private static final int FIELDS = 6;

    private final int ranks;
    private final int chunks;
    private final long bytes;
    private final List<Long> parts;
    private final IntArrayList nodes;
    private final IntArrayList transfers = new IntArrayList();
    private int rounds;

    public PlanBuilder(CollectiveCall call, int chunks) {
        this.ranks = call.ranks();
        this.chunks = chunks;
        this.bytes = call.bytes();
        this.parts = call.parts();
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
        Transfers made =
                new Transfers(rounds, ofAnySize && parts.isEmpty(), start, receives, ordered, carried(ordered));
        return new ExplicitPlan(nodes.toIntArray(), ranks, chunks, bytes, parts, made);
    }

    /** How often each part is sent. */
    private long[] carried(int[] ordered) {
        long[] times = new long[chunks + 1];
        for (int i = 0; i < ordered.length; i += 4) {
            int first = ordered[i + 1];
            int end = first + ordered[i + 2];
            times[first]++;
            times[Math.min(end, chunks)]--;
            if (end > chunks) {
                times[0]++;
                times[end - chunks]--;
            }
        }
        for (int chunk = 1; chunk < chunks; chunk++) {
            times[chunk] += times[chunk - 1];
        }
        return times;
    }

    private int slot(int transfer, int field) {
        return transfers.getInt(transfer * FIELDS) * nodes.size() + transfers.getInt(transfer * FIELDS + field);
    }

    /**
     * Transfers of parts.
     *
     * @param start of the compressed rows by (round, source)
     * @param receives by (round, target)
     * @param rows target, first chunk, chunk count, reduce
     * @param carried how often each part is sent
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Transfers(int rounds, boolean ofAnySize, int[] start, int[] receives, int[] rows, long[] carried) {}

    private static final class ExplicitPlan extends TransferPlan {

        private final int[] nodes;
        private final Transfers transfers;

        ExplicitPlan(int[] nodes, int ranks, int chunks, long bytes, List<Long> parts, Transfers transfers) {
            super(nodes, ranks, chunks, bytes, parts);
            this.nodes = nodes;
            this.transfers = transfers;
        }

        @Override
        public int rounds() {
            return transfers.rounds;
        }

        @Override
        public boolean isOfAnySize() {
            return transfers.ofAnySize;
        }

        @Override
        public TransferPlan withBytes(long otherBytes) {
            return isOfAnySize()
                    ? new ExplicitPlan(nodes, ranks(), chunks(), otherBytes, List.of(), transfers)
                    : super.withBytes(otherBytes);
        }

        @Override
        public void sends(int round, int participant, TransferSink sink) {
            int slot = round * participants() + participant;
            int[] rows = transfers.rows;
            for (int i = transfers.start[slot]; i < transfers.start[slot + 1]; i++) {
                sink.transfer(rows[i * 4], rows[i * 4 + 1], rows[i * 4 + 2], rows[i * 4 + 3] == 1);
            }
        }

        @Override
        public int receives(int round, int participant) {
            return transfers.receives[round * participants() + participant];
        }

        @Override
        public long totalBytes() {
            long total = 0;
            for (int chunk = 0; chunk < chunks(); chunk++) {
                total += transfers.carried[chunk] * chunkBytes(chunk, 1);
            }
            return total;
        }
    }
}
