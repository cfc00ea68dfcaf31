package org.longhaul.training.model.classifier;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.google.auto.service.AutoService;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.longhaul.extension.Provides;
import org.longhaul.training.model.DecoderShape;
import org.longhaul.training.model.FeatureModel;
import org.longhaul.training.model.Init;
import org.longhaul.training.model.Model;
import org.longhaul.training.model.ModelContext;
import org.longhaul.training.model.ModelFactory;
import org.longhaul.training.model.ModelLimits;
import org.longhaul.training.model.ParameterGroup;
import org.longhaul.training.model.ParameterSpec;
import org.longhaul.training.model.ScoringModel;
import org.longhaul.training.task.DataShape;
import org.longhaul.training.task.Task;
import org.longhaul.training.tensor.Functional;
import org.longhaul.training.tensor.Tensor;
import org.longhaul.training.tensor.Tensors;

/**
 * Classifier of images that lie side by side, such as the spectrograms of several sensors: one encoder for all patches, which is
 * convolutions and a linear layer, and a transformer over the patches with a class token.
 *
 * <pre>
 *   patch:   each convolution: conv, rectifier, max pool of every pixel within a frame of one;  flattened, linear
 *   tokens:  class token, then patches; plus learned positions
 *   layer:   x = x + W attention(norm(x)) + b;  x = x + W2 gelu(W1 norm(x) + b1) + b2       (layer norms, no mask)
 *   scores:  linear(norm(class token))
 * </pre>
 *
 * <p>Its defaults on 1 x 224 x 1120 pixels and six classes are the HybridViT of the federated activity-recognition paper, with
 * 11,679,510 parameters.
 *
 * <p><b>Shapes.</b> Inputs [B, C, Y, X], or [B, F], which are patches of one row; features [B, width]; scores [B, classes].
 *
 * <p><b>Differs from the source.</b> No dropout. Initial values, which are not known, are normal: He et al.'s in convolutions,
 * deviation 1 / sqrt(inputs) in products, 0.02 in the class token and the positions. That projections of queries, keys and values have
 * no biases, and all others have, is inferred from the number of parameters.
 */
public final class PatchTransformer implements FeatureModel {
    private static final String ID = "patch-transformer";
    private static final String ENCODER = "encoder";
    private static final double SMALL = 0.02;
    private static final int OF_LAYER = 11;

    private final Settings settings;
    private final DataShape.Examples shape;
    private final int channels;
    private final int height;
    private final int patchWidth;
    private final int patches;
    private final List<ParameterSpec> parameters = new ArrayList<>();
    private final Map<String, Double> flops = new LinkedHashMap<>();
    private double encoded;

    /** Sizes; see the annotations. */
    public record Settings(
            @JsonPropertyDescription(
                            "columns of a patch, which must divide the image's; absent: as many as rows, or all of an example that is no"
                                    + " image")
                    @Nullable
                    Integer patchWidth,
            @JsonProperty(defaultValue = "[16, 32, 64]")
                    @JsonPropertyDescription(
                            "channels after each convolution of the patch encoder; empty for a linear encoder")
                    List<Integer> channels,
            @JsonProperty(defaultValue = "7")
                    @JsonPropertyDescription("height and width of the convolutions, without padding")
                    int kernel,
            @JsonProperty(defaultValue = "2") @JsonPropertyDescription("pixels from one place of a filter to the next")
                    int stride,
            @JsonProperty(defaultValue = "7")
                    @JsonPropertyDescription(
                            "height and width of the max pool after each convolution, at every pixel, padded by one; 1 for none")
                    int pool,
            @JsonProperty(defaultValue = "512") @JsonPropertyDescription("width of a token") int width,
            @JsonProperty(defaultValue = "3") @JsonPropertyDescription("layers of the transformer") int layers,
            @JsonProperty(defaultValue = "4") @JsonPropertyDescription("attention heads") int heads,
            @JsonProperty(defaultValue = "64") @JsonPropertyDescription("width of a head") int headWidth,
            @JsonProperty(defaultValue = "512") @JsonPropertyDescription("units of the feed-forward layers")
                    int hidden) {
        public Settings {
            channels = List.copyOf(channels);
            channels.forEach(each -> ModelLimits.count("channels", each, ModelLimits.WIDEST));
            if (patchWidth != null) {
                ModelLimits.count("patchWidth", patchWidth, 1 << 24);
            }
            ModelLimits.count("kernel", kernel, 63);
            ModelLimits.count("stride", stride, kernel);
            ModelLimits.count("pool", pool, 63);
            ModelLimits.count("width", width, ModelLimits.WIDEST);
            ModelLimits.count("layers", layers, ModelLimits.MOST_LAYERS);
            ModelLimits.count("heads", heads, ModelLimits.WIDEST);
            ModelLimits.count("headWidth", headWidth, ModelLimits.WIDEST);
            ModelLimits.count("hidden", hidden, ModelLimits.WIDEST);
        }

        /** What one convolution and its pool leave of so many pixels in a row; below 1 for nothing. */
        private int left(int pixels) {
            int convolved = (pixels - kernel) / stride + 1;
            return pixels < kernel ? 0 : pool == 1 ? convolved : convolved + 2 - pool + 1;
        }
    }

    /** Makes patch transformers. */
    @SuppressWarnings("rawtypes")
    @AutoService(ModelFactory.class)
    @Provides(
            id = ID,
            description =
                    "Transformer over patches that one convolutional encoder reads, by default the HybridViT of activity"
                            + " recognition.",
            source =
                    "Iacob et al., Privacy in Multimodal Federated Human Activity Recognition, 2023 (arXiv 2305.12134); Dosovitskiy"
                            + " et al., An Image is Worth 16x16 Words, 2020 (arXiv 2010.11929)")
    public static final class Factory implements ModelFactory<Settings> {
        @Override
        public Model create(Settings settings, ModelContext context) {
            return new PatchTransformer(settings, context);
        }
    }

    /** A network for the context's examples. */
    public PatchTransformer(Settings settings, ModelContext context) {
        this.settings = settings;
        shape = context.examples(ID);
        boolean isImage = shape.dimensions().size() == 3;
        channels = isImage ? shape.dimensions().get(0) : 1;
        height = isImage ? shape.dimensions().get(1) : 1;
        int columns = shape.elements() / (channels * height);
        Integer stated = settings.patchWidth;
        patchWidth = stated != null ? stated : isImage ? height : columns;
        if (columns % patchWidth != 0) {
            throw new IllegalArgumentException(
                    "patchWidth (" + patchWidth + ") must divide the " + columns + " columns of " + shape.words());
        }
        patches = columns / patchWidth;
        addEncoder();
        for (int layer = 1; layer <= settings.layers; layer++) {
            addLayer("layer" + layer);
        }
        addVector(DecoderShape.HEAD, "norm.scale", 1, settings.width);
        addVector(DecoderShape.HEAD, "norm.shift", 0, settings.width);
        addLinear(DecoderShape.HEAD, "scores", settings.width, shape.classes(), ParameterSpec.Role.OUTPUT, 1);
        addVector(DecoderShape.HEAD, "scores.bias", 0, shape.classes());
    }

    private void addEncoder() {
        int in = channels;
        int rows = height;
        int columns = patchWidth;
        encoded = shape.elements();
        for (int stage = 0; stage < settings.channels.size(); stage++) {
            int out = settings.channels.get(stage);
            int convolvedRows = (rows - settings.kernel) / settings.stride + 1;
            int convolvedColumns = (columns - settings.kernel) / settings.stride + 1;
            rows = settings.left(rows);
            columns = settings.left(columns);
            if (rows < 1 || columns < 1) {
                throw new IllegalArgumentException(
                        "channels (" + settings.channels + ") are more convolutions of kernel (" + settings.kernel
                                + ") than patches of " + height + " x " + patchWidth + " pixels have room for");
            }
            double fan = (double) in * settings.kernel * settings.kernel;
            double pixels = (double) patches * convolvedRows * convolvedColumns;
            long side = settings.kernel;
            add(new ParameterSpec(
                    ENCODER + ".conv" + (stage + 1),
                    List.of((long) out, (long) in, side, side),
                    ENCODER,
                    new Init.Normal(Math.sqrt(2 / fan)),
                    stage == 0 ? ParameterSpec.Role.INPUT : ParameterSpec.Role.HIDDEN));
            addFlops(ENCODER, 2 * fan * out * pixels);
            encoded += 2 * out * pixels + (double) out * patches * rows * columns;
            in = out;
        }
        int flat = in * rows * columns;
        ParameterSpec.Role role = parameters.isEmpty() ? ParameterSpec.Role.INPUT : ParameterSpec.Role.HIDDEN;
        addLinear(ENCODER, "linear", flat, settings.width, role, patches);
        addVector(ENCODER, "linear.bias", 0, settings.width);
        add(table("class-token", 1));
        add(table("positions", patches + 1));
    }

    private ParameterSpec table(String name, int rows) {
        return new ParameterSpec(
                ENCODER + "." + name,
                List.of((long) rows, (long) settings.width),
                ENCODER,
                new Init.Normal(SMALL),
                ParameterSpec.Role.VECTOR);
    }

    private void addLayer(String group) {
        int inner = settings.heads * settings.headWidth;
        int tokens = patches + 1;
        addVector(group, "attention.norm.scale", 1, settings.width);
        addVector(group, "attention.norm.shift", 0, settings.width);
        addLinear(group, "attention.queries-keys-values", settings.width, 3 * inner, ParameterSpec.Role.HIDDEN, tokens);
        addFlops(group, 2 * 2.0 * tokens * tokens * inner);
        addLinear(group, "attention.output", inner, settings.width, ParameterSpec.Role.HIDDEN, tokens);
        addVector(group, "attention.output.bias", 0, settings.width);
        addVector(group, "feed-forward.norm.scale", 1, settings.width);
        addVector(group, "feed-forward.norm.shift", 0, settings.width);
        addLinear(group, "feed-forward.in", settings.width, settings.hidden, ParameterSpec.Role.HIDDEN, tokens);
        addVector(group, "feed-forward.in.bias", 0, settings.hidden);
        addLinear(group, "feed-forward.out", settings.hidden, settings.width, ParameterSpec.Role.HIDDEN, tokens);
        addVector(group, "feed-forward.out.bias", 0, settings.width);
    }

    private void add(ParameterSpec spec) {
        parameters.add(spec);
    }

    private void addFlops(String group, double more) {
        flops.merge(group, more, Double::sum);
    }

    private void addVector(String group, String name, double value, int length) {
        add(new ParameterSpec(
                group + "." + name,
                List.of((long) length),
                group,
                new Init.Constant(value),
                ParameterSpec.Role.VECTOR));
    }

    private void addLinear(String group, String name, int in, int out, ParameterSpec.Role role, int times) {
        add(new ParameterSpec(
                group + "." + name, List.of((long) out, (long) in), group, new Init.Normal(1 / Math.sqrt(in)), role));
        addFlops(group, 2.0 * in * out * times);
    }

    @Override
    public Task task() {
        return Task.CLASSIFICATION;
    }

    @Override
    public List<ParameterSpec> parameters() {
        return List.copyOf(parameters);
    }

    @Override
    public List<ParameterGroup> groups() {
        List<GroupWork> work = new ArrayList<>();
        for (Map.Entry<String, Double> group : flops.entrySet()) {
            long elements = parameters.stream()
                    .filter(spec -> spec.group().equals(group.getKey()))
                    .mapToLong(ParameterSpec::elements)
                    .sum();
            work.add(new GroupWork(group.getKey(), elements, group.getValue()));
        }
        return GroupWork.groups(work);
    }

    /** Of convolutions, products and attention; biases, norms, rectifiers and pools are below a hundredth of them and not counted. */
    @Override
    public double forwardFlopsPerItem() {
        double sum = 0;
        for (double each : flops.values()) {
            sum += each;
        }
        return sum;
    }

    /** What convolutions give before and after rectifier and pool; of each token what products take and give. */
    @Override
    public double activationsPerItem(Pass pass) {
        double tokens = patches + 1;
        double layer =
                tokens * (5.0 * settings.width + 4.0 * settings.heads * settings.headWidth + 2.0 * settings.hidden);
        double all = encoded + tokens * settings.width;
        return pass.recomputed()
                ? shape.elements() + (settings.layers + 1) * tokens * settings.width + Math.max(all, layer)
                : all + settings.layers * layer;
    }

    @Override
    public String identity() {
        return ID + " " + settings + " of " + shape.words();
    }

    @Override
    public boolean isStaged() {
        return true;
    }

    @Override
    public int featureWidth() {
        return settings.width;
    }

    @Override
    public Tensor features(Tensor[] leaves, Tensor inputs) {
        return ofClassToken(ScoringModel.through(layers(leaves), inputs), leaves);
    }

    @Override
    public Tensor head(Tensor[] leaves, Tensor features) {
        return Functional.linear(features, leaves[leaves.length - 2], leaves[leaves.length - 1]);
    }

    /** One stage for the patch encoder, one for each layer, and one for the scores. */
    @Override
    public List<UnaryOperator<Tensor>> stages(Tensor[] leaves, Tensor inputs) {
        List<UnaryOperator<Tensor>> stages = layers(leaves);
        stages.add(x -> head(leaves, ofClassToken(x, leaves)));
        return stages;
    }

    private static Tensor ofClassToken(Tensor x, Tensor[] leaves) {
        return Functional.layerNorm(x.select(1, 0), leaves[leaves.length - 4], leaves[leaves.length - 3]);
    }

    private List<UnaryOperator<Tensor>> layers(Tensor[] leaves) {
        List<UnaryOperator<Tensor>> stages = new ArrayList<>();
        stages.add(inputs -> tokens(leaves, inputs.to(leaves[0].dtype())));
        int first = settings.channels.size() + 4;
        for (int layer = 0; layer < settings.layers; layer++) {
            int from = first + OF_LAYER * layer;
            Tensor[] own = Arrays.copyOfRange(leaves, from, from + OF_LAYER);
            stages.add(x -> layer(own, x));
        }
        return stages;
    }

    private Tensor tokens(Tensor[] leaves, Tensor inputs) {
        long rows = inputs.size(0);
        Tensor x = inputs.reshape(rows, channels, height, patches, patchWidth)
                .transpose(2, 3)
                .transpose(1, 2)
                .reshape(rows * patches, channels, height, patchWidth);
        for (int stage = 0; stage < settings.channels.size(); stage++) {
            x = Functional.relu(Functional.conv2d(x, leaves[stage], null, settings.stride, 0));
            x = settings.pool == 1 ? x : Functional.maxPool2d(x, settings.pool, 1, 1);
        }
        int next = settings.channels.size();
        Tensor read = Functional.linear(x.reshape(rows, patches, -1), leaves[next], leaves[next + 1]);
        Tensor ofClass = Tensors.zeros(read.device(), read.dtype(), rows, 1, settings.width)
                .add(leaves[next + 2].to(read.dtype()));
        return Tensors.cat(List.of(ofClass, read), 1).add(leaves[next + 3]);
    }

    private Tensor layer(Tensor[] own, Tensor input) {
        Tensor x = input.add(attention(own, Functional.layerNorm(input, own[0], own[1])));
        Tensor inner = Functional.gelu(Functional.linear(Functional.layerNorm(x, own[5], own[6]), own[7], own[8]));
        return x.add(Functional.linear(inner, own[9], own[10]));
    }

    private Tensor attention(Tensor[] own, Tensor x) {
        long rows = x.size(0);
        long tokens = x.size(1);
        Tensor all = Functional.linear(x, own[2]).reshape(rows, tokens, 3, settings.heads, settings.headWidth);
        Tensor mixed = Functional.attention(
                all.select(2, 0).transpose(1, 2),
                all.select(2, 1).transpose(1, 2),
                all.select(2, 2).transpose(1, 2));
        Tensor joined = mixed.transpose(1, 2).reshape(rows, tokens, -1);
        return Functional.linear(joined, own[3], own[4]);
    }
}
