package org.longhaul.simulator.collective;

import it.unimi.dsi.fastutil.ints.IntOpenHashSet;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The transfers of one exchange. Participants are the ranks, and after them servers that hold no rank. Each participant
 * goes through the rounds in order and enters the next one when its own sends and receives of the present one are done. A
 * transfer starts when both its ends have entered its round; what is sent is what the source held on entry.
 *
 * <p>The vector is cut into {@link #chunks()} parts that differ by one byte at most, or that are the ranks' own where these
 * differ. A transfer carries a cyclic range
 * of them, and the target either adds it to what it holds or overwrites. Immutable and thread-safe.
 */
public abstract class TransferPlan {

    private final int[] nodes;
    private final int ranks;
    private final int chunks;
    private final long bytes;
    /** Bytes that each part has at least, and how many of them are left over. */
    private final long wholeBytes;

    private final long leftBytes;
    /** Where each part begins, and the end of the last one; null where they differ by one byte at most. */
    private final long @Nullable [] offsets;

    public TransferPlan(int[] nodes, int ranks, int chunks, long bytes) {
        this(nodes, ranks, chunks, bytes, List.of());
    }

    /**
     * A plan with parts of different sizes.
     *
     * @param parts size of each rank's part; empty where they differ by one byte at most
     * @throws IllegalArgumentException if the vector is not cut into one part for each rank
     */
    public TransferPlan(int[] nodes, int ranks, int chunks, long bytes, List<Long> parts) {
        this.nodes = nodes;
        this.ranks = ranks;
        this.chunks = chunks;
        this.bytes = bytes;
        this.wholeBytes = chunks == 0 ? 0 : bytes / chunks;
        this.leftBytes = chunks == 0 ? 0 : bytes % chunks;
        this.offsets = parts.isEmpty() ? null : offsets(chunks, parts);
    }

    /** The same cut of a vector of another size, whose parts differ by one byte at most. */
    protected TransferPlan(TransferPlan like, long bytes) {
        this(like.nodes, like.ranks, like.chunks, bytes);
    }

    private static long[] offsets(int chunks, List<Long> parts) {
        if (chunks != parts.size()) {
            throw new IllegalArgumentException("A vector of " + chunks + " parts is not made of the different parts of "
                    + parts.size() + " ranks.");
        }
        long[] offsets = new long[chunks + 1];
        for (int chunk = 0; chunk < chunks; chunk++) {
            offsets[chunk + 1] = offsets[chunk] + parts.get(chunk);
        }
        return offsets;
    }

    /** Receives the transfers of one participant in one round. */
    @FunctionalInterface
    public interface TransferSink {

        /**
         * One transfer.
         *
         * @param target receiving participant
         * @param firstChunk first part that is carried
         * @param chunkCount number of parts, counted cyclically
         * @param reduce whether the target adds instead of overwriting
         */
        void transfer(int target, int firstChunk, int chunkCount, boolean reduce);
    }

    /** Number of rounds. */
    public abstract int rounds();

    /** Hands out what a participant sends in a round, always in the same order. */
    public abstract void sends(int round, int participant, TransferSink sink);

    /** Whether the target of any transfer adds it to what it holds. */
    public boolean addsUp() {
        boolean[] found = {false};
        for (int round = 0; round < rounds() && !found[0]; round++) {
            for (int participant = 0; participant < participants() && !found[0]; participant++) {
                sends(round, participant, (target, first, chunks, reduce) -> found[0] |= reduce);
            }
        }
        return found[0];
    }

    /** Number of transfers that a participant receives in a round. */
    public abstract int receives(int round, int participant);

    /**
     * Number of a round's kind: two rounds of one kind have the same transfers in the same order, apart from which
     * chunks they carry.
     */
    public int kind(int round) {
        return round;
    }

    /** Whether a call for a vector of another size has the same transfers of the same parts. */
    public boolean isOfAnySize() {
        return false;
    }

    /**
     * The same transfers with a vector of another size.
     *
     * @throws IllegalStateException if the transfers {@linkplain #isOfAnySize() depend on the size}
     */
    public TransferPlan withBytes(long otherBytes) {
        throw new IllegalStateException("The transfers of this plan depend on the size of its vector.");
    }

    /** Number of ranks. */
    public final int ranks() {
        return ranks;
    }

    /** Number of ranks and servers. */
    public final int participants() {
        return nodes.length;
    }

    /** Node of a participant. */
    public final int node(int participant) {
        return nodes[participant];
    }

    /** Number of parts of the vector. */
    public final int chunks() {
        return chunks;
    }

    /** Size of the vector. */
    public final long bytes() {
        return bytes;
    }

    /** Size of a cyclic range of parts. */
    public final long chunkBytes(int firstChunk, int chunkCount) {
        int end = firstChunk + chunkCount;
        return end <= chunks ? offset(end) - offset(firstChunk) : bytes - offset(firstChunk) + offset(end - chunks);
    }

    /** Payload bytes of all transfers. */
    public long totalBytes() {
        long[] total = {0};
        TransferSink sink = (target, first, count, reduce) -> total[0] += chunkBytes(first, count);
        for (int round = 0; round < rounds(); round++) {
            for (int participant = 0; participant < participants(); participant++) {
                sends(round, participant, sink);
            }
        }
        return total[0];
    }

    /** Payload bytes of all transfers that leave the node of a rank. */
    public final long sentBytes() {
        IntOpenHashSet rankNodes = new IntOpenHashSet(Arrays.copyOf(nodes, ranks));
        long[] sent = {0};
        for (int round = 0; round < rounds(); round++) {
            for (int participant = 0; participant < participants(); participant++) {
                int node = nodes[participant];
                if (rankNodes.contains(node)) {
                    sends(
                            round,
                            participant,
                            (target, first, count, reduce) ->
                                    sent[0] += nodes[target] == node ? 0 : chunkBytes(first, count));
                }
            }
        }
        return sent[0];
    }

    /** Whether two participants are at one node. */
    public final boolean sharesNodes() {
        return new IntOpenHashSet(nodes).size() < nodes.length;
    }

    /** Whether parts are the ranks' own and differ. */
    protected final boolean hasDifferentParts() {
        return offsets != null;
    }

    // floor(chunk * bytes / chunks) without overflow.
    private long offset(int chunk) {
        if (offsets != null) {
            return offsets[chunk];
        }
        long whole = chunk * wholeBytes;
        return leftBytes == 0 ? whole : whole + chunk * leftBytes / chunks;
    }
}
