package org.longhaul.training.communicate;

import java.util.List;
import java.util.Objects;
import org.longhaul.training.codec.Codec;
import org.longhaul.training.codec.EncodedSize;

/**
 * One exchange as it was carried out on the tensors.
 *
 * @param label what was exchanged, for example {@code parameters}, {@code second-moment}, {@code gradients}
 * @param operation what became of it
 * @param members ranks that took part, ascending, the root among them; at least two. A server has the rank after the last worker's
 * @param root rank of the member that all others send to or receive from; {@value #NO_ROOT} where all do the same
 * @param payload values of one member's vector, by parameter group in forward order; counted from the tensors
 * @param codec form in which vectors travel
 * @param sizes bytes that each vector that travels was encoded to, in the order of the members other than the root; one entry
 *     if they are all the same
 * @param release when it may start
 */
public record Exchange(
        String label,
        Operation operation,
        List<Integer> members,
        int root,
        List<GroupElements> payload,
        Codec codec,
        List<Long> sizes,
        Release release) {

    /** The root of an operation that has none. */
    public static final int NO_ROOT = -1;

    /** What an exchange does. */
    public enum Operation {
        /** Every member ends with the mean of all members' vectors. */
        ALL_REDUCE,
        /** Every member ends with all members' vectors, of which it makes the mean. */
        ALL_GATHER,
        /** Every member ends with its own part of the mean of all members' vectors. */
        REDUCE_SCATTER,
        /** The root ends with the mean of the members' vectors. */
        REDUCE,
        /** Every member ends with the root's vector. */
        BROADCAST,
        /** The root ends with all members' vectors, each for itself. */
        GATHER,
        /** Every member ends with a vector of its own, which the root had for it. */
        SCATTER;

        /** Whether one member receives from all others or sends to them. */
        public boolean hasRoot() {
            return this != ALL_REDUCE && this != ALL_GATHER && this != REDUCE_SCATTER;
        }

        /** Whether its size is that of all members' vectors together. */
        public boolean isWholeOfParts() {
            return this == ALL_GATHER || this == GATHER || this == SCATTER;
        }
    }

    public Exchange {
        Objects.requireNonNull(label, "label");
        Objects.requireNonNull(codec, "codec");
        Objects.requireNonNull(release, "release");
        members = List.copyOf(members);
        payload = List.copyOf(payload);
        sizes = sizes.stream().distinct().count() == 1 ? List.of(sizes.get(0)) : List.copyOf(sizes);
        if (members.size() < 2) {
            throw new IllegalArgumentException("members (" + members + ") of exchange " + label
                    + " must be at least two: one alone sends nothing.");
        }
        if ((root == NO_ROOT) == operation.hasRoot() || (root != NO_ROOT && !members.contains(root))) {
            throw new IllegalArgumentException("root (" + root + ") of exchange " + label + ", " + operation
                    + ", must be one of its members " + members + ", or none where all do the same.");
        }
        if (payload.isEmpty()) {
            throw new IllegalArgumentException("payload of exchange " + label + " must not be empty.");
        }
        if (sizes.size() != 1 && sizes.size() != vectors(members, root)) {
            throw new IllegalArgumentException("sizes of exchange " + label + " must be one, or one for each of its "
                    + vectors(members, root) + " vectors; found " + sizes.size() + ".");
        }
    }

    /** The same among other members, each of whom sends as much as those did on average. */
    public Exchange among(List<Integer> otherMembers, int otherRoot) {
        return new Exchange(label, operation, otherMembers, otherRoot, payload, codec, List.of(bytes()), release);
    }

    /** The same of vectors that take as much as their codec may need at most; of empty ones still nothing. */
    public Exchange atMost() {
        List<Long> most = sizes.stream()
                .map(size -> size == 0 ? size : codec.mostBytes(new EncodedSize(elements(), size)))
                .toList();
        return new Exchange(label, operation, members, root, payload, codec, most, release);
    }

    private static int vectors(List<Integer> members, int root) {
        return root == NO_ROOT ? members.size() : members.size() - 1;
    }

    /** Number of vectors that travel: one for each member but the root, which keeps its own. */
    public int vectors() {
        return vectors(members, root);
    }

    /** Values of one vector, all groups together. */
    public long elements() {
        long sum = 0;
        for (GroupElements part : payload) {
            sum += part.elements();
        }
        return sum;
    }

    /** Bytes of one vector, on average over {@link #vectors()}, rounded up. */
    public long bytes() {
        return sizes.size() == 1 ? sizes.get(0) : (totalBytes() + vectors() - 1) / vectors();
    }

    /**
     * Bytes of one vector of another length in the same form, on average over {@link #vectors()}, rounded up.
     *
     * @param elements values of the other vector, as many times those of this one as the model that is charged has of the
     *     trained model's
     */
    public long bytes(long elements) {
        long total = totalBytes(elements);
        return sizes.size() == 1 ? total / vectors() : (total + vectors() - 1) / vectors();
    }

    /** {@link #sizes} of vectors of another length in the same form. Of its own length an empty part stays empty. */
    public List<Long> sizes(long elements) {
        boolean isSame = elements == elements();
        return sizes.stream()
                .map(size -> size == 0 && isSame ? size : codec.bytes(elements, new EncodedSize(elements(), size)))
                .toList();
    }

    /** Bytes of all vectors, if they had another length. */
    public long totalBytes(long elements) {
        long total = 0;
        for (long size : sizes(elements)) {
            total = Math.addExact(total, size);
        }
        return sizes.size() == 1 ? Math.multiplyExact(total, (long) vectors()) : total;
    }

    /** Bytes of all vectors. */
    public long totalBytes() {
        if (sizes.size() == 1) {
            return Math.multiplyExact(sizes.get(0), (long) vectors());
        }
        long total = 0;
        for (long size : sizes) {
            total = Math.addExact(total, size);
        }
        return total;
    }
}
