package org.longhaul.training.communicate;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.longhaul.training.tensor.Tensor;

/**
 * What exchanges do to the vectors of their members. The {@link Wire} of an exchange says what is exchanged and in which form, and
 * knows afterwards how many bytes each vector was encoded to.
 *
 * <p>Thread-safety: none; every call comes from the thread that drives the session, inside a tensor scope.
 */
interface Arithmetic {
    /**
     * Every holder's vector becomes the mean.
     *
     * @param shares of the holders, by place; null when they are all the same
     */
    void allReduceMean(Wire wire, double @Nullable [] shares);

    /**
     * The same into a vector that nobody reads before {@link #await}.
     *
     * @param mean becomes the mean; outlives the present scope, or is a part of a vector that does
     * @param key what it is awaited by
     */
    void beginAllReduceMean(Wire wire, Tensor mean, Key key);

    /** Waits for what was begun or posted, if this process takes part in it and has not waited for it yet. */
    void await(Key key);

    /** Waits for everything that was begun or posted. */
    void settle();

    /** What all holders have, in rank order, as it arrives at the others; ends with the present scope. */
    List<Tensor> allGather(Wire wire);

    /** Every holder has its part of the mean, {@link Shards}, in its vector. */
    void reduceScatterMean(Wire wire);

    /** Every holder has the parts of the others in its vector, and keeps its own as it is. */
    void allGatherParts(Wire wire);

    /**
     * The mean of the holders' vectors at one of them, or at another.
     *
     * @param root rank
     * @param into becomes the mean; may be the root's own vector
     */
    void reduceMean(Wire wire, double @Nullable [] shares, int root, Tensor into);

    /** Every holder's vector becomes the root's. */
    void broadcast(Wire wire, int root, Tensor from);

    /** What the holders have arrives at the root, in rank order, into vectors of its own. */
    void gather(Wire wire, int root, List<Tensor> into);

    /** Every holder's vector becomes the one that the root has for it, in rank order. */
    void scatter(Wire wire, int root, List<Tensor> from);

    /**
     * One vector goes from its only holder to another rank.
     *
     * @param into becomes what is received
     * @param key what the receiver awaits it by; null if it waits at once
     */
    void send(Wire wire, int receiver, Tensor into, @Nullable Key key);

    /**
     * Something that was begun.
     *
     * @param step number of the step, as the communicator counts them
     * @param index its place among what was begun in that step
     */
    record Key(long step, int index) {}
}
