package org.longhaul.training.weighting;

import java.util.List;
import java.util.function.Consumer;
import org.longhaul.training.communicate.StateGroup;
import org.longhaul.training.task.RoundFigure;
import org.longhaul.training.tensor.Tensor;

/**
 * Those who compute in a step and are due to prepare what they weight samples by.
 *
 * <p>Thread-safety: none; the thread that drives the session calls it, and each body runs on one of its own.
 */
public interface WeighedWorkers {
    /** Their ranks, ascending. */
    List<Integer> ranks();

    /** Number of all workers, whoever is here. */
    int all();

    /** The step whose gradients come next. */
    long step();

    /** Something that each of them does by itself; what it passes over is told afterwards, before anything is exchanged. */
    void each(Consumer<WeighedWorker> body);

    /** A vector that each of them keeps. */
    StateGroup kept(String name);

    /** Replaces everybody's by the mean, in four bytes a number. */
    void allReduceMean(StateGroup group);

    /** Gives everybody what all have, in four bytes a number, in the order of the ranks. */
    List<Tensor> allGather(StateGroup group);

    /** Tells a figure of this moment. */
    void tell(RoundFigure figure, double value);

    /**
     * Trains a second model of the same kind from other initial parameters, all workers together by data parallelism, which is charged.
     *
     * @return its flat parameters; they end with the present tensor scope
     */
    Tensor trainProxy(long steps);
}
