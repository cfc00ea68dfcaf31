package org.longhaul.training.communicate;

import java.util.List;
import org.longhaul.training.tensor.Tensor;

/**
 * Carries what one member of a training contributes to the members in other processes, and what they contribute to it.
 *
 * <p>Every process makes the same calls in the same order. A call begins something and returns; what it gives is there when its
 * {@link Pending} has been awaited. Tensors that are sent must not change, and those that are received must not be read, before.
 *
 * <p>Thread-safety: one thread makes all calls and awaits; what was begun goes on meanwhile.
 */
public interface Transport extends AutoCloseable {
    /** Something that was begun. */
    interface Pending {
        /**
         * Waits until it is done.
         *
         * @throws LostMemberException if somebody who takes part in it is no longer there
         */
        void await();
    }

    /** The member that this process is: a worker's rank, or a server's after them. */
    int rank();

    /** Members in all, one process each: workers and servers. */
    int size();

    /**
     * Adds up a vector over members, of whom this process is one; all receive the sum.
     *
     * @param vector floating point, contiguous; becomes the sum
     * @param members ranks, ascending, at least two
     */
    Pending allReduceSum(Tensor vector, List<Integer> members);

    /**
     * Sends a tensor to one other member, who calls {@link #receive} for it; what goes to one member arrives in this order.
     *
     * @param vector of any type, contiguous
     */
    Pending send(Tensor vector, int to);

    /**
     * Receives a tensor from one other member.
     *
     * @param into of the type and length of what is sent, contiguous; becomes it
     */
    Pending receive(Tensor into, int from);

    /** Ends all connections; whatever is under way ends with a {@link LostMemberException} at the others. */
    @Override
    void close();
}
