package org.longhaul.training.model;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.google.auto.service.AutoService;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import org.longhaul.extension.Provides;
import org.longhaul.training.task.DataShape;
import org.longhaul.training.task.Task;
import org.longhaul.training.tensor.Functional;
import org.longhaul.training.tensor.Tensor;

/**
 * Recurrent language model: embedding, layers of long short-term memory, and scores of the next token by the embedding itself,
 * with a bias.
 *
 * <pre>
 *   i, f, g, o = W x_t + b + U h_{t-1} + b'      (blocks of H rows each)
 *   c_t = sigmoid(f) c_{t-1} + sigmoid(i) tanh(g);  h_t = sigmoid(o) tanh(c_t)
 * </pre>
 *
 * <p><b>Shapes.</b> Inputs int64 [B, T]; scores [B T, V].
 *
 * <p><b>Differs from the source.</b> Every sequence starts from a zero state, no state is carried from one batch to the next; no
 * dropout; initial values are normal, with the deviation that uniform ones within 0.1, or within 1 / sqrt(width) in the layers,
 * have.
 */
public final class Lstm implements ScoringModel {
    private static final String ID = "lstm";
    private static final int OF_LAYER = 4;
    private static final double UNIFORM = 1 / Math.sqrt(3);

    private final Settings settings;
    private final DataShape.Tokens shape;
    private final List<ParameterSpec> parameters = new ArrayList<>();

    /** Sizes. */
    public record Settings(
            @JsonProperty(defaultValue = "2") @JsonPropertyDescription("layers of long short-term memory") int layers,
            @JsonProperty(defaultValue = "200")
                    @JsonPropertyDescription("width of the embedding, and units of each layer")
                    int width,
            @JsonProperty(defaultValue = "true")
                    @JsonPropertyDescription(
                            "whether the embedding gives the scores too, instead of a matrix of its own")
                    boolean tiedEmbeddings) {
        public Settings {
            ModelLimits.count("layers", layers, ModelLimits.MOST_LAYERS);
            ModelLimits.count("width", width, ModelLimits.WIDEST);
        }
    }

    /** Makes recurrent language models. */
    @SuppressWarnings("rawtypes")
    @AutoService(ModelFactory.class)
    @Provides(
            id = ID,
            description = "Recurrent language model: layers of long short-term memory between tied embeddings.",
            source =
                    "Hochreiter and Schmidhuber, Long Short-Term Memory, 1997; Press and Wolf, Using the Output Embedding to"
                            + " Improve Language Models, 2017 (arXiv 1608.05859); sizes as in Yu et al., Salvaging Federated Learning by"
                            + " Local Adaptation, 2020 (arXiv 2002.04758)")
    public static final class Factory implements ModelFactory<Settings> {
        @Override
        public Model create(Settings settings, ModelContext context) {
            return new Lstm(settings, context);
        }
    }

    /** A model for the context's tokens. */
    public Lstm(Settings settings, ModelContext context) {
        this.settings = settings;
        shape = context.tokens(ID);
        int width = settings.width;
        Init table = new Init.Normal(0.1 * UNIFORM);
        Init inner = new Init.Normal(UNIFORM / Math.sqrt(width));
        add(DecoderShape.EMBEDDING, "weight", table, ParameterSpec.Role.INPUT, shape.vocabulary(), width);
        for (int layer = 0; layer < settings.layers; layer++) {
            String group = "lstm" + (layer + 1);
            add(group, "weight-ih", inner, ParameterSpec.Role.HIDDEN, 4L * width, width);
            add(group, "weight-hh", inner, ParameterSpec.Role.HIDDEN, 4L * width, width);
            add(group, "bias-ih", inner, ParameterSpec.Role.VECTOR, 4L * width);
            add(group, "bias-hh", inner, ParameterSpec.Role.VECTOR, 4L * width);
        }
        if (!settings.tiedEmbeddings) {
            add(DecoderShape.HEAD, "weight", table, ParameterSpec.Role.OUTPUT, shape.vocabulary(), width);
        }
        add(DecoderShape.HEAD, "bias", new Init.Constant(0), ParameterSpec.Role.VECTOR, shape.vocabulary());
    }

    private void add(String group, String name, Init init, ParameterSpec.Role role, long... sizes) {
        parameters.add(new ParameterSpec(
                group + "." + name, Arrays.stream(sizes).boxed().toList(), group, init, role));
    }

    @Override
    public Task task() {
        return Task.LANGUAGE_MODELLING;
    }

    @Override
    public List<ParameterSpec> parameters() {
        return List.copyOf(parameters);
    }

    private double layerFlops() {
        return 2.0 * 4 * settings.width * 2 * settings.width;
    }

    private double headFlops() {
        return 2.0 * settings.width * shape.vocabulary() + shape.vocabulary();
    }

    @Override
    public List<ParameterGroup> groups() {
        List<ParameterGroup> groups = new ArrayList<>();
        for (Layout.Range range : new Layout(parameters).ranges()) {
            double flops =
                    switch (range.group()) {
                        case DecoderShape.EMBEDDING -> 0;
                        case DecoderShape.HEAD -> headFlops();
                        default -> layerFlops();
                    };
            groups.add(new ParameterGroup(range.group(), range.length(), flops / forwardFlopsPerItem()));
        }
        return List.copyOf(groups);
    }

    /** Of the products of layers and scores; gates are below a hundredth of them and not counted. */
    @Override
    public double forwardFlopsPerItem() {
        return settings.layers * layerFlops() + headFlops();
    }

    /** Input, four gates, cell, its hyperbolic tangent and output of each layer; the scores with their logarithms. */
    @Override
    public double activationsPerItem(Pass pass) {
        return 8.0 * settings.width * settings.layers + settings.width + 2.0 * shape.vocabulary();
    }

    @Override
    public String identity() {
        return ID + " " + settings + " of " + shape.words() + " of " + shape.vocabulary();
    }

    @Override
    public int hiddenWidth() {
        return settings.width;
    }

    @Override
    public Tensor scores(Tensor[] leaves, Tensor inputs) {
        return ScoringModel.through(stages(leaves, inputs), inputs);
    }

    /** The layers [B, T, H], and the head. */
    @Override
    public List<UnaryOperator<Tensor>> stages(Tensor[] leaves, Tensor inputs) {
        Tensor[] layers = Arrays.copyOfRange(leaves, 1, 1 + OF_LAYER * settings.layers);
        Tensor weight = settings.tiedEmbeddings ? leaves[0] : leaves[leaves.length - 2];
        return List.of(x -> Functional.lstm(Functional.embedding(leaves[0], x), layers), hidden -> Functional.linear(
                        hidden, weight, leaves[leaves.length - 1])
                .reshape(-1, shape.vocabulary()));
    }
}
