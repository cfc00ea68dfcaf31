package org.longhaul.simulator.compute;

import java.util.Locale;
import org.longhaul.topology.unit.FlopRate;

/** Makes compute models. The workers of a model may differ in speed. */
public final class ComputeModels {

    private static final double NANOS_PER_SECOND = 1e9;

    private ComputeModels() {}

    /**
     * From a stated step time.
     *
     * @param stepNanos duration of a whole step, by worker
     * @param shares how it divides over the phases
     */
    public static ComputeModel ofStepTime(long[] stepNanos, PhaseShares shares) {
        int workers = stepNanos.length;
        long[] forward = new long[workers];
        long[] backward = new long[workers];
        long[] update = new long[workers];
        for (int w = 0; w < workers; w++) {
            if (stepNanos[w] < 0) {
                throw new IllegalArgumentException(String.format(
                        Locale.ROOT, "step time (%d ns) of worker %d must not be negative", stepNanos[w], w));
            }
            forward[w] = Math.round(stepNanos[w] * shares.forward());
            update[w] = Math.round(stepNanos[w] * shares.update());
            // The remainder, so that the phases sum to the stated time exactly.
            backward[w] = Math.max(0, stepNanos[w] - forward[w] - update[w]);
        }
        return new SteadyCompute(forward, backward, update);
    }

    /**
     * From a stated throughput.
     *
     * @param stepsPerSecond local steps per second, by worker
     * @param shares how a step divides over the phases
     */
    public static ComputeModel ofStepsPerSecond(double[] stepsPerSecond, PhaseShares shares) {
        long[] stepNanos = new long[stepsPerSecond.length];
        for (int w = 0; w < stepNanos.length; w++) {
            requirePositive("steps per second", stepsPerSecond[w], w);
            stepNanos[w] = Math.round(NANOS_PER_SECOND / stepsPerSecond[w]);
        }
        return ofStepTime(stepNanos, shares);
    }

    /**
     * From a stated token throughput.
     *
     * @param tokensPerSecond tokens that the worker trains on per second, by worker
     * @param tokensPerStep tokens of one worker's step: sequences times their length
     * @param shares how a step divides over the phases
     */
    public static ComputeModel ofTokensPerSecond(double[] tokensPerSecond, long tokensPerStep, PhaseShares shares) {
        if (tokensPerStep < 1) {
            throw new IllegalArgumentException(
                    String.format(Locale.ROOT, "tokens per step (%d) must be at least 1", tokensPerStep));
        }
        double[] stepsPerSecond = new double[tokensPerSecond.length];
        for (int w = 0; w < stepsPerSecond.length; w++) {
            requirePositive("tokens per second", tokensPerSecond[w], w);
            stepsPerSecond[w] = tokensPerSecond[w] / tokensPerStep;
        }
        return ofStepsPerSecond(stepsPerSecond, shares);
    }

    /**
     * From operation counts and sustained rates: FLOPs / (peak x MFU).
     *
     * @param forwardFlops operations of a forward pass over one worker's batch
     * @param backwardFlops operations of the backward pass
     * @param updateFlops operations of the optimizer update
     * @param peak peak rate of each worker's devices together
     * @param modelFlopsUtilisation share of the peak that is reached, in (0, 1]
     * @see <a href="https://arxiv.org/abs/2204.02311">Chowdhery et al., "PaLM: Scaling Language Modeling with Pathways",
     *     2022, appendix B (MFU)</a>
     */
    public static ComputeModel ofFlops(
            double forwardFlops,
            double backwardFlops,
            double updateFlops,
            FlopRate[] peak,
            double modelFlopsUtilisation) {
        if (!(modelFlopsUtilisation > 0 && modelFlopsUtilisation <= 1)) {
            throw new IllegalArgumentException(
                    String.format(Locale.ROOT, "MFU (%s) must be in (0, 1]", modelFlopsUtilisation));
        }
        int workers = peak.length;
        long[] forward = new long[workers];
        long[] backward = new long[workers];
        long[] update = new long[workers];
        for (int w = 0; w < workers; w++) {
            double rate = peak[w].flopsPerSecond() * modelFlopsUtilisation;
            forward[w] = nanos("forward FLOPs", forwardFlops, rate);
            backward[w] = nanos("backward FLOPs", backwardFlops, rate);
            update[w] = nanos("update FLOPs", updateFlops, rate);
        }
        return new SteadyCompute(forward, backward, update);
    }

    /**
     * From a measurement of one worker's phases, scaled.
     *
     * @param forwardNanos measured forward pass
     * @param backwardNanos measured backward pass
     * @param updateNanos measured optimizer update
     * @param scale factor by worker: 0.5 for a worker that is twice as fast as the measured one
     */
    public static ComputeModel ofMeasurement(long forwardNanos, long backwardNanos, long updateNanos, double[] scale) {
        int workers = scale.length;
        long[] forward = new long[workers];
        long[] backward = new long[workers];
        long[] update = new long[workers];
        for (int w = 0; w < workers; w++) {
            requirePositive("scale", scale[w], w);
            forward[w] = Math.round(forwardNanos * scale[w]);
            backward[w] = Math.round(backwardNanos * scale[w]);
            update[w] = Math.round(updateNanos * scale[w]);
        }
        return new SteadyCompute(forward, backward, update);
    }

    /** A model whose durations are those of another one times a random factor for each worker and step. */
    public static ComputeModel withStragglers(ComputeModel model, StragglerModel stragglers) {
        return stragglers == StragglerModel.NONE ? model : new StragglingCompute(model, stragglers);
    }

    private static long nanos(String name, double flops, double rate) {
        if (!(flops >= 0) || Double.isInfinite(flops)) {
            throw new IllegalArgumentException(
                    String.format(Locale.ROOT, "%s (%s) must be finite and not negative", name, flops));
        }
        return Math.round(flops / rate * NANOS_PER_SECOND);
    }

    private static void requirePositive(String name, double value, int worker) {
        if (!(value > 0) || Double.isInfinite(value)) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT, "%s (%s) of worker %d must be positive and finite", name, value, worker));
        }
    }

    private static final class SteadyCompute implements ComputeModel {

        private final long[] forward;
        private final long[] backward;
        private final long[] update;

        SteadyCompute(long[] forward, long[] backward, long[] update) {
            this.forward = forward;
            this.backward = backward;
            this.update = update;
        }

        @Override
        public long forwardNanos(int worker, long step) {
            return forward[worker];
        }

        @Override
        public long backwardNanos(int worker, long step) {
            return backward[worker];
        }

        @Override
        public long updateNanos(int worker, long step) {
            return update[worker];
        }

        @Override
        public boolean isSteady() {
            return true;
        }
    }

    private static final class StragglingCompute implements ComputeModel {

        private final ComputeModel model;
        private final StragglerModel stragglers;

        StragglingCompute(ComputeModel model, StragglerModel stragglers) {
            this.model = model;
            this.stragglers = stragglers;
        }

        @Override
        public long forwardNanos(int worker, long step) {
            return Math.round(model.forwardNanos(worker, step) * stragglers.factor(worker, step));
        }

        @Override
        public long backwardNanos(int worker, long step) {
            return Math.round(model.backwardNanos(worker, step) * stragglers.factor(worker, step));
        }

        @Override
        public long updateNanos(int worker, long step) {
            return Math.round(model.updateNanos(worker, step) * stragglers.factor(worker, step));
        }
    }
}
