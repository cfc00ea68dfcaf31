package org.longhaul.training.benchmark;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.LongConsumer;
import org.longhaul.training.communicate.TrainingListener;
import org.longhaul.training.data.CorpusBatches;
import org.longhaul.training.data.TestCorpora;
import org.longhaul.training.model.ModelContext;
import org.longhaul.training.model.transformer.Transformer;
import org.longhaul.training.optimizer.AdamW;
import org.longhaul.training.optimizer.Clipping;
import org.longhaul.training.partition.IidPartitioner;
import org.longhaul.training.replica.ReplicaSetup;
import org.longhaul.training.replica.Replicas;
import org.longhaul.training.tensor.DType;
import org.longhaul.training.tensor.Device;
import org.longhaul.training.tensor.LibtorchTrainer;
import org.longhaul.training.tensor.LibtorchTransformer;
import org.longhaul.training.tensor.TensorScope;

/**
 * What a replica's step costs over the same model in a bare loop over libtorch: modules, clipping and AdamW of libtorch.
 * Both run in one process and take turns, so that a busy machine slows both. Bar: 1.10 in processor time.
 *
 * <p>Run the main method; arguments: rounds (default 20), processor milliseconds of a
 * round and side (default 500; process clocks may tick in steps of 10 ms).
 */
public final class StepBenchmark {
    private record Size(String name, int layers, int width, int heads, int hidden, int batch, int context) {}

    private static final Size[] SIZES = {
        new Size("0.1 M", 2, 64, 4, 192, 4, 64),
        new Size("0.3 M", 3, 88, 4, 256, 4, 64),
        new Size("0.8 M", 4, 128, 4, 352, 4, 128),
        new Size("3.6 M", 6, 224, 7, 608, 8, 128)
    };
    private static final int VOCABULARY = 256;

    private StepBenchmark() {}

    /** Prints one line a size. */
    public static void main(String[] arguments) {
        int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 20;
        int millis = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 500;
        System.out.println("model     ours ms  bare ms  ratio of processor time (median of rounds; quartiles)");
        for (Size size : SIZES) {
            double[][] times = measure(size, rounds, millis);
            double[] ratios = new double[rounds];
            for (int i = 0; i < rounds; i++) {
                ratios[i] = times[0][i] / times[1][i];
            }
            System.out.printf(
                    Locale.ROOT,
                    "%-8s %8.2f %8.2f  %.3f (%.3f .. %.3f)%n",
                    size.name,
                    quantile(times[0], 0.5),
                    quantile(times[1], 0.5),
                    quantile(ratios, 0.5),
                    quantile(ratios, 0.25),
                    quantile(ratios, 0.75));
        }
    }

    /** Processor milliseconds per step, [ours, bare][round]. */
    private static double[][] measure(Size size, int rounds, int millis) {
        CorpusBatches batches = new CorpusBatches(
                TestCorpora.words(4, 2000, 60),
                new IidPartitioner(),
                1,
                new CorpusBatches.Shape(size.batch, size.context, 1),
                1);
        Transformer model = new Transformer(
                new Transformer.Settings(
                        size.layers,
                        size.width,
                        size.heads,
                        size.hidden,
                        Transformer.Activation.SWIGLU,
                        10_000,
                        true,
                        false,
                        0.02,
                        false,
                        1e-5),
                new ModelContext(VOCABULARY, size.context, 1));
        ReplicaSetup setup = new ReplicaSetup(
                model,
                batches,
                new AdamW().create(new AdamW.Settings(1e-3, 0.9, 0.999, 1e-8, 0)),
                step -> 1,
                new Clipping.GlobalNorm(1),
                1,
                1,
                Device.CPU,
                DType.FLOAT32,
                1);
        LibtorchTransformer.Sizes sizes = new LibtorchTransformer.Sizes(
                size.layers, size.width, size.heads, size.hidden, VOCABULARY, size.context, true, true, false);
        try (Replicas ours = new Replicas(setup, TrainingListener.none());
                LibtorchTrainer bare = new LibtorchTrainer(sizes, 1e-3)) {
            LongConsumer oursStep = ours::localStep;
            LongConsumer bareStep = step -> bare.step(tokens(batches, step), size.batch, size.context + 1);
            // Warm-up, which also tells how many steps fill a round.
            double stepMillis = 0;
            for (int i = 0; i < 6; i++) {
                stepMillis = Math.max(time(oursStep, i, 5), time(bareStep, i, 5));
            }
            int steps = (int) Math.max(5, Math.ceil(millis / Math.max(0.1, stepMillis)));
            double[][] times = new double[2][rounds];
            for (int round = 0; round < rounds; round++) {
                boolean oursFirst = round % 2 == 0;
                times[oursFirst ? 0 : 1][round] = time(oursFirst ? oursStep : bareStep, round + 6, steps);
                times[oursFirst ? 1 : 0][round] = time(oursFirst ? bareStep : oursStep, round + 6, steps);
            }
            return times;
        }
    }

    private static long[] tokens(CorpusBatches batches, long step) {
        long[][] result = new long[1][];
        TensorScope.run(() -> result[0] = TestCorpora.joined(batches.batch(0, step, Device.CPU)));
        return result[0];
    }

    private static double time(LongConsumer body, int round, int steps) {
        OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        long start = system.getProcessCpuTime();
        for (int i = 0; i < steps; i++) {
            body.accept((long) round * steps + i);
        }
        return (system.getProcessCpuTime() - start) / 1e6 / steps;
    }

    private static double quantile(double[] values, double q) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[(int) Math.min(sorted.length - 1, Math.round(q * (sorted.length - 1)))];
    }
}
