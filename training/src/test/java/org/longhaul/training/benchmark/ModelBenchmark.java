package org.longhaul.training.benchmark;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.longhaul.training.DefaultSettings;
import org.longhaul.training.model.FlatParameters;
import org.longhaul.training.model.Lstm;
import org.longhaul.training.model.Model;
import org.longhaul.training.model.ModelContext;
import org.longhaul.training.model.ParameterSpec;
import org.longhaul.training.model.classifier.BatchStatistics;
import org.longhaul.training.model.classifier.Cnn;
import org.longhaul.training.model.classifier.FemnistCnn;
import org.longhaul.training.model.classifier.Mlp;
import org.longhaul.training.model.classifier.PatchTransformer;
import org.longhaul.training.model.classifier.ResNet18;
import org.longhaul.training.model.classifier.WideResNet;
import org.longhaul.training.task.Batch;
import org.longhaul.training.task.DataShape;
import org.longhaul.training.task.Task;
import org.longhaul.training.tensor.DType;
import org.longhaul.training.tensor.Device;
import org.longhaul.training.tensor.Generator;
import org.longhaul.training.tensor.TensorScope;

/**
 * How many examples or tokens of each model a second of one processor trains on: forward and backward pass and a step of gradient
 * descent.
 *
 * <p>Run the main method; arguments: processor milliseconds of each model and batch (default 1000), then parts of models' names, all
 * unless stated.
 */
public final class ModelBenchmark {
    private record Size(String name, Model model, List<Integer> shape, int classes) {}

    private static final int[] BATCHES = {10, 32};
    private static final int CONTEXT = 64;

    private ModelBenchmark() {}

    /** Prints one line a model. */
    public static void main(String[] arguments) {
        int millis = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 1000;
        System.out.println("model                        parameters  MFLOP forward   items/s, batch 10   batch 32");
        for (Size size : sizes()) {
            boolean isWanted = arguments.length < 2;
            for (int i = 1; i < arguments.length; i++) {
                isWanted |= size.name.contains(arguments[i]);
            }
            if (isWanted) {
                long trained = size.model.parameters().stream()
                        .filter(ParameterSpec::isTrained)
                        .mapToLong(ParameterSpec::elements)
                        .sum();
                System.out.printf(
                        Locale.ROOT,
                        "%-28s %10d  %13.2f   %17.0f   %8.0f%n",
                        size.name,
                        trained,
                        size.model.forwardFlopsPerItem() / 1e6,
                        perSecond(size, BATCHES[0], millis),
                        perSecond(size, BATCHES[1], millis));
            }
        }
    }

    private static List<Size> sizes() {
        List<Size> sizes = new ArrayList<>();
        List<Integer> digits = List.of(1, 28, 28);
        List<Integer> colours = List.of(3, 32, 32);
        sizes.add(new Size("mlp", new Mlp(DefaultSettings.of(new Mlp.Factory()), of(digits, 10)), digits, 10));
        sizes.add(new Size("cnn", new Cnn(DefaultSettings.of(new Cnn.Factory()), of(digits, 10)), digits, 10));
        for (FemnistCnn.Size which : FemnistCnn.Size.values()) {
            Model model = new FemnistCnn().create(new FemnistCnn.Settings(which), of(digits, 62));
            sizes.add(new Size("femnist-cnn " + which, model, digits, 62));
        }
        for (int width : new int[] {8, 16, 64}) {
            Model model =
                    new ResNet18().create(new ResNet18.Settings(width, BatchStatistics.AVERAGED, 16), of(colours, 10));
            sizes.add(new Size("resnet18 width " + width, model, colours, 10));
        }
        for (int depth : new int[] {10, 28}) {
            for (int widening : new int[] {1, 2}) {
                Model model = new WideResNet()
                        .create(
                                new WideResNet.Settings(depth, widening, BatchStatistics.AVERAGED, 16),
                                of(colours, 10));
                sizes.add(new Size("wide-resnet " + depth + "-" + widening, model, colours, 10));
            }
        }
        List<Integer> spectra = List.of(1, 112, 560);
        Model patches = new PatchTransformer(DefaultSettings.of(new PatchTransformer.Factory()), of(spectra, 6));
        sizes.add(new Size("patch-transformer 112 x 560", patches, spectra, 6));
        List<Integer> row = List.of(60);
        PatchTransformer.Settings narrow = new PatchTransformer.Settings(12, List.of(), 7, 2, 7, 32, 2, 2, 16, 64);
        sizes.add(new Size("patch-transformer of 60", new PatchTransformer(narrow, of(row, 6)), row, 6));
        Model words = new Lstm(DefaultSettings.of(new Lstm.Factory()), new ModelContext(1000, CONTEXT, 1));
        sizes.add(new Size("lstm, 1000 words", words, List.of(CONTEXT + 1), 1000));
        return sizes;
    }

    private static ModelContext of(List<Integer> dimensions, int classes) {
        return new ModelContext("random", new DataShape.Examples(dimensions, classes), 1);
    }

    private static Batch batch(Size size, int rows) {
        Generator random = new Generator(1);
        long[] shape = new long[size.shape.size() + 1];
        shape[0] = rows;
        for (int i = 1; i < shape.length; i++) {
            shape[i] = size.shape.get(i - 1);
        }
        if (size.model.task().equals(Task.LANGUAGE_MODELLING)) {
            return Batch.ofTokens(
                    random.uniform(Device.CPU, 0, size.classes, shape).to(DType.INT64));
        }
        return new Batch(
                random.normal(Device.CPU, 0, 1, shape),
                random.uniform(Device.CPU, 0, size.classes, rows).to(DType.INT64),
                rows);
    }

    private static double perSecond(Size size, int rows, int millis) {
        double[] found = new double[1];
        try (FlatParameters flat = new FlatParameters(size.model, Device.CPU)) {
            flat.initialize(1);
            TensorScope.run(() -> {
                Batch batch = batch(size, rows);
                step(size.model, flat, batch);
                OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
                long start = system.getProcessCpuTime();
                int steps = 0;
                while (system.getProcessCpuTime() - start < millis * 1_000_000L || steps < 2) {
                    step(size.model, flat, batch);
                    steps++;
                }
                found[0] = (double) steps * batch.items() / ((system.getProcessCpuTime() - start) / 1e9);
            });
        }
        return found[0];
    }

    private static void step(Model model, FlatParameters flat, Batch batch) {
        TensorScope.run(() -> {
            flat.gradients().zeroInPlace();
            model.loss(flat.leaves(), batch).backward();
            flat.parameters().addInPlace(flat.gradients(), -1e-3);
        });
    }
}
