package org.longhaul.training.communicate;

import java.util.List;
import java.util.Objects;

/**
 * One exchange as it was carried out on the tensors.
 *
 * @param label what was exchanged, for example {@code parameters}, {@code second-moment}, {@code gradients}
 * @param operation what became of it
 * @param members ranks that took part, ascending, the root among them; at least two. A server has the rank after the last worker's
 * @param root rank of the member that all others send to or receive from; {@value #NO_ROOT} for an all-reduce
 * @param payload values of one member's vector, by parameter group in forward order; counted from the tensors
 * @param format number format on the wire
 * @param sizes bytes of each vector that travels, in the order of the members other than the root; one entry if they are all
 *     the same
 * @param release when it may start
 */
public record Exchange(
        String label,
        Operation operation,
        List<Integer> members,
        int root,
        List<GroupElements> payload,
        WireFormat format,
        List<Long> sizes,
        Release release) {

    /** The root of an operation that has none. */
    public static final int NO_ROOT = -1;

    /** What an exchange does. */
    public enum Operation {
        /** Every member ends with the mean of all members' vectors. */
        ALL_REDUCE,
        /** The root ends with the mean of the members' vectors. */
        REDUCE,
        /** Every member ends with the root's vector. */
        BROADCAST,
        /** The root ends with all members' vectors, each for itself. */
        GATHER,
        /** Every member ends with a vector of its own, which the root had for it. */
        SCATTER;

        /** Whether the root, and nobody else, ends with what is exchanged. */
        public boolean endsAtRoot() {
            return this == REDUCE || this == GATHER;
        }

        /** Whether the root, and nobody else, has what is exchanged. */
        public boolean beginsAtRoot() {
            return this == BROADCAST || this == SCATTER;
        }
    }

    public Exchange {
        Objects.requireNonNull(label, "label");
        Objects.requireNonNull(format, "format");
        Objects.requireNonNull(release, "release");
        members = List.copyOf(members);
        payload = List.copyOf(payload);
        sizes = List.copyOf(sizes);
        if (members.size() < 2) {
            throw new IllegalArgumentException("members (" + members + ") of exchange " + label
                    + " must be at least two: one alone sends nothing.");
        }
        if ((root == NO_ROOT) != (operation == Operation.ALL_REDUCE) || (root != NO_ROOT && !members.contains(root))) {
            throw new IllegalArgumentException("root (" + root + ") of exchange " + label + ", " + operation
                    + ", must be one of its members " + members + ", and none for an all-reduce.");
        }
        if (payload.isEmpty()) {
            throw new IllegalArgumentException("payload of exchange " + label + " must not be empty.");
        }
        if (sizes.size() != 1 && sizes.size() != vectors(members, root)) {
            throw new IllegalArgumentException("sizes of exchange " + label + " must be one, or one for each of its "
                    + vectors(members, root) + " vectors; found " + sizes.size() + ".");
        }
    }

    /** An exchange whose vectors all have the same size. */
    public Exchange(
            String label,
            Operation operation,
            List<Integer> members,
            int root,
            List<GroupElements> payload,
            WireFormat format,
            Release release) {
        this(label, operation, members, root, payload, format, List.of(format.bytes(sum(payload))), release);
    }

    /** An all-reduce of the mean. */
    public Exchange(
            String label, List<Integer> members, List<GroupElements> payload, WireFormat format, Release release) {
        this(label, Operation.ALL_REDUCE, members, NO_ROOT, payload, format, release);
    }

    /** The same among other members. */
    public Exchange among(List<Integer> otherMembers, int otherRoot) {
        return new Exchange(label, operation, otherMembers, otherRoot, payload, format, sizes, release);
    }

    private static int vectors(List<Integer> members, int root) {
        return root == NO_ROOT ? members.size() : members.size() - 1;
    }

    private static long sum(List<GroupElements> payload) {
        long sum = 0;
        for (GroupElements part : payload) {
            sum += part.elements();
        }
        return sum;
    }

    /** Number of vectors that travel: one for each member but the root, which keeps its own. */
    public int vectors() {
        return vectors(members, root);
    }

    /** Values of one vector, all groups together. */
    public long elements() {
        return sum(payload);
    }

    /** Bytes of one vector, on average over {@link #vectors()}. */
    public long bytes() {
        return sizes.size() == 1 ? sizes.get(0) : totalBytes() / vectors();
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
