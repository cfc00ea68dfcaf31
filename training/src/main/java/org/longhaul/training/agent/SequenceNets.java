package org.longhaul.training.agent;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.longhaul.training.model.Layout;
import org.longhaul.training.model.ModelContext;
import org.longhaul.training.model.ParameterSpec;
import org.longhaul.training.model.Seeds;
import org.longhaul.training.model.transformer.Transformer;
import org.longhaul.training.tensor.Autograd;
import org.longhaul.training.tensor.Device;
import org.longhaul.training.tensor.Generator;
import org.longhaul.training.tensor.Tensor;
import org.longhaul.training.tensor.TensorScope;
import org.longhaul.training.tensor.Tensors;

/** The trained transformers of agents, as one stack, and what they write; an answer is its two digits. */
final class SequenceNets {
    /** Query of four digits, a colon, own draft, equals sign, answer. */
    private static final int LEAST_LENGTH = 10;

    private static final int DIGITS = 2;

    /** The encoder is the same for all seeds and agents. */
    private static final long ENCODER_SEED = Seeds.of(1, "sequence-encoder");

    private final SequenceAgents.Settings settings;
    private final Transformer model;
    private final Layout layout;
    private final float[] parameters;
    private final float[] encoder;

    SequenceNets(SequenceAgents.Settings settings, Transformer model, float[] parameters) {
        this.settings = settings;
        this.model = model;
        this.layout = layout(settings, model);
        this.parameters = parameters;
        this.encoder = new Generator(ENCODER_SEED).normal(0, 1, DIGITS * settings.base() * settings.embedding());
    }

    /** What each agent is. */
    static Transformer model(SequenceAgents.Settings settings) {
        return new Transformer(
                new Transformer.Settings(
                        1,
                        settings.width(),
                        2,
                        null,
                        Transformer.Activation.GELU,
                        10_000,
                        false,
                        false,
                        1 / Math.sqrt(settings.width()),
                        false,
                        1e-5),
                new ModelContext(settings.vocabulary(), LEAST_LENGTH + DIGITS * settings.agents(), settings.agents()));
    }

    /** The parameters of all agents, each tensor with one more dimension before its own. */
    static Layout layout(SequenceAgents.Settings settings, Transformer model) {
        List<ParameterSpec> stacked = new ArrayList<>();
        for (ParameterSpec each : model.parameters()) {
            List<Long> shape = new ArrayList<>(List.of((long) settings.agents()));
            shape.addAll(each.shape());
            stacked.add(new ParameterSpec(each.name(), shape, each.group(), each.init()));
        }
        return new Layout(stacked);
    }

    /**
     * A query, what is read, and the answer or where it is to come; first and second digits have tokens of their own, and
     * so have those of answers.
     */
    static long[] row(SequenceAgents.Settings settings, int first, int second, List<float[]> read, boolean withAnswer) {
        int base = settings.base();
        int length = 5 + (read.isEmpty() ? 0 : 1 + DIGITS * read.size()) + (withAnswer ? DIGITS : 0);
        long[] row = new long[length];
        int next = 0;
        row[next++] = settings.asked(0, first / base);
        row[next++] = settings.asked(1, first % base);
        row[next++] = settings.asked(0, second / base);
        row[next++] = settings.asked(1, second % base);
        if (!read.isEmpty()) {
            row[next++] = settings.colon();
            for (float[] answer : read) {
                row[next++] = settings.written(0, (int) answer[0]);
                row[next++] = settings.written(1, (int) answer[1]);
            }
        }
        row[next++] = settings.equalsSign();
        if (withAnswer) {
            int sum = (first + second) % settings.numbers();
            row[next++] = settings.written(0, sum / base);
            row[next] = settings.written(1, sum % base);
        }
        return row;
    }

    static Tensor tokens(long[][] rows, int length) {
        long[] all = new long[rows.length * length];
        for (int row = 0; row < rows.length; row++) {
            System.arraycopy(rows[row], 0, all, row * length, length);
        }
        return Tensors.of(Device.CPU, all, rows.length, length);
    }

    /** Sampled drafts of all agents, by pair and agent. */
    float[][][] drafts(List<int[]> pairs, long seed) {
        int agents = settings.agents();
        long[][] rows = new long[agents * pairs.size()][];
        for (int agent = 0; agent < agents; agent++) {
            for (int pair = 0; pair < pairs.size(); pair++) {
                rows[agent * pairs.size() + pair] =
                        row(settings, pairs.get(pair)[0], pairs.get(pair)[1], List.of(), false);
            }
        }
        float[][] written = write(-1, rows, new SplittableRandom(seed));
        float[][][] drafts = new float[pairs.size()][agents][];
        for (int agent = 0; agent < agents; agent++) {
            for (int pair = 0; pair < pairs.size(); pair++) {
                drafts[pair][agent] = written[agent * pairs.size() + pair];
            }
        }
        return drafts;
    }

    /** Sampled drafts of one agent. */
    float[][] draws(int agent, List<int[]> pairs, SplittableRandom random) {
        long[][] rows = new long[pairs.size()][];
        for (int pair = 0; pair < rows.length; pair++) {
            rows[pair] = row(settings, pairs.get(pair)[0], pairs.get(pair)[1], List.of(), false);
        }
        return write(agent, rows, random);
    }

    /** The likeliest answers of one agent to rows of one length. */
    float[][] likeliest(int agent, long[][] rows) {
        return write(agent, rows, null);
    }

    /**
     * Two digits more for each row.
     *
     * @param agent whose rows they are; -1 for those of all agents, equally many each
     * @param random samples; null takes the likeliest
     */
    private float[][] write(int agent, long[][] rows, @Nullable SplittableRandom random) {
        float[][] answers = new float[rows.length][DIGITS];
        int length = rows[0].length;
        long[][] grown = new long[rows.length][length + DIGITS];
        for (int row = 0; row < rows.length; row++) {
            System.arraycopy(rows[row], 0, grown[row], 0, length);
        }
        TensorScope.run(() -> Autograd.withoutGradients(() -> {
            Tensor[] p = layout.views(Tensors.of(Device.CPU, parameters, layout.elements()));
            if (agent >= 0) {
                for (int i = 0; i < p.length; i++) {
                    p[i] = p[i].select(0, agent);
                }
            }
            for (int digit = 0; digit < DIGITS; digit++) {
                int place = digit;
                float[] scores = model.logits(p, tokens(grown, length + place))
                        .select(1, length + place - 1)
                        .toFloats();
                for (int row = 0; row < grown.length; row++) {
                    int chosen = choose(scores, row, place, random);
                    grown[row][length + place] = settings.written(place, chosen);
                    answers[row][place] = chosen;
                }
            }
        }));
        return answers;
    }

    /** A digit of a place; nothing else is ever written. */
    private int choose(float[] scores, int row, int place, @Nullable SplittableRandom random) {
        int base = settings.base();
        int start = row * settings.vocabulary() + settings.written(place, 0);
        int likeliest = 0;
        for (int digit = 1; digit < base; digit++) {
            likeliest = scores[start + digit] > scores[start + likeliest] ? digit : likeliest;
        }
        if (random == null) {
            return likeliest;
        }
        double[] weights = new double[base];
        double sum = 0;
        for (int digit = 0; digit < base; digit++) {
            weights[digit] = Math.exp((scores[start + digit] - scores[start + likeliest]) / settings.temperature());
            sum += weights[digit];
        }
        double left = random.nextDouble() * sum;
        int chosen = 0;
        while (chosen < base - 1 && left >= weights[chosen]) {
            left -= weights[chosen];
            chosen++;
        }
        return chosen;
    }

    float[] embedding(float[] answer) {
        int width = settings.embedding();
        double[] sum = new double[width];
        double squares = 0;
        for (int k = 0; k < width; k++) {
            for (int place = 0; place < DIGITS; place++) {
                sum[k] += encoder[(place * settings.base() + (int) answer[place]) * width + k];
            }
            squares += sum[k] * sum[k];
        }
        float[] embedding = new float[width];
        for (int k = 0; k < width; k++) {
            embedding[k] = (float) (sum[k] / Math.sqrt(squares));
        }
        return embedding;
    }
}
