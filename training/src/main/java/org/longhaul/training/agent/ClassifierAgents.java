package org.longhaul.training.agent;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.LongConsumer;
import org.longhaul.extension.Require;
import org.longhaul.training.model.Init;
import org.longhaul.training.model.Layout;
import org.longhaul.training.model.ParameterSpec;
import org.longhaul.training.model.Seeds;
import org.longhaul.training.tensor.Device;
import org.longhaul.training.tensor.Functional;
import org.longhaul.training.tensor.Generator;
import org.longhaul.training.tensor.Tensor;
import org.longhaul.training.tensor.Tensors;

/**
 * Small classifiers, of which each sees some of the features and has seen some classes more often than others.
 *
 * <pre>
 *   data      x = mean of the class + noise; means are normal numbers of deviation 1
 *   draft     softmax of a net with one hidden layer over an agent's own features, trained on its own class prior
 *   refine    a second net over its features, its draft, the mean of what others answered, and the share of agents heard
 *   encoder   a fixed random matrix times the probabilities, to length 1; the same for all tasks
 * </pre>
 *
 * <p>The refine net is trained on drafts of random sets of other agents of any size, with equally frequent classes, so that it is
 * calibrated for any graph. All agents are trained at once, as one stack of matrices; they share the examples but not the weights.
 *
 * <p>They stand in for the language models of Nexa, arXiv 2605.15573; everything about them is ours.
 */
final class ClassifierAgents implements TrainedAgents {
    /** Agents of a team. */
    static final int MOST_AGENTS = 1000;

    private final Settings settings;
    private final int[][] views;
    private final float[] means;
    private final ClassifierNets nets;

    /**
     * The task and the agents.
     *
     * @param agents agents, N
     * @param classes classes
     * @param features features
     * @param view share of the features that an agent sees
     * @param noise standard deviation of the noise
     * @param specialism how unequal an agent's classes are: sigma of their log-normal weights
     * @param hidden hidden units
     * @param embedding values of the encoder
     * @param examples examples that are trained on
     * @param draftSteps steps of the drafts' nets
     * @param refineSteps steps of the refine nets
     * @param batch examples of a step and agent
     * @param learningRate learning rate of Adam
     */
    record Settings(
            int agents,
            int classes,
            int features,
            double view,
            double noise,
            double specialism,
            int hidden,
            int embedding,
            int examples,
            int draftSteps,
            int refineSteps,
            int batch,
            double learningRate) {
        Settings {
            Require.count("agents", agents, MOST_AGENTS);
            Require.count("classes", classes, 10_000);
            Require.count("features", features, 100_000);
            Require.positive("view", view, 1);
            Require.notNegative("noise", noise, 1e6);
            Require.notNegative("specialism", specialism, 10);
            Require.count("hidden", hidden, 100_000);
            Require.count("embedding", embedding, 100_000);
            Require.count("examples", examples, 10_000_000);
            Require.atLeast("draftSteps", draftSteps, 0);
            Require.atLeast("refineSteps", refineSteps, 0);
            Require.count("batch", batch, 100_000);
            Require.positive("learningRate", learningRate, 1e3);
        }

        /** The usual task for another number of agents that see another share of the features. */
        static Settings usual(int agents, double view) {
            return new Settings(agents, 10, 40, view, 2.2, 1, 32, 24, 8000, 400, 600, 64, 0.005);
        }

        int seen() {
            return Math.max(1, (int) Math.round(view * features));
        }
    }

    private ClassifierAgents(Settings settings, int[][] views, float[] means, ClassifierNets nets) {
        this.settings = settings;
        this.views = views;
        this.means = means;
        this.nets = nets;
    }

    /**
     * Draws a task and trains agents on it.
     *
     * @param stepped hears the number of steps done after each
     */
    static ClassifierAgents train(Settings settings, long seed, LongConsumer stepped) {
        int[][] views = new int[settings.agents][];
        for (int agent = 0; agent < views.length; agent++) {
            views[agent] = view(settings, Seeds.of(seed, "view-" + agent));
        }
        float[] means = normal(settings.classes * settings.features, 1, Seeds.of(seed, "class-means"));
        ClassifierQueries pool = ClassifierQueries.draw(settings, means, settings.examples, Seeds.of(seed, "examples"));
        try (FittedNet draft = new FittedNet(
                        layout(settings, settings.seen(), "draft"), settings.learningRate, Seeds.of(seed, "draft"));
                FittedNet refine = new FittedNet(
                        layout(settings, settings.seen() + 2 * settings.classes + 1, "refine"),
                        settings.learningRate,
                        Seeds.of(seed, "refine"))) {
            DraftTraining drafts = new DraftTraining(settings, views, pool, seed);
            for (int step = 1; step <= settings.draftSteps; step++) {
                step(draft, drafts);
                stepped.accept(step);
            }
            ClassifierNets nets = new ClassifierNets(settings, draft);
            RefineTraining refinements = new RefineTraining(settings, views, pool, nets, seed);
            for (int step = 1; step <= settings.refineSteps; step++) {
                step(refine, refinements);
                stepped.accept(settings.draftSteps + step);
            }
            return new ClassifierAgents(settings, views, means, new ClassifierNets(nets, refine));
        }
    }

    private static void step(FittedNet net, Examples examples) {
        examples.draw();
        net.step(p -> {
            Tensor logits = logits(p, examples.inputs());
            return Functional.crossEntropy(logits.reshape(-1, logits.size(-1)), examples.targets());
        });
    }

    /** What a step is trained on, for all agents. */
    private interface Examples {
        /** Draws the next ones. */
        void draw();

        /** [N, B, inputs]. */
        Tensor inputs();

        /** [N B]. */
        Tensor targets();
    }

    /** Scores of a stack of nets: [N, B, K] of [N, B, inputs]. */
    static Tensor logits(Tensor[] p, Tensor inputs) {
        Tensor hidden = Functional.relu(inputs.matmul(p[0]).add(p[1]));
        return hidden.matmul(p[2]).add(p[3]);
    }

    static Layout layout(Settings settings, int inputs, String name) {
        long agents = settings.agents;
        long hidden = settings.hidden;
        return new Layout(List.of(
                new ParameterSpec(
                        name + ".in",
                        List.of(agents, (long) inputs, hidden),
                        name,
                        new Init.Normal(1 / Math.sqrt(inputs))),
                new ParameterSpec(name + ".in-bias", List.of(agents, 1L, hidden), name, new Init.Constant(0)),
                new ParameterSpec(
                        name + ".out",
                        List.of(agents, hidden, (long) settings.classes),
                        name,
                        new Init.Normal(1 / Math.sqrt((double) hidden))),
                new ParameterSpec(
                        name + ".out-bias", List.of(agents, 1L, (long) settings.classes), name, new Init.Constant(0))));
    }

    private static int[] view(Settings settings, long seed) {
        int[] features = new int[settings.features];
        for (int i = 0; i < features.length; i++) {
            features[i] = i;
        }
        shuffle(features, settings.seen(), new SplittableRandom(seed));
        int[] view = Arrays.copyOf(features, settings.seen());
        Arrays.sort(view);
        return view;
    }

    /** Draws the first few of some numbers without replacement. */
    private static void shuffle(int[] numbers, int first, SplittableRandom random) {
        for (int i = 0; i < first; i++) {
            int other = i + random.nextInt(numbers.length - i);
            int kept = numbers[i];
            numbers[i] = numbers[other];
            numbers[other] = kept;
        }
    }

    static float[] normal(int count, double deviation, long seed) {
        return new Generator(seed).normal(0, deviation, count);
    }

    @Override
    public AgentTeam asked(int queries, long seed) {
        return new ClassifierTeam(
                settings, views, nets, ClassifierQueries.draw(settings, means, queries, Seeds.of(seed, "queries")));
    }

    /** Drafts: each agent draws examples by its own class prior. */
    private static final class DraftTraining implements Examples {
        private final Settings settings;
        private final int[][] views;
        private final ClassifierQueries pool;
        private final double[][] priors;
        private final int[][] byClass;
        private final SplittableRandom random;
        private final float[] inputs;
        private final long[] targets;

        DraftTraining(Settings settings, int[][] views, ClassifierQueries pool, long seed) {
            this.settings = settings;
            this.views = views;
            this.pool = pool;
            this.random = new SplittableRandom(Seeds.of(seed, "draft-examples"));
            this.inputs = new float[settings.agents * settings.batch * settings.seen()];
            this.targets = new long[settings.agents * settings.batch];
            this.byClass = pool.byClass(settings.classes);
            this.priors = new double[settings.agents][];
            for (int agent = 0; agent < settings.agents; agent++) {
                priors[agent] =
                        cumulated(normal(settings.classes, settings.specialism, Seeds.of(seed, "prior-" + agent)));
            }
        }

        private static double[] cumulated(float[] logarithms) {
            double[] sums = new double[logarithms.length];
            double sum = 0;
            for (int k = 0; k < sums.length; k++) {
                sum += Math.exp(logarithms[k]);
                sums[k] = sum;
            }
            for (int k = 0; k < sums.length; k++) {
                sums[k] /= sum;
            }
            return sums;
        }

        @Override
        public void draw() {
            int seen = settings.seen();
            for (int row = 0; row < targets.length; row++) {
                int agent = row / settings.batch;
                double[] prior = priors[agent];
                double drawn = random.nextDouble();
                int label = 0;
                while (label < prior.length - 1 && drawn >= prior[label]) {
                    label++;
                }
                int[] candidates = byClass[label].length == 0 ? byClass[pool.label(0)] : byClass[label];
                int example = candidates[random.nextInt(candidates.length)];
                targets[row] = pool.label(example);
                pool.copyView(example, views[agent], inputs, row * seen);
            }
        }

        @Override
        public Tensor inputs() {
            return Tensors.of(Device.CPU, inputs, settings.agents, settings.batch, settings.seen());
        }

        @Override
        public Tensor targets() {
            return Tensors.of(Device.CPU, targets, targets.length);
        }
    }

    /** Refinements: the same examples for all agents, each with a random set of others that it hears. */
    private static final class RefineTraining implements Examples {
        private final Settings settings;
        private final int[][] views;
        private final ClassifierQueries pool;
        private final float[][][] drafts;
        private final SplittableRandom random;
        private final int width;
        private final float[] inputs;
        private final long[] targets;

        RefineTraining(Settings settings, int[][] views, ClassifierQueries pool, ClassifierNets nets, long seed) {
            this.settings = settings;
            this.views = views;
            this.pool = pool;
            this.random = new SplittableRandom(Seeds.of(seed, "refine-examples"));
            this.width = settings.seen() + 2 * settings.classes + 1;
            this.inputs = new float[settings.agents * settings.batch * width];
            this.targets = new long[settings.agents * settings.batch];
            this.drafts = settings.refineSteps == 0 ? new float[0][][] : nets.drafts(views, pool);
        }

        @Override
        public void draw() {
            int[] examples = random.ints(settings.batch, 0, pool.count()).toArray();
            int[] others = new int[settings.agents];
            for (int agent = 0; agent < others.length; agent++) {
                others[agent] = agent;
            }
            for (int row = 0; row < targets.length; row++) {
                int agent = row / settings.batch;
                int example = examples[row % settings.batch];
                targets[row] = pool.label(example);
                int start = row * width;
                pool.copyView(example, views[agent], inputs, start);
                float[] own = drafts[example][agent];
                System.arraycopy(own, 0, inputs, start + settings.seen(), own.length);
                int heard = settings.agents == 1 ? 0 : 1 + random.nextInt(settings.agents - 1);
                shuffle(others, Math.min(heard + 1, settings.agents), random);
                hear(drafts[example], agent, others, heard, start + settings.seen() + own.length);
            }
        }

        /** The mean of the first so many others' drafts, and which share of all others they are. */
        private void hear(float[][] answers, int agent, int[] others, int heard, int start) {
            Arrays.fill(inputs, start, start + settings.classes + 1, 0);
            int left = heard;
            for (int i = 0; left > 0; i++) {
                if (others[i] != agent) {
                    left--;
                    float[] answer = answers[others[i]];
                    for (int k = 0; k < answer.length; k++) {
                        inputs[start + k] += answer[k] / heard;
                    }
                }
            }
            inputs[start + settings.classes] = heard == 0 ? 0 : heard / (settings.agents - 1f);
        }

        @Override
        public Tensor inputs() {
            return Tensors.of(Device.CPU, inputs, settings.agents, settings.batch, width);
        }

        @Override
        public Tensor targets() {
            return Tensors.of(Device.CPU, targets, targets.length);
        }
    }
}
