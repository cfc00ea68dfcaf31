package org.longhaul.training.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import org.longhaul.training.communicate.TrainingListener;
import org.longhaul.training.data.CorpusBatches;
import org.longhaul.training.data.TestCorpora;
import org.longhaul.training.model.ModelContext;
import org.longhaul.training.model.transformer.Transformer;
import org.longhaul.training.optimizer.AdamW;
import org.longhaul.training.optimizer.Clipping;
import org.longhaul.training.participation.Federation;
import org.longhaul.training.partition.IidPartitioner;
import org.longhaul.training.replica.GradientPass;
import org.longhaul.training.replica.ReplicaMode;
import org.longhaul.training.replica.ReplicaSetup;
import org.longhaul.training.replica.Replicas;
import org.longhaul.training.tensor.DType;
import org.longhaul.training.tensor.Device;

/**
 * Throughput of sixteen replicas of a 0.3 M model by mode and threads, over one thread that computes them one after another;
 * then the resident memory of 64 workers of a 1 M model. All modes live in one process and take turns, so that a busy machine
 * slows all. Bars: 1.7 on two quiet cores, 8 GB.
 *
 * <p>Run the main method; arguments: rounds (default 20), replicas (default 16).
 */
public final class ReplicaBenchmark {
    private static final int WARM_UP = 2;
    private static final int VOCABULARY = 256;

    private record Mode(String name, ReplicaMode mode, int threads) {}

    private static final Mode[] MODES = {
        new Mode("one thread", ReplicaMode.THREADED, 1),
        new Mode("two threads", ReplicaMode.THREADED, 2),
        new Mode("stacked, one thread", ReplicaMode.STACKED, 1),
        new Mode("stacked, two threads", ReplicaMode.STACKED, 2)
    };

    private ReplicaBenchmark() {}

    /** Prints one line a mode, and one of memory. */
    public static void main(String[] arguments) throws IOException {
        int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 20;
        int workers = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 16;
        throughput(workers, rounds);
        memory();
    }

    private static void throughput(int workers, int rounds) {
        double[][] millis = new double[MODES.length][rounds];
        Replicas[] replicas = new Replicas[MODES.length];
        for (int mode = 0; mode < MODES.length; mode++) {
            replicas[mode] = new Replicas(setup(workers, 3, 88, MODES[mode]), TrainingListener.none());
        }
        System.out.printf(
                Locale.ROOT,
                "%d replicas of %d parameters%n",
                workers,
                replicas[0].layout().elements());
        for (int round = -WARM_UP; round < rounds; round++) {
            for (int turn = 0; turn < MODES.length; turn++) {
                int mode = round % 2 == 0 ? turn : MODES.length - 1 - turn;
                long start = System.nanoTime();
                replicas[mode].localStep(round + WARM_UP);
                if (round >= 0) {
                    millis[mode][round] = (System.nanoTime() - start) / 1e6;
                }
            }
        }
        for (int mode = 0; mode < MODES.length; mode++) {
            double[] ratios = new double[rounds];
            for (int round = 0; round < rounds; round++) {
                ratios[round] = millis[0][round] / millis[mode][round];
            }
            System.out.printf(
                    Locale.ROOT,
                    "%-22s %8.1f ms a step of all; throughput over one thread %.2f (%.2f .. %.2f)%n",
                    MODES[mode].name,
                    quantile(millis[mode], 0.5),
                    quantile(ratios, 0.5),
                    quantile(ratios, 0.25),
                    quantile(ratios, 0.75));
            replicas[mode].close();
        }
    }

    private static void memory() throws IOException {
        for (Mode mode : new Mode[] {MODES[1], MODES[3]}) {
            try (Replicas replicas = new Replicas(setup(64, 4, 144, mode), TrainingListener.none())) {
                for (int step = 0; step < 2; step++) {
                    replicas.localStep(step);
                }
                System.out.printf(
                        Locale.ROOT,
                        "64 workers of %d parameters, %s: %s%n",
                        replicas.layout().elements(),
                        mode.name,
                        resident());
            }
        }
    }

    /** Resident memory of this process as Linux tells it. */
    private static String resident() throws IOException {
        Path status = Path.of("/proc/self/status");
        return Files.exists(status)
                ? Files.readAllLines(status).stream()
                        .filter(line -> line.startsWith("VmRSS") || line.startsWith("VmHWM"))
                        .map(line -> line.replaceAll("\\s+", " "))
                        .reduce((first, second) -> first + ", " + second)
                        .orElse("not told")
                : "not told here";
    }

    private static ReplicaSetup setup(int workers, int layers, int width, Mode mode) {
        int context = 64;
        Transformer.Settings sizes = new Transformer.Settings(
                layers, width, 4, null, Transformer.Activation.SWIGLU, 10_000, true, false, 0.02, false, 1e-5);
        return new ReplicaSetup(
                new Transformer(sizes, new ModelContext(VOCABULARY, context, workers)),
                new CorpusBatches(
                        TestCorpora.words(4, 4000, 60),
                        new IidPartitioner(),
                        workers,
                        new CorpusBatches.Shape(4, context, 1),
                        1),
                new AdamW().create(new AdamW.Settings(1e-3, 0.9, 0.999, 1e-8, 0)),
                step -> 1,
                1,
                new Clipping.GlobalNorm(1),
                workers,
                null,
                Federation.flat(workers),
                1,
                Device.CPU,
                DType.FLOAT32,
                GradientPass.PLAIN,
                mode.mode,
                mode.threads,
                null);
    }

    private static double quantile(double[] values, double q) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[(int) Math.round(q * (sorted.length - 1))];
    }
}
