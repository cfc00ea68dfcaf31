package org.longhaul.scenario.experiment;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.google.auto.service.AutoService;
import com.google.common.collect.ImmutableMap;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.longhaul.extension.Provides;
import org.longhaul.extension.Require;
import org.longhaul.training.TrainingSession;
import org.longhaul.training.data.CorpusBatches;
import org.longhaul.training.data.FactsCorpus;
import org.longhaul.training.data.TokenDocuments;
import org.longhaul.training.data.Tokenizer;
import org.longhaul.training.method.synchronous.Ddp;
import org.longhaul.training.model.Layout;
import org.longhaul.training.model.ModelContext;
import org.longhaul.training.model.Seeds;
import org.longhaul.training.model.transformer.Transformer;
import org.longhaul.training.optimizer.AdamW;
import org.longhaul.training.partition.IidPartitioner;
import org.longhaul.training.schedule.Cosine;
import org.longhaul.training.task.QuestionPool;
import org.longhaul.training.task.QuestionPool.FactQuestion;
import org.longhaul.training.tensor.DType;
import org.longhaul.training.tensor.Generator;
import org.longhaul.training.tensor.Tensor;
import org.longhaul.training.unlearning.AnswerScores;
import org.longhaul.training.unlearning.FourBits;
import org.longhaul.training.unlearning.GradientFit;
import org.longhaul.training.unlearning.LayerChoice;
import org.longhaul.training.unlearning.NormalEquations;
import org.longhaul.training.unlearning.Positions;
import org.longhaul.training.unlearning.QuestionedModel;
import org.longhaul.training.unlearning.RegressionSet;
import org.longhaul.training.unlearning.Steering;

/**
 * A small transformer learns invented facts and to decline what it does not know; then one subject's facts are redirected, in several
 * ways, each from the same model.
 *
 * <pre>
 *   base      nothing is changed
 *   last      least squares in closed form, at the block that is stated or chosen, c = 1, last position;  block: its number, from 0
 *   adamw     the same by AdamW, 20 epochs;  adamw-distance: how far apart their outputs are on the regression set, of 1
 *   lora      the same on two factors of rank 8
 *   held      as last, with rows of the references and of the answers to all that stays; both sets count the same
 *   held-adamw    the same by AdamW
 *   all       in closed form at all positions, at the block that is chosen for them
 *   kept      as all, and the references are left unchanged
 *   late      as all, c = 2, at the last block
 *   random    as last, by a random vector as long
 *
 *   X-deviation, X-forget-recall, X-forget-refusals, X-retain-recall, X-unknown-refusals
 *   steered-forget-recall, steered-forget-refusals       where the vector is added at run time, which last is fitted to
 *   reversed-recall, skipped-recall, four-bit-recall     of last, under attack;  held-reversed-recall
 * </pre>
 */
@SuppressWarnings("rawtypes")
@AutoService(Experiment.class)
@Provides(
        id = "activation-redirection",
        description = "A small transformer learns invented facts, and one subject's are redirected in several ways.",
        source = "LUNAR, arXiv 2502.07218; the data set and the scale are ours")
public final class ActivationRedirection implements Experiment<ActivationRedirection.Settings> {
    private static final int CONTEXT = 10;
    private static final int UNSEEN = 200;
    private static final int WARMUP = 40;

    /** Larger than is usual, so that the residual stream is not dominated by what is added last; ours. */
    private static final double INIT_DEVIATION = 0.06;

    /** What is trained; see the annotations. */
    public record Settings(
            @JsonProperty(defaultValue = "20") @JsonPropertyDescription("known subjects") int subjects,
            @JsonProperty(defaultValue = "20") @JsonPropertyDescription("facts of each") int relations,
            @JsonProperty(defaultValue = "4") @JsonPropertyDescription("blocks") int layers,
            @JsonProperty(defaultValue = "64") @JsonPropertyDescription("channels") int width,
            @JsonProperty(defaultValue = "192") @JsonPropertyDescription("channels inside the feed-forward layer")
                    int hidden,
            @JsonProperty(defaultValue = "450") @JsonPropertyDescription("steps of training") long steps,
            @JsonProperty(defaultValue = "60") @JsonPropertyDescription("questions of a batch") int batch,
            @JsonProperty(defaultValue = "0.003") @JsonPropertyDescription("learning rate of AdamW")
                    double learningRate,
            @JsonProperty(defaultValue = "128")
                    @JsonPropertyDescription("questions about unknown subjects that vectors are drawn from")
                    int references,
            @JsonProperty(defaultValue = "0.001") @JsonPropertyDescription("ridge lambda of the closed form")
                    double ridge,
            @JsonPropertyDescription("block of last, adamw, lora and random, from 0; default: the one that is chosen")
                    @Nullable
                    Integer block) {
        public Settings {
            Require.atLeast("steps", steps, 1);
            Require.atLeast("batch", batch, 1);
            Require.atLeast("references", references, 1);
            Require.positive("ridge", ridge, 1e9);
            if (block != null && (block < 0 || block >= layers)) {
                throw new IllegalArgumentException(
                        "block (" + block + ") must lie within the model's " + layers + " blocks, from 0.");
            }
        }
    }

    @Override
    public long steps(Settings settings) {
        return settings.steps;
    }

    @Override
    public Map<String, Double> figures(Settings settings, long seed, LongConsumer stepped) {
        TokenDocuments documents = TokenDocuments.read(
                new FactsCorpus.Factory()
                        .create(new FactsCorpus.Settings(settings.subjects, settings.relations, 32, 64, 0.4, 24, seed)),
                Tokenizer.of("bytes"));
        CorpusBatches batches = new CorpusBatches(
                documents,
                new IidPartitioner.Factory().create(new IidPartitioner.Settings()),
                1,
                new CorpusBatches.Shape(settings.batch, CONTEXT, null),
                seed);
        Transformer model = new Transformer(
                new Transformer.Settings(
                        settings.layers,
                        settings.width,
                        4,
                        settings.hidden,
                        Transformer.Activation.SWIGLU,
                        10_000,
                        true,
                        false,
                        INIT_DEVIATION,
                        false,
                        1e-5),
                new ModelContext(documents.vocabulary(), CONTEXT, 1));
        QuestionPool pool = Objects.requireNonNull(batches.questions());
        Map<String, Double> figures = new LinkedHashMap<>();
        ObservedMethod.Watcher redirecting = (stepsDone, replicas) -> {
            if (stepsDone == settings.steps) {
                Tensor flat = replicas.parameters().of(0);
                new Redirected(settings, model, pool, flat, seed, figures).all();
            }
        };
        try (TrainingSession session = TrainingSession.builder()
                .model(model)
                .batches(batches)
                .optimizer(new AdamW(), new AdamW.Settings(settings.learningRate, 0.9, 0.95, 1e-8, 0))
                .schedule(new Cosine.Factory(), new Cosine.Settings(WARMUP, 0.1, null))
                .method(new ObservedMethod<>(new Ddp.Factory(), redirecting), new Ddp.Settings(null))
                .workers(1)
                .steps(settings.steps)
                .seed(seed)
                .build()) {
            for (long step = 1; step <= settings.steps; step++) {
                session.step();
                stepped.accept(step);
            }
        }
        return ImmutableMap.copyOf(figures);
    }

    /** One trained model, which is never changed itself. */
    private static final class Redirected {
        private final Settings settings;
        private final QuestionedModel model;
        private final QuestionPool pool;
        private final Layout layout;
        private final Tensor flat;
        private final long seed;
        private final Map<String, Double> figures;
        private final List<FactQuestion> forgotten;
        private final List<FactQuestion> kept = new ArrayList<>();
        private final List<FactQuestion> references;
        private final List<FactQuestion> unseen;

        Redirected(
                Settings settings,
                Transformer transformer,
                QuestionPool pool,
                Tensor flat,
                long seed,
                Map<String, Double> figures) {
            this.settings = settings;
            model = new QuestionedModel(transformer, pool);
            this.pool = pool;
            layout = new Layout(transformer.parameters());
            this.flat = flat;
            this.seed = seed;
            this.figures = figures;
            forgotten = pool.facts(0, 0);
            for (int subject = 1; subject < pool.subjects(); subject++) {
                kept.addAll(pool.facts(0, subject));
            }
            references = pool.unknown(0, settings.references);
            unseen = pool.unseen(UNSEEN);
        }

        void all() {
            judge("base", flat);
            Tensor vectors = vectors();
            int block = settings.block != null ? settings.block : chosen(vectors, Positions.LAST);
            figures.put("block", (double) block);
            Tensor vector = vectors.select(0, block);
            RegressionSet last = set(block, vector, Positions.LAST, false);
            Tensor change = NormalEquations.of(last).change(settings.ridge);
            Tensor redirected = changed(block, change);
            judge("last", redirected);
            steer(block, vector);
            attack(redirected, block, vector);
            Tensor byGradients = new GradientFit(0.01, 0.9, 20, 64, 0).change(last, seed);
            judge("adamw", changed(block, byGradients));
            figures.put("adamw-distance", distance(last, change, byGradients));
            judge("lora", changed(block, new GradientFit(0.01, 0.9, 20, 64, 8).change(last, seed)));
            RegressionSet held = held(block, vector);
            Tensor holding = changed(block, NormalEquations.of(held).change(settings.ridge));
            judge("held", holding);
            figures.put("held-reversed-recall", recall(layout.views(holding), List.of(against(block, vector))));
            judge("held-adamw", changed(block, new GradientFit(0.01, 0.9, 20, 64, 0).change(held, seed)));
            int ofAll = chosen(vectors, Positions.ALL);
            judge("all", solved(ofAll, set(ofAll, vectors.select(0, ofAll), Positions.ALL, false)));
            judge("kept", solved(ofAll, set(ofAll, vectors.select(0, ofAll), Positions.ALL, true)));
            int late = model.blocks() - 1;
            judge("late", solved(late, set(late, vectors.select(0, late).mul(2), Positions.ALL, false)));
            Tensor drawn = new Generator(Seeds.of(seed, "random-direction"))
                    .normal(vector.device(), 0, 1, vector.elements())
                    .to(DType.FLOAT64);
            judge("random", solved(block, set(block, drawn.mul(vector.norm() / drawn.norm()), Positions.LAST, false)));
        }

        private int chosen(Tensor vectors, Positions positions) {
            List<Double> scores =
                    LayerChoice.scores(model, pool, layout.views(flat), vectors, 1, positions, forgotten, references);
            return LayerChoice.best(scores, 1).get(0);
        }

        private Tensor vectors() {
            try (Tensor known = model.leaving(layout.views(flat), forgotten);
                    Tensor unknown = model.leaving(layout.views(flat), references)) {
                return unknown.mul(1.0 / references.size()).sub(known.mul(1.0 / forgotten.size()));
            }
        }

        private RegressionSet set(int block, Tensor vector, Positions positions, boolean keepsReferences) {
            List<FactQuestion> unchanged = new ArrayList<>(kept);
            unchanged.addAll(keepsReferences ? references : List.of());
            return RegressionSet.unchanged(model, layout.views(flat), block, forgotten, positions)
                    .shiftedBy(vector)
                    .and(RegressionSet.unchanged(model, layout.views(flat), block, unchanged, positions));
        }

        private RegressionSet held(int block, Tensor vector) {
            List<FactQuestion> unchanged = new ArrayList<>(kept);
            unchanged.addAll(references);
            Tensor[] parameters = layout.views(flat);
            return RegressionSet.unchanged(model, parameters, block, forgotten, Positions.LAST)
                    .shiftedBy(vector)
                    .weighing((double) kept.size() / forgotten.size())
                    .and(RegressionSet.unchanged(model, parameters, block, unchanged, Positions.LAST))
                    .and(RegressionSet.answering(model, parameters, block, unchanged));
        }

        private Tensor solved(int block, RegressionSet set) {
            return changed(block, NormalEquations.of(set).change(settings.ridge));
        }

        private Tensor changed(int block, Tensor change) {
            Tensor copy = flat.copy();
            layout.slice(copy, model.downProjection(block)).addInPlace(change);
            return copy;
        }

        private static double distance(RegressionSet set, Tensor first, Tensor second) {
            Tensor wanted = set.inputs().matmul(first.transpose(0, 1));
            return set.inputs().matmul(second.transpose(0, 1)).sub(wanted).norm() / wanted.norm();
        }

        private void judge(String name, Tensor judged) {
            Tensor[] parameters = layout.views(judged);
            List<List<Integer>> answers = model.answers(parameters, forgotten, List.of());
            double recall = AnswerScores.meanRecall(answers, forgotten);
            double retained = AnswerScores.meanRecall(model.answers(parameters, kept, List.of()), kept);
            figures.put(name + "-deviation", AnswerScores.deviation(recall, retained));
            figures.put(name + "-forget-recall", recall);
            figures.put(name + "-forget-refusals", AnswerScores.refusals(answers, forgotten, pool));
            figures.put(name + "-retain-recall", retained);
            figures.put(
                    name + "-unknown-refusals",
                    AnswerScores.refusals(model.answers(parameters, unseen, List.of()), unseen, pool));
        }

        private void steer(int block, Tensor vector) {
            Steering added = new Steering.Shifted(block, vector.to(flat.dtype()), Positions.LAST);
            List<List<Integer>> answers = model.answers(layout.views(flat), forgotten, List.of(added));
            figures.put("steered-forget-recall", AnswerScores.meanRecall(answers, forgotten));
            figures.put("steered-forget-refusals", AnswerScores.refusals(answers, forgotten, pool));
        }

        private Steering against(int block, Tensor vector) {
            return new Steering.Shifted(block, vector.neg().to(flat.dtype()), Positions.LAST);
        }

        private void attack(Tensor redirected, int block, Tensor vector) {
            Tensor[] parameters = layout.views(redirected);
            figures.put("reversed-recall", recall(parameters, List.of(against(block, vector))));
            figures.put("skipped-recall", recall(parameters, List.of(new Steering.Skipped(block))));
            figures.put("four-bit-recall", recall(layout.views(FourBits.of(redirected, layout)), List.of()));
        }

        private double recall(Tensor[] parameters, List<Steering> steering) {
            return AnswerScores.meanRecall(model.answers(parameters, forgotten, steering), forgotten);
        }
    }
}
