package org.longhaul.training.model.classifier;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.google.auto.service.AutoService;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.longhaul.extension.Provides;
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

/**
 * Convolutional classifier: stages of convolution, group norm where asked for, rectifier and 2 x 2 pooling, then dense
 * layers.
 *
 * <p>Channels [32, 64], kernel 5, hidden [512] on 28 x 28 pixels and ten classes is the 1,663,370-parameter network of
 * McMahan et al.; hidden [2048] and 62 classes that of LEAF for FEMNIST, with 6,603,710.
 *
 * <p><b>Shapes.</b> Inputs [B, C, H, W]; scores [B, classes]. With {@code same} padding a convolution keeps height and width,
 * without it takes off kernel - 1; pooling halves them, rounded down.
 */
public final class Cnn implements FeatureModel {
    private static final String ID = "cnn";
    private static final int POOL = 2;

    private final String id;
    private final Settings settings;
    private final DataShape.Examples shape;
    private final List<ParameterSpec> convolutions = new ArrayList<>();
    private final List<GroupWork> work = new ArrayList<>();
    private final DenseLayers dense;

    /** What each convolution keeps of one image. */
    private final List<StageElements> kept = new ArrayList<>();

    /**
     * Elements that a convolution keeps of one image.
     *
     * @param filters its filters
     * @param input the image that it takes
     * @param columns the pixels that each place of a filter sees, where they are written out
     * @param output what it leaves, with the norm's and the rectifier's
     */
    private record StageElements(int filters, double input, double columns, double output) {
        double elements(boolean asColumns) {
            return (asColumns ? columns : input) + output;
        }
    }

    /** How neighbouring pixels become one. */
    public enum Pooling {
        /** The largest of them. */
        MAX,
        /** Their mean. */
        AVERAGE
    }

    /** Sizes and choices; see the annotations. */
    public record Settings(
            @JsonProperty(defaultValue = "[8, 16]")
                    @JsonPropertyDescription("channels after each convolution; one stage for each")
                    List<Integer> channels,
            @JsonProperty(defaultValue = "5") @JsonPropertyDescription("height and width of the convolutions, odd")
                    int kernel,
            @JsonProperty(defaultValue = "true")
                    @JsonPropertyDescription("whether convolutions keep height and width by zeros around the image")
                    boolean samePadding,
            @JsonProperty(defaultValue = "max")
                    @JsonPropertyDescription("what 2 x 2 pixels become after each stage: max or average")
                    Pooling pooling,
            @JsonProperty(defaultValue = "0")
                    @JsonPropertyDescription("groups of the group norm after each convolution; 0 for no norm")
                    int normGroups,
            @JsonProperty(defaultValue = "[64]")
                    @JsonPropertyDescription("units of the hidden layers between convolutions and scores; may be empty")
                    List<Integer> hidden) {
        public Settings {
            channels = List.copyOf(channels);
            hidden = List.copyOf(hidden);
            if (channels.isEmpty()) {
                throw new IllegalArgumentException("channels must have at least one stage");
            }
            ModelLimits.count("kernel", kernel, 31);
            if (kernel % 2 == 0) {
                throw new IllegalArgumentException("kernel (" + kernel + ") must be odd");
            }
            hidden.forEach(units -> ModelLimits.count("hidden", units, ModelLimits.WIDEST));
            for (int each : channels) {
                ModelLimits.count("channels", each, ModelLimits.WIDEST);
                if (normGroups < 0 || (normGroups > 0 && each % normGroups != 0)) {
                    throw new IllegalArgumentException(
                            "normGroups (" + normGroups + ") must divide the channels (" + each + ")");
                }
            }
        }
    }

    /** Makes convolutional classifiers. */
    @SuppressWarnings("rawtypes")
    @AutoService(ModelFactory.class)
    @Provides(
            id = ID,
            description = "Convolutional classifier of images: convolution, rectifier and pooling, then dense layers.",
            source =
                    "LeCun et al., 1998; McMahan et al., 2017 (arXiv 1602.05629); Wu and He, Group Normalization, 2018")
    public static final class Factory implements ModelFactory<Settings> {
        @Override
        public Model create(Settings settings, ModelContext context) {
            return new Cnn(settings, context);
        }
    }

    /** A network for the context's images. */
    public Cnn(Settings settings, ModelContext context) {
        this(ID, settings, context);
    }

    /** The same by another name. */
    Cnn(String id, Settings settings, ModelContext context) {
        this.id = id;
        this.settings = settings;
        shape = context.images(id);
        int in = shape.dimensions().get(0);
        int height = shape.dimensions().get(1);
        int width = shape.dimensions().get(2);
        for (int stage = 0; stage < settings.channels.size(); stage++) {
            int out = settings.channels.get(stage);
            int lost = settings.samePadding ? 0 : settings.kernel - 1;
            height -= lost;
            width -= lost;
            if (height < POOL || width < POOL) {
                throw new IllegalArgumentException("channels (" + settings.channels
                        + ") have more stages than images of " + shape.dimensions() + " can be halved for");
            }
            addStage("conv" + (stage + 1), in, out, (long) height * width);
            double pixels = (double) height * width;
            kept.add(new StageElements(
                    out,
                    in * (height + lost) * (double) (width + lost),
                    in * pixels * settings.kernel * settings.kernel,
                    out * pixels * (settings.normGroups > 0 ? 3 : 2)));
            height /= POOL;
            width /= POOL;
            in = out;
        }
        dense = new DenseLayers(in * height * width, settings.hidden, shape.classes(), false);
        work.addAll(dense.work());
    }

    private void addStage(String name, int in, int out, long pixels) {
        long fan = (long) in * settings.kernel * settings.kernel;
        long side = settings.kernel;
        Init init = new Init.Normal(Math.sqrt(2.0 / fan));
        ParameterSpec.Role role = convolutions.isEmpty() ? ParameterSpec.Role.INPUT : ParameterSpec.Role.HIDDEN;
        convolutions.add(
                new ParameterSpec(name + ".weight", List.of((long) out, (long) in, side, side), name, init, role));
        convolutions.add(new ParameterSpec(name + ".bias", List.of((long) out), name, new Init.Constant(0)));
        if (settings.normGroups > 0) {
            convolutions.add(new ParameterSpec(name + ".scale", List.of((long) out), name, new Init.Constant(1)));
            convolutions.add(new ParameterSpec(name + ".shift", List.of((long) out), name, new Init.Constant(0)));
        }
        long vectors = settings.normGroups > 0 ? 3 : 1;
        work.add(new GroupWork(name, out * (fan + vectors), 2.0 * fan * out * pixels));
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
        List<ParameterSpec> all = new ArrayList<>(convolutions);
        all.addAll(dense.specs());
        return all;
    }

    @Override
    public List<ParameterGroup> groups() {
        return GroupWork.groups(work);
    }

    /** Of convolutions and dense layers; norms, rectifiers and pooling are below a hundredth of them and not counted. */
    @Override
    public double forwardFlopsPerItem() {
        return GroupWork.flops(work);
    }

    @Override
    public double activationsPerItem(Pass pass) {
        double sum = dense.activations();
        double largest = sum;
        double inputs = 0;
        for (int stage = 0; stage < kept.size(); stage++) {
            StageElements each = kept.get(stage);
            boolean isColumns = Functional.convolvesColumns(each.filters(), stage > 0, pass.stacked(), pass.bfloat16());
            double elements = each.elements(isColumns);
            sum += elements;
            largest = Math.max(largest, elements);
            inputs += each.input();
        }
        return pass.recomputed() ? inputs + largest : sum;
    }

    @Override
    public String identity() {
        return id + " " + settings + " of " + shape.words();
    }

    @Override
    public boolean isStaged() {
        return true;
    }

    @Override
    public int featureWidth() {
        return dense.features();
    }

    @Override
    public Tensor features(Tensor[] parameters, Tensor inputs) {
        Tensor x = ScoringModel.through(convolutions(parameters), inputs);
        return dense.features(x.reshape(x.size(0), -1), parameters, convolutions.size());
    }

    @Override
    public Tensor head(Tensor[] parameters, Tensor features) {
        return dense.head(features, parameters, convolutions.size());
    }

    /** One stage for each convolution, and one for the dense layers. */
    @Override
    public List<UnaryOperator<Tensor>> stages(Tensor[] parameters, Tensor inputs) {
        List<UnaryOperator<Tensor>> stages = convolutions(parameters);
        stages.add(x -> dense.apply(x.reshape(x.size(0), -1), parameters, convolutions.size()));
        return stages;
    }

    private List<UnaryOperator<Tensor>> convolutions(Tensor[] parameters) {
        List<UnaryOperator<Tensor>> stages = new ArrayList<>();
        int each = settings.normGroups > 0 ? 4 : 2;
        for (int stage = 0; stage < settings.channels.size(); stage++) {
            int first = each * stage;
            stages.add(x -> convolve(x.to(parameters[0].dtype()), parameters, first));
        }
        return stages;
    }

    private Tensor convolve(Tensor input, Tensor[] parameters, int first) {
        int padding = settings.samePadding ? settings.kernel / 2 : 0;
        Tensor x = Functional.conv2d(input, parameters[first], parameters[first + 1], padding);
        if (settings.normGroups > 0) {
            x = Functional.groupNorm(x, settings.normGroups, parameters[first + 2], parameters[first + 3]);
        }
        x = Functional.relu(x);
        return settings.pooling == Pooling.MAX ? Functional.maxPool2d(x, POOL) : Functional.averagePool2d(x, POOL);
    }
}
