package org.longhaul.training.model.classifier;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.longhaul.training.model.CalibratedModel;
import org.longhaul.training.model.FeatureModel;
import org.longhaul.training.model.Layout;
import org.longhaul.training.model.Model;
import org.longhaul.training.model.ParameterGroup;
import org.longhaul.training.model.ParameterSpec;
import org.longhaul.training.model.ScoringModel;
import org.longhaul.training.model.classifier.ImageLayers.Collected;
import org.longhaul.training.model.classifier.ImageLayers.Convolution;
import org.longhaul.training.model.classifier.ImageLayers.Grid;
import org.longhaul.training.model.classifier.ImageLayers.Norm;
import org.longhaul.training.task.Batch;
import org.longhaul.training.task.DataShape;
import org.longhaul.training.task.Task;
import org.longhaul.training.tensor.Autograd;
import org.longhaul.training.tensor.Functional;
import org.longhaul.training.tensor.Tensor;

/**
 * Convolutional classifier of small images with residual connections: a 3 x 3 convolution, stages of blocks of two, the mean over
 * the image, and a linear layer.
 *
 * <pre>
 *   after (He et al., 2015):    y = relu(norm(conv(relu(norm(conv(x))))) + shortcut(x)), shortcut = norm(1 x 1 conv) where sizes differ
 *   before (He et al., 2016):   o = relu(norm(x));  y = conv(relu(norm(conv(o)))) + shortcut, which is x, or a 1 x 1 conv of o
 * </pre>
 *
 * <p><b>Shapes.</b> Inputs [B, C, Y, X]; features [B, width of the last stage]; scores [B, classes].
 */
final class ResidualNetwork implements FeatureModel, CalibratedModel {
    /** What the keys of such networks say of their batch norms. */
    static final String STATISTICS =
            "what batch norms judge by: running statistics that are averaged and sent with the model (averaged), or"
                    + " those of training batches, taken anew whenever a model is judged and not sent (static)";

    static final String CALIBRATION_BATCHES =
            "training batches, of workers in turn, whose statistics static batch norms judge by; uncharged, as all"
                    + " evaluation is";

    /**
     * What it is made of.
     *
     * @param isBefore whether norms and rectifiers come before the convolutions
     * @param stem channels after the first convolution
     * @param widths channels of each stage; all but the first halve height and width
     * @param blocks blocks of a stage
     * @param statistics what norms judge by
     * @param calibrationBatches training batches whose statistics they take, where they are static
     */
    record Plan(
            boolean isBefore,
            int stem,
            List<Integer> widths,
            int blocks,
            BatchStatistics statistics,
            int calibrationBatches) {}

    private record Block(
            Norm firstNorm,
            Convolution first,
            Norm secondNorm,
            Convolution second,
            @Nullable Convolution shortcut,
            @Nullable Norm shortcutNorm) {
        double kept(Model.Pass pass) {
            return 2 * second.output()
                    + first.kept(pass, false)
                    + second.kept(pass, false)
                    + (shortcut == null ? 0 : shortcut.kept(pass, false));
        }
    }

    private final String identity;
    private final Plan plan;
    private final ImageLayers layers;
    private final Convolution stem;
    private final Norm outerNorm;
    private final List<Block> blocks = new ArrayList<>();
    private final int head;
    private final int inputs;

    /** A network for images of a shape. */
    ResidualNetwork(String name, Plan plan, DataShape.Examples shape) {
        identity = name + " of " + shape.words();
        this.plan = plan;
        layers = new ImageLayers(plan.statistics);
        inputs = shape.elements();
        Grid grid = new Grid(shape.dimensions().get(1), shape.dimensions().get(2));
        stem = layers.convolution("stem", "conv", shape.dimensions().get(0), plan.stem, 3, 1, grid);
        Norm early = plan.isBefore ? null : layers.norm("stem", "norm", plan.stem);
        int in = plan.stem;
        for (int stage = 0; stage < plan.widths.size(); stage++) {
            int out = plan.widths.get(stage);
            for (int i = 0; i < plan.blocks; i++) {
                int stride = i == 0 && stage > 0 ? 2 : 1;
                Block block = block("stage" + (stage + 1) + ".block" + (i + 1), in, out, stride, grid);
                blocks.add(block);
                grid = block.second.grid();
                in = out;
            }
        }
        outerNorm = early == null ? layers.norm("last", "norm", in) : early;
        head = layers.head(in, shape.classes());
    }

    private Block block(String group, int in, int out, int stride, Grid grid) {
        Norm before = plan.isBefore ? layers.norm(group, "norm1", in) : null;
        Convolution first = layers.convolution(group, "conv1", in, out, 3, stride, grid);
        Norm after = plan.isBefore ? layers.norm(group, "norm2", out) : layers.norm(group, "norm1", out);
        Convolution second = layers.convolution(group, "conv2", out, out, 3, 1, first.grid());
        Norm last = plan.isBefore ? null : layers.norm(group, "norm2", out);
        Convolution shortcut = null;
        Norm shortcutNorm = null;
        if (stride > 1 || in != out) {
            shortcut = layers.convolution(group, "shortcut", in, out, 1, stride, grid);
            shortcutNorm = plan.isBefore ? null : layers.norm(group, "shortcut-norm", out);
        }
        return new Block(
                before == null ? after : before, first, last == null ? after : last, second, shortcut, shortcutNorm);
    }

    @Override
    public boolean isStackable() {
        return true;
    }

    @Override
    public Task task() {
        return Task.CLASSIFICATION;
    }

    @Override
    public List<ParameterSpec> parameters() {
        return layers.parameters();
    }

    @Override
    public List<ParameterGroup> groups() {
        return GroupWork.groups(layers.work());
    }

    /** Of convolutions and the last layer; norms, rectifiers and sums are below a hundredth of them and not counted. */
    @Override
    public double forwardFlopsPerItem() {
        return GroupWork.flops(layers.work());
    }

    /** What convolutions and norms take in, and rectifiers give. */
    @Override
    public double activationsPerItem(Pass pass) {
        double sum = inputs + stem.kept(pass, true) + (plan.isBefore ? 0 : stem.output());
        double between = sum;
        double largest = sum;
        for (Block block : blocks) {
            double kept = block.kept(pass);
            sum += kept;
            largest = Math.max(largest, kept);
            between += block.second.output();
        }
        return pass.recomputed() ? between - stem.kept(pass, true) + largest : sum + 2.0 * featureWidth();
    }

    @Override
    public String identity() {
        return identity;
    }

    @Override
    public String judgedBy() {
        return plan.statistics == BatchStatistics.AVERAGED
                ? "Its batch norms judge by running statistics, " + new Layout(parameters()).statistics()
                        + " values that are averaged and charged with the model."
                : "Its batch norms judge by statistics of " + plan.calibrationBatches
                        + " training batches, taken anew at every evaluation; they are not sent, and take no time.";
    }

    @Override
    public boolean isStaged() {
        return true;
    }

    @Override
    public int featureWidth() {
        return plan.widths.get(plan.widths.size() - 1);
    }

    @Override
    public Tensor features(Tensor[] parameters, Tensor input) {
        return features(parameters, input, null);
    }

    private Tensor features(Tensor[] parameters, Tensor input, @Nullable Collected collected) {
        return pooled(ScoringModel.through(convolutions(parameters, collected), input), parameters, collected);
    }

    @Override
    public Tensor head(Tensor[] parameters, Tensor features) {
        return Functional.linear(features, layers.trained(parameters, head), layers.trained(parameters, head + 1));
    }

    /** One stage for the first convolution, one for each block, and one for what follows. */
    @Override
    public List<UnaryOperator<Tensor>> stages(Tensor[] parameters, Tensor input) {
        List<UnaryOperator<Tensor>> stages = convolutions(parameters, null);
        stages.add(x -> head(parameters, pooled(x, parameters, null)));
        return stages;
    }

    private List<UnaryOperator<Tensor>> convolutions(Tensor[] parameters, @Nullable Collected collected) {
        List<UnaryOperator<Tensor>> stages = new ArrayList<>();
        stages.add(input -> {
            Tensor x = input.to(layers.trained(parameters, 0).dtype());
            Tensor y = layers.convolve(stem, parameters, x);
            return plan.isBefore ? y : rectified(outerNorm, parameters, y, collected);
        });
        for (Block block : blocks) {
            stages.add(x ->
                    plan.isBefore ? before(block, parameters, x, collected) : after(block, parameters, x, collected));
        }
        return stages;
    }

    private Tensor rectified(Norm norm, Tensor[] parameters, Tensor x, @Nullable Collected collected) {
        return Functional.relu(layers.normalize(norm, parameters, x, collected));
    }

    private Tensor after(Block block, Tensor[] parameters, Tensor x, @Nullable Collected collected) {
        Tensor y = rectified(block.firstNorm, parameters, layers.convolve(block.first, parameters, x), collected);
        y = layers.normalize(block.secondNorm, parameters, layers.convolve(block.second, parameters, y), collected);
        Tensor shortcut = x;
        if (block.shortcut != null && block.shortcutNorm != null) {
            shortcut = layers.normalize(
                    block.shortcutNorm, parameters, layers.convolve(block.shortcut, parameters, x), collected);
        }
        return Functional.relu(y.add(shortcut));
    }

    private Tensor before(Block block, Tensor[] parameters, Tensor x, @Nullable Collected collected) {
        Tensor o = rectified(block.firstNorm, parameters, x, collected);
        Tensor y = rectified(block.secondNorm, parameters, layers.convolve(block.first, parameters, o), collected);
        y = layers.convolve(block.second, parameters, y);
        return y.add(block.shortcut == null ? x : layers.convolve(block.shortcut, parameters, o));
    }

    private Tensor pooled(Tensor x, Tensor[] parameters, @Nullable Collected collected) {
        Tensor y = plan.isBefore ? rectified(outerNorm, parameters, x, collected) : x;
        return y.reshape(y.size(0), y.size(1), -1).mean(2, false);
    }

    @Override
    public int calibrationBatches() {
        return plan.statistics == BatchStatistics.STATIC ? plan.calibrationBatches : 0;
    }

    @Override
    public Tensor[] calibrated(Tensor[] parameters, List<Batch> batches) {
        Collected collected = new Collected(layers.statistics());
        Autograd.withoutGradients(() -> {
            for (Batch batch : batches) {
                features(parameters, batch.inputs(), collected);
                collected.endBatch();
            }
        });
        Tensor[] all = Arrays.copyOf(parameters, parameters.length + layers.statistics());
        for (int i = 0; i < layers.statistics(); i++) {
            all[parameters.length + i] = collected.mean(i);
        }
        return all;
    }
}
