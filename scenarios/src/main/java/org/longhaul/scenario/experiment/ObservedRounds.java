package org.longhaul.scenario.experiment;

import java.util.Arrays;
import java.util.function.LongConsumer;
import org.longhaul.scenario.file.Selection;
import org.longhaul.training.TrainingSession;
import org.longhaul.training.method.DistributedMethodFactory;
import org.longhaul.training.model.ModelContext;
import org.longhaul.training.model.Quadratic;
import org.longhaul.training.optimizer.OptimizerFactory;
import org.longhaul.training.replica.ReplicaMode;
import org.longhaul.training.replica.Replicas;

/**
 * A training on a quadratic of 200 elements with curvatures from 0.01 to 1, equal workers and noisy gradients, into which somebody
 * looks one step before each averaging, in the second half of the rounds.
 *
 * @param method without a server, after whose averaging all workers are equal
 * @param optimizer of the workers
 * @param workers number of workers
 * @param period steps from one averaging of the method to the next, at least 2
 * @param rounds rounds that are trained, at least 2
 * @param noise standard deviation of the gradient noise
 */
record ObservedRounds(
        Selection<DistributedMethodFactory<?>> method,
        Selection<OptimizerFactory<?>> optimizer,
        int workers,
        long period,
        long rounds,
        double noise) {
    private static final int GROUPS = 4;
    private static final int ELEMENTS = 50;

    /** Looks at the workers. */
    interface Watcher {
        /**
         * One step before an averaging; inside a tensor scope.
         *
         * @param start what all workers had after the averaging before
         */
        void look(Replicas replicas, double[] start);
    }

    long steps() {
        return period * rounds;
    }

    /**
     * Trains.
     *
     * @param mode how the replicas are kept
     * @param seed master seed
     * @param stepped hears the number of steps done, after each
     * @throws IllegalArgumentException if workers differ after a period: it is another one than the method's
     */
    void train(ReplicaMode mode, long seed, Watcher watcher, LongConsumer stepped) {
        Quadratic model = new Quadratic(
                new Quadratic.Settings(GROUPS - 2, ELEMENTS, 0.01, 1, 0, noise, 1), new ModelContext(256, 1, workers));
        try (TrainingSession session = TrainingSession.builder()
                .model(model)
                .method(new ObservedMethod<>(method.factory(), new Rounds(watcher)), method.settings())
                .optimizer(optimizer.factory(), optimizer.settings())
                .workers(workers)
                .mode(mode)
                .steps(steps())
                .seed(seed)
                .build()) {
            for (long step = 1; step <= steps(); step++) {
                session.step();
                stepped.accept(step);
            }
        }
    }

    /** Finds the moments. */
    private final class Rounds implements ObservedMethod.Watcher {
        private final Watcher watcher;
        private double[] start = {};

        Rounds(Watcher watcher) {
            this.watcher = watcher;
        }

        @Override
        public void look(long stepsDone, Replicas replicas) {
            if (stepsDone % period == 0) {
                start = replicas.parameters().of(0).toDoubles();
                requireEqual(replicas);
            }
            if (stepsDone % period == period - 1 && start.length > 0 && 2 * stepsDone >= steps()) {
                watcher.look(replicas, start);
            }
        }

        private void requireEqual(Replicas replicas) {
            for (int worker = 1; worker < replicas.workers(); worker++) {
                if (!Arrays.equals(start, replicas.parameters().of(worker).toDoubles())) {
                    throw new IllegalArgumentException("period (" + period
                            + ") must be that of the method, which averages after the update: its workers differ after"
                            + " so many steps.");
                }
            }
        }
    }
}
