package org.longhaul.training.method.semisupervised;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.longhaul.extension.PlainNumber;
import org.longhaul.training.objective.ClientRound;
import org.longhaul.training.objective.LocalObjective;
import org.longhaul.training.objective.LocalStep;
import org.longhaul.training.replica.RoundFigures;
import org.longhaul.training.task.Batch;
import org.longhaul.training.task.Better;
import org.longhaul.training.task.Measure;
import org.longhaul.training.task.Prediction;
import org.longhaul.training.task.RoundFigure;
import org.longhaul.training.tensor.Autograd;
import org.longhaul.training.tensor.Functional;
import org.longhaul.training.tensor.Tensor;
import org.longhaul.training.tensor.TensorScope;

/**
 * A client that trains on what the received model takes its examples to be.
 *
 * <pre>
 *   once, when the model is received:  y of every example, by its scores; kept if sure enough; D_fix = the kept ones
 *   D_mix = |D_fix| draws with replacement from all examples
 *   each step:  lambda ~ Beta(a, a)
 *     L_fix = CE(strong(x_f), y_f)
 *     x_mix = lambda weak(x_f) + (1 - lambda) weak(x_m)
 *     L = L_fix + lambda CE(x_mix, y_f) + (1 - lambda) CE(x_mix, y_m)
 * </pre>
 *
 * <p>Who keeps nothing takes no part in the round. The classes that the data have are used to measure pseudo-labels only. Source:
 * SemiFL, arXiv 2106.01432, and its code. <b>Differs from the source</b> in that all clients of a round take the same number of
 * steps, not of epochs.
 */
final class PseudoLabelling implements LocalObjective {
    static final RoundFigure ACCURACY = new RoundFigure(
            "pseudo-label-accuracy",
            Measure.SHARE,
            Better.HIGHER,
            "Share of the clients' examples whose pseudo-label is their class, kept or not.");
    static final RoundFigure KEPT_ACCURACY = new RoundFigure(
            "kept-pseudo-label-accuracy",
            Measure.SHARE,
            Better.HIGHER,
            "Share of the kept pseudo-labels that are their example's class; none of a round in which nothing was kept.");
    static final RoundFigure KEPT_SHARE = new RoundFigure(
            "kept-share", Measure.SHARE, Better.HIGHER, "Share of the clients' examples whose pseudo-label was kept.");
    static final RoundFigure CLASSIFIER_ACCURACY = new RoundFigure(
            "classifier-label-accuracy",
            Measure.SHARE,
            Better.HIGHER,
            "Share of the clients' examples of whose class the received classifier is surest; beside pseudo-labels by anchors.");

    /** Scores of some examples, row by row: what decides, and the classifier's. */
    @SuppressWarnings("ArrayRecordComponent") // compared by nobody
    record Scores(double[] deciding, double[] ofClassifier) {}

    /** How examples are scored by the received parameters. */
    @FunctionalInterface
    interface Scoring {
        /** Not recorded for differentiation. */
        Scores of(Tensor[] received, Tensor inputs);
    }

    /** What a client knows in a round: its pseudo-labels, places of those it keeps, and how often the classifier is right. */
    @SuppressWarnings("ArrayRecordComponent") // compared by nobody
    private record Known(long round, PseudoLabels labels, int[] kept, int classifierRight) {}

    private final FewLabelsPlan plan;
    private final @Nullable LocalPool pool;
    private final @Nullable Scoring scoring;

    /** Follows from what the client received, so that it is made again after an interruption. */
    private final Map<Integer, Known> known = new ConcurrentHashMap<>();

    /**
     * Of clients with examples.
     *
     * @param pool null where there are none, and every client minimises the loss of its batches
     * @param scoring null where examples are only counted: a client does the same, and counts what it would compute
     */
    PseudoLabelling(FewLabelsPlan plan, @Nullable LocalPool pool, @Nullable Scoring scoring) {
        this.plan = plan;
        this.pool = pool;
        this.scoring = scoring;
    }

    /** The figures of a round. */
    static List<RoundFigure> figures(boolean hasAnchors) {
        return hasAnchors
                ? List.of(ACCURACY, KEPT_ACCURACY, KEPT_SHARE, CLASSIFIER_ACCURACY)
                : List.of(ACCURACY, KEPT_ACCURACY, KEPT_SHARE);
    }

    @Override
    public boolean takesPart(ClientRound client) {
        if (pool == null) {
            return true;
        }
        client.countForward(pool.count(client.place().worker()));
        return scoring == null || of(client, pool, scoring).kept.length > 0;
    }

    private Known of(ClientRound client, LocalPool examples, Scoring by) {
        int worker = client.place().worker();
        Known before = known.get(worker);
        if (before != null && before.round == client.place().round()) {
            return before;
        }
        Known[] found = new Known[1];
        Autograd.withoutGradients(() -> found[0] = label(client, examples, by));
        known.put(worker, found[0]);
        return found[0];
    }

    private Known label(ClientRound client, LocalPool examples, Scoring by) {
        int worker = client.place().worker();
        int count = examples.count(worker);
        int classes = examples.classes();
        double[] deciding = new double[count * classes];
        double[] ofClassifier = new double[count * classes];
        Tensor[] received = client.views(client.received());
        for (int first = 0; first < count; first += LocalPool.AT_ONCE) {
            int from = first;
            int[] places = new int[Math.min(LocalPool.AT_ONCE, count - first)];
            Arrays.setAll(places, i -> from + i);
            TensorScope.run(() -> {
                Scores scores = by.of(received, examples.inputs(worker, places, null, null));
                System.arraycopy(scores.deciding, 0, deciding, from * classes, places.length * classes);
                System.arraycopy(scores.ofClassifier, 0, ofClassifier, from * classes, places.length * classes);
            });
        }
        PseudoLabels labels = PseudoLabels.of(deciding, classes, plan.rule());
        PseudoLabels byClassifier = PseudoLabels.of(ofClassifier, classes, PseudoLabels.Rule.ALL);
        int[] kept = new int[labels.keptCount()];
        int next = 0;
        for (int i = 0; i < count; i++) {
            if (labels.kept()[i]) {
                kept[next++] = i;
            }
        }
        return new Known(client.place().round(), labels, kept, right(worker, byClassifier.labels(), examples));
    }

    private static int right(int worker, int[] labels, LocalPool examples) {
        int[] places = new int[labels.length];
        Arrays.setAll(places, i -> i);
        long[] classes = examples.labels(worker, places);
        int right = 0;
        for (int i = 0; i < labels.length; i++) {
            right += labels[i] == classes[i] ? 1 : 0;
        }
        return right;
    }

    /** Tells how good the pseudo-labels of a cohort are, of each client and of all together. */
    void tell(List<Integer> cohort, RoundFigures figures) {
        // Nobody asks for those of former rounds any more; they would pile up with the number of clients.
        known.keySet().retainAll(cohort);
        LocalPool examples = Objects.requireNonNull(pool);
        Tally all = new Tally();
        for (int client : cohort) {
            Known of = known.get(client);
            if (of != null) {
                int[] labels = of.labels.labels();
                Tally own = new Tally();
                own.count = labels.length;
                own.right = right(client, labels, examples);
                own.kept = of.kept.length;
                long[] classes = examples.labels(client, of.kept);
                for (int i = 0; i < of.kept.length; i++) {
                    own.keptRight += labels[of.kept[i]] == classes[i] ? 1 : 0;
                }
                own.classifierRight = of.classifierRight;
                own.shares(plan.head() != null).forEach((figure, value) -> figures.tell(figure, client, value));
                all.add(own);
            }
        }
        if (all.count > 0) {
            all.shares(plan.head() != null).forEach(figures::tell);
        }
    }

    /** Numbers of examples. */
    private static final class Tally {
        private int count;
        private int right;
        private int kept;
        private int keptRight;
        private int classifierRight;

        void add(Tally other) {
            count += other.count;
            right += other.right;
            kept += other.kept;
            keptRight += other.keptRight;
            classifierRight += other.classifierRight;
        }

        Map<RoundFigure, Double> shares(boolean hasAnchors) {
            Map<RoundFigure, Double> shares = new LinkedHashMap<>();
            shares.put(ACCURACY, (double) right / count);
            if (kept > 0) {
                shares.put(KEPT_ACCURACY, (double) keptRight / kept);
            }
            shares.put(KEPT_SHARE, (double) kept / count);
            if (hasAnchors) {
                shares.put(CLASSIFIER_ACCURACY, (double) classifierRight / count);
            }
            return shares;
        }
    }

    @Override
    public Tensor loss(LocalStep step) {
        if (pool == null) {
            return step.predict().loss();
        }
        ClientRound client = step.client();
        if (scoring == null) {
            client.count(step.batch());
            return step.predict().loss();
        }
        int worker = client.place().worker();
        long round = client.place().round();
        long number = client.place().step();
        Known of = of(client, pool, scoring);
        int rows = step.batch().rows();
        int[] fixed = pool.walk(of.kept.length, worker, 2 * round, number * rows, rows);
        int[] mixed = pool.walk(of.kept.length, worker, 2 * round + 1, number * rows, rows);
        int all = pool.count(worker);
        for (int i = 0; i < rows; i++) {
            // The draw of D_mix that has this number, which is the same whenever it is met in the round.
            mixed[i] = pool.stream("mix", worker, round * of.kept.length + mixed[i])
                    .nextInt(all);
            fixed[i] = of.kept[fixed[i]];
        }
        Tensor ofFixed = pool.classes(labels(of, fixed));
        Tensor ofMixed = pool.classes(labels(of, mixed));
        RandomGenerator random = pool.stream("changes", worker, number);
        double share = Mixup.share(plan.mixup(), random);
        Tensor strong = pool.inputs(worker, fixed, plan.changes().strong(pool.shape()), random);
        Tensor mixture = pool.inputs(worker, fixed, plan.changes().weak(pool.shape()), random)
                .mul(share)
                .add(pool.inputs(worker, mixed, plan.changes().weak(pool.shape()), random)
                        .mul(1 - share));
        Tensor fix = step.predict(new Batch(strong, ofFixed, rows)).loss();
        Batch mixtures = new Batch(mixture, ofFixed, rows);
        Prediction said = step.predict(mixtures);
        client.count(mixtures);
        Tensor scores = Objects.requireNonNull(said.scores());
        return fix.add(said.loss().mul(share))
                .add(Functional.crossEntropy(scores, ofMixed).mul(1 - share));
    }

    private static long[] labels(Known of, int[] places) {
        long[] labels = new long[places.length];
        for (int i = 0; i < places.length; i++) {
            labels[i] = of.labels.labels()[places[i]];
        }
        return labels;
    }

    @Override
    public String words() {
        return "CE of strongly changed examples and CE of mixtures by Beta(" + PlainNumber.of(plan.mixup())
                + "), by pseudo-labels of the received model: " + plan.rule();
    }
}
