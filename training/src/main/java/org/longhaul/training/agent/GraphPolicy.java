package org.longhaul.training.agent;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.longhaul.extension.Require;
import org.longhaul.training.model.Init;
import org.longhaul.training.model.Layout;
import org.longhaul.training.model.ParameterSpec;
import org.longhaul.training.tensor.Autograd;
import org.longhaul.training.tensor.Device;
import org.longhaul.training.tensor.Functional;
import org.longhaul.training.tensor.Tensor;
import org.longhaul.training.tensor.TensorScope;
import org.longhaul.training.tensor.Tensors;

/**
 * How likely each pair of agents should talk, from the embeddings of their drafts alone: whatever their number, whoever they are.
 *
 * <pre>
 *   H = TransformerEncoder(r_1, ..., r_N)            one layer, one head, no positions
 *   Lambda = H H' / sqrt(width) + b                  with a small output layer, and b starting at -2
 *   Lambda = H H'                                    in the plain form
 *   p_ij = sigmoid(Lambda_ij)                        for i before j in the order of contribution
 * </pre>
 *
 * <p>Lambda is symmetric: which way an edge goes is told by contribution alone. The encoder sees the drafts in the order of
 * contribution; as it knows no positions that changes nothing but the last bits, which are then the same however agents are numbered.
 *
 * <p>Source: Nexa, arXiv 2605.15573, as restated in public. <b>Differs from the source</b>: width, scale, output layer and the
 * learned b, which were not found, are ours. The plain form is as restated.
 *
 * <p>Thread-safety: immutable.
 */
public final class GraphPolicy {
    private final Settings settings;
    private final int embeddingWidth;
    private final float[] parameters;

    /**
     * Sizes.
     *
     * @param width channels of the encoder (ours)
     * @param bias where the bias of all scores starts: below 0 it starts sparse (ours)
     * @param plain whether scores are H H' alone, without output layer, scale and bias
     */
    public record Settings(int width, double bias, boolean plain) {
        public Settings {
            Require.count("width", width, 4096);
            if (!Double.isFinite(bias)) {
                throw new IllegalArgumentException("bias must be finite.");
            }
        }

        /** The sizes with which policies are trained and charged here; they start sparse. */
        public static Settings usual() {
            return new Settings(32, -2, false);
        }
    }

    /**
     * A policy with given parameters.
     *
     * @param parameters as {@link #layout} lays them out
     */
    GraphPolicy(Settings settings, int embeddingWidth, float[] parameters) {
        this.settings = settings;
        this.embeddingWidth = embeddingWidth;
        this.parameters = parameters.clone();
    }

    /** A policy that nothing has trained. */
    static GraphPolicy untrained(Settings settings, int embeddingWidth, long seed) {
        try (FittedNet net = new FittedNet(layout(settings, embeddingWidth), 1, seed)) {
            return new GraphPolicy(settings, embeddingWidth, net.values());
        }
    }

    static Layout layout(Settings settings, int embeddingWidth) {
        long width = settings.width;
        long hidden = 2 * width;
        Init ofWidth = new Init.Normal(1 / Math.sqrt((double) width));
        return new Layout(List.of(
                parameter("input", new Init.Normal(1), width, embeddingWidth),
                parameter("query", ofWidth, width, width),
                parameter("key", ofWidth, width, width),
                parameter("value", ofWidth, width, width),
                parameter("attended", ofWidth, width, width),
                parameter("norm.1", new Init.Constant(1), width),
                parameter("shift.1", new Init.Constant(0), width),
                parameter("up", ofWidth, hidden, width),
                parameter("up.bias", new Init.Constant(0), hidden),
                parameter("down", new Init.Normal(1 / Math.sqrt((double) hidden)), width, hidden),
                parameter("down.bias", new Init.Constant(0), width),
                parameter("norm.2", new Init.Constant(1), width),
                parameter("shift.2", new Init.Constant(0), width),
                // The scores then start about half apart, whatever the width.
                parameter("output", new Init.Normal(0.7 / Math.pow((double) width, 0.75)), width, width),
                parameter("bias", new Init.Constant(settings.bias), 1)));
    }

    private static ParameterSpec parameter(String name, Init init, long... shape) {
        return new ParameterSpec(name, Arrays.stream(shape).boxed().toList(), "policy", init);
    }

    /**
     * The scores Lambda.
     *
     * @param p the parameters, in the order of the layout
     * @param drafts [B, N, E]
     * @return [B, N, N]
     */
    static Tensor scores(Settings settings, Tensor[] p, Tensor drafts) {
        double scale = 1 / Math.sqrt(settings.width);
        Tensor x = Functional.linear(drafts, p[0]);
        Tensor likeness = Functional.linear(x, p[1])
                .matmul(Functional.linear(x, p[2]).transpose(1, 2))
                .mul(scale);
        Tensor seen = Functional.softmax(likeness, -1).matmul(Functional.linear(x, p[3]));
        Tensor y = Functional.layerNorm(x.add(Functional.linear(seen, p[4])), p[5], p[6]);
        Tensor forward = Functional.linear(Functional.relu(Functional.linear(y, p[7], p[8])), p[9], p[10]);
        Tensor z = Functional.layerNorm(y.add(forward), p[11], p[12]);
        if (settings.plain) {
            return z.matmul(z.transpose(1, 2));
        }
        Tensor h = Functional.linear(z, p[13]);
        return h.matmul(h.transpose(1, 2)).mul(scale).add(p[14]);
    }

    /**
     * The scores for several queries that equally many agents answered.
     *
     * @return for each query N x N, by place in the order of contribution
     */
    List<float[]> scores(List<Opinions> opinions) {
        int count = opinions.get(0).count();
        List<float[]> scores = new ArrayList<>();
        TensorScope.run(() -> Autograd.withoutGradients(() -> {
            Layout layout = layout(settings, embeddingWidth);
            Tensor flat = Tensors.of(Device.CPU, parameters, layout.elements());
            float[] all = scores(settings, layout.views(flat), drafts(opinions, embeddingWidth))
                    .toFloats();
            for (int i = 0; i < opinions.size(); i++) {
                scores.add(Arrays.copyOfRange(all, i * count * count, (i + 1) * count * count));
            }
        }));
        return scores;
    }

    /** The drafts in the order of contribution, [B, N, E]. */
    static Tensor drafts(List<Opinions> opinions, int embeddingWidth) {
        int count = opinions.get(0).count();
        float[] values = new float[opinions.size() * count * embeddingWidth];
        for (int i = 0; i < opinions.size(); i++) {
            for (int place = 0; place < count; place++) {
                System.arraycopy(
                        opinions.get(i).embeddingAt(place),
                        0,
                        values,
                        (i * count + place) * embeddingWidth,
                        embeddingWidth);
            }
        }
        return Tensors.of(Device.CPU, values, opinions.size(), count, embeddingWidth);
    }

    /** The logistic function. */
    static double probability(double score) {
        return 1 / (1 + Math.exp(-score));
    }

    /** Operations of a forward pass for so many agents: two for each multiplied parameter and agent, and the products of pairs. */
    public static double flops(Settings settings, int embeddingWidth, int agents) {
        long width = settings.width;
        double matrices = (double) width * embeddingWidth + (settings.plain ? 8 : 9) * (double) width * width;
        return 2 * agents * matrices + 6.0 * agents * agents * width;
    }
}
