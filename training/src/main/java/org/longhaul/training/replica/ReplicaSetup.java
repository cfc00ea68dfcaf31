package org.longhaul.training.replica;

import org.jspecify.annotations.Nullable;
import org.longhaul.extension.Require;
import org.longhaul.training.model.Layout;
import org.longhaul.training.model.Model;
import org.longhaul.training.optimizer.Clipping;
import org.longhaul.training.optimizer.Optimizer;
import org.longhaul.training.participation.Federation;
import org.longhaul.training.participation.Participation;
import org.longhaul.training.schedule.Schedule;
import org.longhaul.training.task.BatchSource;
import org.longhaul.training.tensor.DType;
import org.longhaul.training.tensor.Device;

/**
 * What the workers train and how each updates its own replica.
 *
 * @param model the loss
 * @param batches training and validation batches
 * @param optimizer local optimizer, which becomes one for this model
 * @param schedule learning rate over the steps
 * @param steps length of the training in steps of the method, at least 1
 * @param clipping gradient clipping
 * @param workers number of workers W, at least 1
 * @param participation who takes part in each round, of a method that has only those resident; null when all workers are, always
 * @param federation the groups that the workers are in
 * @param seed seed of the initial parameters
 * @param device where all replicas live
 * @param type element type of parameters, gradients and optimizer states: FLOAT32 or FLOAT64
 * @param pass how the gradient of a batch is computed
 * @param mode how replicas share the device
 * @param threads threads that run whole replicas, at least 1; no result depends on it
 * @param only the one rank that this process computes for, a worker's or a server's, where each member is a process; null where it
 *     computes for all
 */
public record ReplicaSetup(
        Model model,
        BatchSource batches,
        Optimizer optimizer,
        Schedule schedule,
        long steps,
        Clipping clipping,
        int workers,
        @Nullable Participation participation,
        Federation federation,
        long seed,
        Device device,
        DType type,
        GradientPass pass,
        ReplicaMode mode,
        int threads,
        @Nullable Integer only) {
    public ReplicaSetup {
        requirePositive("workers", workers);
        requirePositive("threads", threads);
        Require.atLeast("steps", steps, 1);
        if (type != DType.FLOAT32 && type != DType.FLOAT64) {
            throw new IllegalArgumentException("type (" + type + ") must be FLOAT32 or FLOAT64.");
        }
        if (federation.clients() != workers) {
            throw new IllegalArgumentException(
                    "federation (" + federation + ") must be of the " + workers + " workers.");
        }
        pass.requireFit(model);
        optimizer = optimizer.on(new Layout(model.parameters()));
        if (mode == ReplicaMode.STACKED && !model.isStackable()) {
            throw new IllegalArgumentException("mode (" + mode
                    + ") is not for this model, which computes one replica at a time: " + model.identity() + ".");
        }
        if (mode == ReplicaMode.STACKED && only != null) {
            throw new IllegalArgumentException("mode (" + mode + ") is for a process that computes for all workers.");
        }
    }

    /** All workers take part, always, one after another on each thread, each batch at once, for as long as anybody likes. */
    public ReplicaSetup(
            Model model,
            BatchSource batches,
            Optimizer optimizer,
            Schedule schedule,
            Clipping clipping,
            int workers,
            long seed,
            Device device,
            DType type,
            int threads) {
        this(
                model,
                batches,
                optimizer,
                schedule,
                Long.MAX_VALUE,
                clipping,
                workers,
                null,
                Federation.flat(workers),
                seed,
                device,
                type,
                GradientPass.PLAIN,
                ReplicaMode.THREADED,
                threads,
                null);
    }

    /** Whether this process computes for a rank. */
    boolean computesFor(int rank) {
        return only == null || only == rank;
    }

    /** The same from other initial parameters. */
    public ReplicaSetup withSeed(long ofParameters) {
        return new ReplicaSetup(
                model,
                batches,
                optimizer,
                schedule,
                steps,
                clipping,
                workers,
                participation,
                federation,
                ofParameters,
                device,
                type,
                pass,
                mode,
                threads,
                only);
    }

    private static void requirePositive(String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + " (" + value + ") must be at least 1.");
        }
    }
}
