package org.longhaul.training.model.classifier;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.longhaul.training.model.CalibratedModel;
import org.longhaul.training.model.DecoderShape;
import org.longhaul.training.model.Init;
import org.longhaul.training.model.Model;
import org.longhaul.training.model.ParameterSpec;
import org.longhaul.training.tensor.Autograd;
import org.longhaul.training.tensor.Functional;
import org.longhaul.training.tensor.Tensor;
import org.longhaul.training.tensor.Tensors;

/**
 * The convolutions and batch norms of one network: their parameters, their work, and what they do to images.
 *
 * <p><b>Order.</b> Running statistics come first, where they are a part of the model, and then what is trained, in the order in which
 * it was added. Statistics that are no part of it may follow the parameters, {@link CalibratedModel}.
 *
 * <p><b>Training or judging.</b> Parameters that gradients are wanted for are trained: a norm takes the batch's own statistics then,
 * and moves the running ones where the pass is recorded, so that a pass that is computed again moves them once. With other
 * parameters, a norm takes the statistics that come with them.
 */
final class ImageLayers {
    /** Group of the running statistics. */
    static final String STATISTICS = "statistics";

    /** How far a batch moves the running statistics towards its own, as PyTorch does it. */
    static final double MOMENTUM = 0.1;

    /** Height and width of an image. */
    record Grid(int height, int width) {
        /** What a convolution leaves of it that keeps the image where it takes every pixel. */
        Grid every(int stride) {
            return new Grid((height - 1) / stride + 1, (width - 1) / stride + 1);
        }

        double pixels() {
            return (double) height * width;
        }
    }

    /**
     * A convolution without bias, with zeros around the image so that its size is kept.
     *
     * @param weight place among what is trained
     * @param columns pixels that the filters see of one image, all places together
     * @param grid what it leaves
     */
    record Convolution(int weight, int kernel, int stride, int filters, double columns, Grid grid) {
        double output() {
            return filters * grid.pixels();
        }

        /** Elements that one image leaves for the backward pass, the input aside. */
        double kept(Model.Pass pass, boolean isFirst) {
            boolean isColumns = Functional.convolvesColumns(filters, !isFirst, pass.stacked(), pass.bfloat16());
            return output() + (isColumns ? columns : 0);
        }
    }

    /**
     * A batch norm.
     *
     * @param scale place of its scale among what is trained; the shift follows
     * @param statistic place of its mean among the statistics; the variance follows
     */
    record Norm(int scale, int statistic, int channels) {}

    /** Sums of the statistics of batches. */
    static final class Collected {
        private final Tensor[] sums;
        private int batches;

        Collected(int statistics) {
            sums = new Tensor[statistics];
        }

        private void add(int statistic, Tensor value) {
            sums[statistic] = batches == 0 ? value : sums[statistic].add(value);
        }

        void endBatch() {
            batches++;
        }

        Tensor mean(int statistic) {
            return sums[statistic].mul(1.0 / batches);
        }
    }

    private final BatchStatistics kind;
    private final List<ParameterSpec> statistics = new ArrayList<>();
    private final List<ParameterSpec> trained = new ArrayList<>();
    private final Map<String, GroupWork> work = new LinkedHashMap<>();

    ImageLayers(BatchStatistics kind) {
        this.kind = kind;
    }

    private int add(ParameterSpec spec, double flops) {
        trained.add(spec);
        work.merge(
                spec.group(),
                new GroupWork(spec.group(), spec.elements(), flops),
                (a, b) -> new GroupWork(a.name(), a.elements() + b.elements(), a.flops() + b.flops()));
        return trained.size() - 1;
    }

    /** Adds a convolution of images of a size. Starts as He et al. (2015) say: deviation sqrt(2 / inputs). */
    Convolution convolution(String group, String name, int in, int out, int kernel, int stride, Grid before) {
        Grid grid = before.every(stride);
        double fan = (double) in * kernel * kernel;
        ParameterSpec.Role role = trained.isEmpty() ? ParameterSpec.Role.INPUT : ParameterSpec.Role.HIDDEN;
        ParameterSpec spec = new ParameterSpec(
                group + "." + name + ".weight",
                List.of((long) out, (long) in, (long) kernel, (long) kernel),
                group,
                new Init.Normal(Math.sqrt(2 / fan)),
                role);
        int index = add(spec, 2 * fan * out * grid.pixels());
        return new Convolution(index, kernel, stride, out, fan * grid.pixels(), grid);
    }

    /** Adds a batch norm, which starts as the identity on what has mean 0 and variance 1. */
    Norm norm(String group, String name, int channels) {
        List<Long> vector = List.of((long) channels);
        String prefix = group + "." + name;
        int scale = add(new ParameterSpec(prefix + ".scale", vector, group, new Init.Constant(1)), 0);
        add(new ParameterSpec(prefix + ".shift", vector, group, new Init.Constant(0)), 0);
        statistics.add(new ParameterSpec(
                prefix + ".mean", vector, STATISTICS, new Init.Constant(0), ParameterSpec.Role.STATISTIC));
        statistics.add(new ParameterSpec(
                prefix + ".variance", vector, STATISTICS, new Init.Constant(1), ParameterSpec.Role.STATISTIC));
        return new Norm(scale, statistics.size() - 2, channels);
    }

    /** Adds the linear layer that gives the scores; returns its place, where its weight is and then its bias. */
    int head(int in, int out) {
        String group = DecoderShape.HEAD;
        int index = add(
                new ParameterSpec(
                        group + ".weight",
                        List.of((long) out, (long) in),
                        group,
                        new Init.Normal(Math.sqrt(1.0 / in)),
                        ParameterSpec.Role.OUTPUT),
                2.0 * in * out + out);
        add(new ParameterSpec(group + ".bias", List.of((long) out), group, new Init.Constant(0)), 0);
        return index;
    }

    List<ParameterSpec> parameters() {
        List<ParameterSpec> all = new ArrayList<>(kind == BatchStatistics.AVERAGED ? statistics : List.of());
        all.addAll(trained);
        return all;
    }

    /** Operations by group; running statistics, which cost next to nothing, are the first. */
    List<GroupWork> work() {
        List<GroupWork> all = new ArrayList<>();
        if (kind == BatchStatistics.AVERAGED) {
            long elements =
                    statistics.stream().mapToLong(ParameterSpec::elements).sum();
            all.add(new GroupWork(STATISTICS, elements, 0));
        }
        all.addAll(work.values());
        return all;
    }

    /** Number of statistics, two of each norm. */
    int statistics() {
        return statistics.size();
    }

    private static Tensor at(Tensor[] parameters, int first, int place) {
        return parameters[first + place];
    }

    private int firstTrained() {
        return kind == BatchStatistics.AVERAGED ? statistics.size() : 0;
    }

    /** A parameter by its place among what is trained. */
    Tensor trained(Tensor[] parameters, int place) {
        return at(parameters, firstTrained(), place);
    }

    /** What a convolution makes of images [B, in, Y, X]. */
    Tensor convolve(Convolution convolution, Tensor[] parameters, Tensor x) {
        return Functional.conv2d(
                x, trained(parameters, convolution.weight), null, convolution.stride, convolution.kernel / 2);
    }

    /**
     * What a norm makes of images [B, channels, Y, X].
     *
     * @param collected takes the batch's statistics, by which the norm goes then; null to go by what the parameters are
     */
    Tensor normalize(Norm norm, Tensor[] parameters, Tensor x, @Nullable Collected collected) {
        Tensor scale = trained(parameters, norm.scale);
        Tensor shift = trained(parameters, norm.scale + 1);
        int first = kind == BatchStatistics.AVERAGED ? 0 : trained.size();
        boolean areThere = parameters.length > first;
        boolean areTrained = areThere && parameters[first + norm.statistic].requiresGradient();
        if (collected == null && areThere && !areTrained) {
            return Functional.batchNorm(
                    x,
                    scale,
                    shift,
                    at(parameters, first, norm.statistic),
                    at(parameters, first, norm.statistic + 1).clamp(0, Double.POSITIVE_INFINITY));
        }
        requireSeveral(x, scale);
        Tensor mean = Tensors.zeros(scale.device(), scale.dtype(), scale.shape());
        Tensor variance = Tensors.zerosLike(mean);
        Tensor y = Functional.batchNormOfBatch(x, scale, shift, mean, variance);
        if (collected != null) {
            collected.add(norm.statistic, mean);
            collected.add(norm.statistic + 1, variance);
        } else if (areTrained && Autograd.isRecording()) {
            Autograd.withoutGradients(() -> {
                move(at(parameters, first, norm.statistic), mean);
                move(at(parameters, first, norm.statistic + 1), variance);
            });
        }
        return y;
    }

    /** The parameters share a storage whose changes the backward pass would take for changes of the weights. */
    private static void move(Tensor running, Tensor ofBatch) {
        running.unwatched().mulInPlace(1 - MOMENTUM).addInPlace(ofBatch, MOMENTUM);
    }

    private static void requireSeveral(Tensor x, Tensor scale) {
        long replicas = scale.dimensions() > 1 ? scale.size(0) : 1;
        long values = x.size(0) / replicas * x.size(2) * x.size(3);
        if (values < 2) {
            throw new IllegalArgumentException("a batch norm has " + values
                    + " value of each channel in a batch, of which there is no variance: batches must be of 2 images or more,"
                    + " or the images larger.");
        }
    }
}
