package org.longhaul.training.agent;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.LongConsumer;
import org.longhaul.extension.Require;
import org.longhaul.training.model.Layout;
import org.longhaul.training.model.Seeds;
import org.longhaul.training.model.transformer.Transformer;
import org.longhaul.training.tensor.Functional;
import org.longhaul.training.tensor.Tensor;

/**
 * Tiny decoder transformers that add two numbers modulo the square of a base, digit by digit; each knows the sums of some first
 * summands only.
 *
 * <pre>
 *   draft     a a b b = c c                           sampled at a temperature
 *   refine    a a b b : own draft, answers heard =  c c     of the same transformer, always its likeliest digits
 *   encoder   mean of fixed random vectors, one for each place and digit, to length 1
 * </pre>
 *
 * <p>First they learn the sums of their own summands. Then they also learn to read: they see sampled drafts of random sets of others,
 * right and wrong ones, and what is right. Where an agent does not know the sum, everything that is said in such an example is moved by
 * one random number: who only reads can answer, and nothing of the sum itself is learned. So all pairs may be asked afterwards.
 *
 * <p>They stand in for the language models of Nexa, arXiv 2605.15573, as {@link ClassifierAgents} do; everything about them is ours.
 */
final class SequenceAgents implements TrainedAgents {
    /** Agents of a team. */
    static final int MOST_AGENTS = 100;

    private final Settings settings;
    private final SequenceNets nets;

    /**
     * The task and the agents.
     *
     * @param agents agents, N
     * @param base base of the two digits of a number
     * @param range share of the first summands whose sums an agent knows
     * @param width channels
     * @param temperature temperature at which drafts are sampled
     * @param embedding values of the encoder
     * @param draftSteps steps on own sums
     * @param refineSteps steps on own sums and on reading
     * @param batch examples of a step, a kind and an agent
     * @param learningRate learning rate of Adam
     */
    record Settings(
            int agents,
            int base,
            double range,
            int width,
            double temperature,
            int embedding,
            int draftSteps,
            int refineSteps,
            int batch,
            double learningRate) {
        Settings {
            Require.count("agents", agents, MOST_AGENTS);
            Require.count("base", base, 30);
            Require.positive("range", range, 1);
            Require.count("width", width, 4096);
            Require.positive("temperature", temperature, 100);
            Require.count("embedding", embedding, 100_000);
            Require.atLeast("draftSteps", draftSteps, 0);
            Require.atLeast("refineSteps", refineSteps, 0);
            Require.count("batch", batch, 100_000);
            Require.positive("learningRate", learningRate, 1e3);
        }

        /** The usual task for some agents. */
        static Settings usual(int agents, double range) {
            return new Settings(agents, 3, range, 32, 0.7, 24, 150, 400, 24, 0.005);
        }

        int numbers() {
            return base * base;
        }

        /** The token of a digit of a query; its place is 0 or 1. */
        int asked(int place, int digit) {
            return place * base + digit;
        }

        /** The token of a digit of an answer; its place is 0 or 1. */
        int written(int place, int digit) {
            return (2 + place) * base + digit;
        }

        int vocabulary() {
            return 4 * base + 2;
        }

        /** The token between the query and what is read. */
        int colon() {
            return 4 * base;
        }

        /** The token before the answer. */
        int equalsSign() {
            return 4 * base + 1;
        }
    }

    private SequenceAgents(Settings settings, SequenceNets nets) {
        this.settings = settings;
        this.nets = nets;
    }

    /**
     * Trains agents.
     *
     * @param stepped hears the number of steps done after each
     */
    static SequenceAgents train(Settings settings, long seed, LongConsumer stepped) {
        boolean[][] knows = new boolean[settings.agents][];
        for (int agent = 0; agent < knows.length; agent++) {
            knows[agent] = chosen(settings.numbers(), settings.range, Seeds.of(seed, "range-" + agent));
        }
        SplittableRandom random = new SplittableRandom(Seeds.of(seed, "sequence-examples"));
        Transformer model = SequenceNets.model(settings);
        Layout layout = SequenceNets.layout(settings, model);
        try (FittedNet net = new FittedNet(layout, settings.learningRate, Seeds.of(seed, "sequence"))) {
            for (int step = 1; step <= settings.draftSteps; step++) {
                long[][] own = ownSums(settings, knows, random);
                net.step(p -> loss(model, p, own));
                stepped.accept(step);
            }
            SequenceNets drafts = new SequenceNets(settings, model, net.values());
            List<int[]> pairs = pairs(settings);
            float[][][] said = drafts.drafts(pairs, Seeds.of(seed, "practice"));
            for (int step = 1; step <= settings.refineSteps; step++) {
                long[][] own = ownSums(settings, knows, random);
                long[][] read = readings(settings, knows, pairs, said, random);
                net.step(p -> loss(model, p, own).add(loss(model, p, read)));
                stepped.accept(settings.draftSteps + step);
            }
            return new SequenceAgents(settings, new SequenceNets(settings, model, net.values()));
        }
    }

    private static boolean[] chosen(int of, double share, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        boolean[] chosen = new boolean[of];
        int left = Math.max(1, (int) Math.round(share * of));
        while (left > 0) {
            int next = random.nextInt(of);
            left -= chosen[next] ? 0 : 1;
            chosen[next] = true;
        }
        return chosen;
    }

    /** All pairs of numbers. */
    private static List<int[]> pairs(Settings settings) {
        List<int[]> pairs = new ArrayList<>();
        for (int pair = 0; pair < settings.numbers() * settings.numbers(); pair++) {
            pairs.add(new int[] {pair / settings.numbers(), pair % settings.numbers()});
        }
        return pairs;
    }

    /** Mean cross-entropy of the two digits at the end of each row. */
    private static Tensor loss(Transformer model, Tensor[] parameters, long[][] rows) {
        int length = rows[0].length;
        Tensor tokens = SequenceNets.tokens(rows, length);
        Tensor logits = model.logits(parameters, tokens.narrow(1, 0, length - 1));
        Tensor last = logits.narrow(1, length - 3, 2);
        return Functional.crossEntropy(
                last.reshape(-1, last.size(-1)), tokens.narrow(1, length - 2, 2).reshape(-1));
    }

    /** Sums that each agent knows, agent by agent. */
    private static long[][] ownSums(Settings settings, boolean[][] knows, SplittableRandom random) {
        long[][] rows = new long[settings.agents * settings.batch][];
        for (int row = 0; row < rows.length; row++) {
            boolean[] own = knows[row / settings.batch];
            int first = random.nextInt(own.length);
            while (!own[first]) {
                first = random.nextInt(own.length);
            }
            rows[row] = SequenceNets.row(settings, first, random.nextInt(own.length), List.of(), true);
        }
        return rows;
    }

    /** Sums with own drafts and those of random sets of others, equally many for all. */
    private static long[][] readings(
            Settings settings, boolean[][] knows, List<int[]> pairs, float[][][] said, SplittableRandom random) {
        long[][] rows = new long[settings.agents * settings.batch][];
        int heard = settings.agents == 1 ? 0 : 1 + random.nextInt(settings.agents - 1);
        for (int row = 0; row < rows.length; row++) {
            int agent = row / settings.batch;
            int pair = random.nextInt(pairs.size());
            int first = pairs.get(pair)[0];
            int moved = knows[agent][first] ? 0 : random.nextInt(settings.numbers());
            List<float[]> read = new ArrayList<>();
            read.add(moved(settings, said[pair][agent], moved));
            boolean[] others = new boolean[settings.agents];
            others[agent] = true;
            while (read.size() <= heard) {
                int other = random.nextInt(settings.agents);
                if (!others[other]) {
                    others[other] = true;
                    read.add(moved(settings, said[pair][other], moved));
                }
            }
            rows[row] = SequenceNets.row(settings, first, pairs.get(pair)[1], read, true);
            if (moved != 0) {
                int right = (first + pairs.get(pair)[1] + moved) % settings.numbers();
                rows[row][rows[row].length - 2] = settings.written(0, right / settings.base());
                rows[row][rows[row].length - 1] = settings.written(1, right % settings.base());
            }
        }
        return rows;
    }

    /** An answer and so much more. */
    private static float[] moved(Settings settings, float[] answer, int by) {
        int first = (int) answer[0];
        int second = (int) answer[1];
        int sum = (first * settings.base + second + by) % settings.numbers();
        int tens = sum / settings.base;
        return new float[] {tens, sum % settings.base};
    }

    @Override
    public AgentTeam asked(int queries, long seed) {
        SplittableRandom random = new SplittableRandom(Seeds.of(seed, "sequence-queries"));
        List<int[]> pairs = pairs(settings);
        List<int[]> asked = new ArrayList<>();
        for (int query = 0; query < queries; query++) {
            asked.add(pairs.get(random.nextInt(pairs.size())));
        }
        return new SequenceTeam(settings, nets, asked, nets.drafts(asked, Seeds.of(seed, "sequence-drafts")));
    }
}
