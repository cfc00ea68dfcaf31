package org.longhaul.scenario.experiment;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.google.auto.service.AutoService;
import com.google.common.collect.ImmutableMap;
import java.util.Arrays;
import java.util.Map;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.longhaul.extension.Provides;
import org.longhaul.extension.Require;
import org.longhaul.training.task.DrawnBatches;

/**
 * Adam of many workers on Rosenbrock's function, whose parameters and moments are averaged each by a period of its own, in plain
 * numbers: two parameters need no tensors, and 256 workers of 15,000 steps take seconds. Gradients are those of the model {@code
 * rosenbrock}, from the same draws, and updates those of the methods in the order before-update; the tests hold them to these.
 *
 * <pre>
 *   g_m = gradient of f(x_m) + o_m + n_m
 *   in steps K, 2 K, ... of each state:  x, u, v = mean over the workers;  reset: u = v = 0
 *   u_m = b1 u_m + (1 - b1) g_m;  v_m = b2 v_m + (1 - b2) g_m^2;  x_m = x_m - eta u'_m / (sqrt(v'_m) + eps)
 * </pre>
 *
 * <p>The figure {@code distance} is how far the mean of the workers is from the least value, at (1, 1), on average over the last
 * fifth of the steps.
 */
@SuppressWarnings("rawtypes")
@AutoService(Experiment.class)
@Provides(
        id = "valley-of-many",
        description = "Adam of many workers on Rosenbrock's function, with a period for each state.",
        source = "toy problem of DES-LOC, arXiv 2505.22549; the offsets of workers are ours")
public final class ValleyOfMany implements Experiment<ValleyOfMany.Settings> {
    private static final double FIRST_START = -1.5;
    private static final double SECOND_START = 2;
    private static final double EPSILON = 1e-8;
    private static final double MOST_DEVIATION = 1e12;

    /** What is trained; see the annotations. */
    public record Settings(
            @Nullable
                    @JsonPropertyDescription("steps from one averaging of the parameters to the next; absent: gradients"
                            + " are averaged in every step, as in data parallelism")
                    Long parameterPeriod,
            @Nullable @JsonPropertyDescription("the same of the first moment; absent: never") Long firstMomentPeriod,
            @Nullable @JsonPropertyDescription("the same of the second moment; absent: never") Long secondMomentPeriod,
            @JsonProperty(defaultValue = "false")
                    @JsonPropertyDescription("whether both moments begin anew when the parameters are averaged")
                    boolean reset,
            @JsonProperty(defaultValue = "3") @JsonPropertyDescription("standard deviation of the workers' offsets")
                    double offsetDeviation,
            @JsonProperty(defaultValue = "1.5") @JsonPropertyDescription("standard deviation of the gradient noise")
                    double noiseDeviation,
            @JsonProperty(defaultValue = "256") @JsonPropertyDescription("workers") int workers,
            @JsonProperty(defaultValue = "15000") @JsonPropertyDescription("steps that are trained") long steps,
            @JsonProperty(defaultValue = "0.01") @JsonPropertyDescription("learning rate eta") double learningRate,
            @JsonProperty(defaultValue = "0.9964") @JsonPropertyDescription("decay b1 of the first moment")
                    double firstDecay,
            @JsonProperty(defaultValue = "0.999") @JsonPropertyDescription("decay b2 of the second moment")
                    double secondDecay) {
        public Settings {
            require("parameterPeriod", parameterPeriod);
            require("firstMomentPeriod", firstMomentPeriod);
            require("secondMomentPeriod", secondMomentPeriod);
            Require.atLeast("workers", workers, 1);
            Require.atLeast("steps", steps, 5);
            Require.notNegative("offsetDeviation", offsetDeviation, MOST_DEVIATION);
            Require.notNegative("noiseDeviation", noiseDeviation, MOST_DEVIATION);
            Require.positive("learningRate", learningRate, 1e30);
            Require.decay("firstDecay", firstDecay);
            Require.decay("secondDecay", secondDecay);
            if (parameterPeriod == null && (firstMomentPeriod != null || secondMomentPeriod != null || reset)) {
                throw new IllegalArgumentException("parameterPeriod is absent, so that gradients are averaged in every"
                        + " step: then firstMomentPeriod, secondMomentPeriod and reset have no effect.");
            }
        }

        private static void require(String name, @Nullable Long period) {
            if (period != null) {
                Require.period(name, period);
            }
        }
    }

    @Override
    public long steps(Settings settings) {
        return settings.steps;
    }

    @Override
    public Map<String, Double> figures(Settings settings, long seed, LongConsumer stepped) {
        Walk walk = new Walk(settings, seed);
        double distance = 0;
        long counted = 0;
        for (long step = 0; step < settings.steps; step++) {
            walk.step(step);
            if (step >= settings.steps - settings.steps / 5) {
                double[] mean = walk.mean();
                distance += Math.hypot(mean[0] - 1, mean[1] - 1);
                counted++;
            }
            stepped.accept(step + 1);
        }
        return ImmutableMap.of("distance", distance / counted);
    }

    /** All workers; both parameters of one lie side by side. */
    static final class Walk {
        private final Settings settings;
        private final DrawnBatches drawn;
        private final double[][] offsets;
        private final double[] x;
        private final double[] u;
        private final double[] v;
        private final double[] g;
        private long updatesSinceReset;

        Walk(Settings settings, long seed) {
            this.settings = settings;
            int workers = settings.workers;
            drawn = new DrawnBatches(seed, workers, 2, settings.offsetDeviation, settings.noiseDeviation);
            offsets = new double[workers][];
            Arrays.setAll(offsets, drawn::offset);
            x = new double[2 * workers];
            u = new double[2 * workers];
            v = new double[2 * workers];
            g = new double[2 * workers];
            for (int i = 0; i < x.length; i++) {
                x[i] = i % 2 == 0 ? FIRST_START : SECOND_START;
            }
        }

        void step(long step) {
            for (int worker = 0; worker < settings.workers; worker++) {
                gradient(worker, step);
            }
            Long period = settings.parameterPeriod;
            if (period == null) {
                average(g);
            } else if (step > 0) {
                if (isDue(step, settings.firstMomentPeriod)) {
                    average(u);
                }
                if (isDue(step, settings.secondMomentPeriod)) {
                    average(v);
                }
                if (isDue(step, period)) {
                    average(x);
                    if (settings.reset) {
                        Arrays.fill(u, 0);
                        Arrays.fill(v, 0);
                        updatesSinceReset = 0;
                    }
                }
            }
            update();
        }

        private static boolean isDue(long step, @Nullable Long period) {
            return period != null && step % period == 0;
        }

        private void gradient(int worker, long step) {
            int first = 2 * worker;
            double[] noise = drawn.noise(worker, step);
            double[] offset = offsets[worker];
            double valley = x[first + 1] - x[first] * x[first];
            g[first] = 2 * (x[first] - 1) - 400 * x[first] * valley + offset[0];
            g[first + 1] = 200 * valley + offset[1];
            if (noise.length > 0) {
                g[first] += noise[0];
                g[first + 1] += noise[1];
            }
        }

        private void update() {
            updatesSinceReset++;
            double first = 1 - Math.pow(settings.firstDecay, (double) updatesSinceReset);
            double second = 1 - Math.pow(settings.secondDecay, (double) updatesSinceReset);
            for (int i = 0; i < x.length; i++) {
                u[i] = settings.firstDecay * u[i] + (1 - settings.firstDecay) * g[i];
                v[i] = settings.secondDecay * v[i] + (1 - settings.secondDecay) * g[i] * g[i];
                x[i] -= settings.learningRate * (u[i] / first) / (Math.sqrt(v[i] / second) + EPSILON);
            }
        }

        private static void average(double[] ofAll) {
            double[] mean = mean(ofAll);
            for (int i = 0; i < ofAll.length; i++) {
                ofAll[i] = mean[i % 2];
            }
        }

        private static double[] mean(double[] ofAll) {
            double[] sum = new double[2];
            for (int i = 0; i < ofAll.length; i++) {
                sum[i % 2] += ofAll[i];
            }
            return new double[] {2 * sum[0] / ofAll.length, 2 * sum[1] / ofAll.length};
        }

        /** The mean of the workers' parameters. */
        double[] mean() {
            return mean(x);
        }
    }
}
