package org.longhaul.training.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
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
import org.longhaul.training.tensor.TensorScope;

/**
 * Trains two replicas on two threads and watches memory: the number of live tensors is the same after every step, and
 * the resident memory of the process does not grow.
 *
 * <p>Run the main method; argument: steps (default 2000). Exit code 1 if resident memory at the end is more than 5 %
 * above that after the first quarter. Fix the Java heap, whose filling is no leak: {@code -Xms48m -Xmx48m
 * -XX:+AlwaysPreTouch}.
 */
public final class SoakRun {
    private SoakRun() {}

    /** Prints live tensors and resident memory twenty times a run. */
    public static void main(String[] arguments) {
        long steps = arguments.length > 0 ? Long.parseLong(arguments[0]) : 2000;
        double[] resident = new double[2];
        run(steps, (step, live) -> {
            if ((step + 1) % Math.max(1, steps / 20) == 0) {
                double now = residentMegabytes();
                resident[0] = step < steps / 4 ? now : resident[0];
                resident[1] = now;
                System.out.printf(Locale.ROOT, "step %6d  live tensors %d  resident %.1f MB%n", step + 1, live, now);
            }
        });
        double growth = resident[1] / resident[0] - 1;
        System.out.printf(Locale.ROOT, "growth after the first quarter: %.1f %%%n", 100 * growth);
        if (growth > 0.05) {
            System.exit(1);
        }
    }

    /** Called after each step. */
    public interface Observer {
        /**
         * @param step 0-based step that has ended
         * @param liveTensors tensors alive between steps
         */
        void stepEnded(long step, long liveTensors);
    }

    /** Runs {@code steps} steps. */
    public static void run(long steps, Observer observer) {
        CorpusBatches batches = new CorpusBatches(
                TestCorpora.words(4, 500, 40), new IidPartitioner(), 2, new CorpusBatches.Shape(2, 32, 1), 1);
        Transformer model = new Transformer(
                new Transformer.Settings(
                        2, 32, 2, 64, Transformer.Activation.SWIGLU, 10_000, true, true, 0.02, false, 1e-5),
                new ModelContext(256, 32, 2));
        ReplicaSetup setup = new ReplicaSetup(
                model,
                batches,
                new AdamW().create(new AdamW.Settings(1e-3, 0.9, 0.999, 1e-8, 0)),
                step -> 1,
                new Clipping.GlobalNorm(1),
                2,
                1,
                Device.CPU,
                DType.FLOAT32,
                2);
        try (Replicas replicas = new Replicas(setup, TrainingListener.none())) {
            for (long step = 0; step < steps; step++) {
                replicas.localStep(step);
                observer.stepEnded(step, TensorScope.liveTensors());
            }
        }
    }

    /** Resident memory of this process, 10^6 bytes; from the Linux proc file system. */
    private static double residentMegabytes() {
        try {
            for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
                if (line.startsWith("VmRSS:")) {
                    return Long.parseLong(line.replaceAll("\\D", "")) * 1024 / 1e6;
                }
            }
            return Double.NaN;
        } catch (IOException e) {
            return Double.NaN;
        }
    }
}
