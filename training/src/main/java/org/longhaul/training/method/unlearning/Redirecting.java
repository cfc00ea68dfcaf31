package org.longhaul.training.method.unlearning;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntToDoubleFunction;
import org.jspecify.annotations.Nullable;
import org.longhaul.training.communicate.Communicator;
import org.longhaul.training.communicate.GroupElements;
import org.longhaul.training.communicate.Members;
import org.longhaul.training.communicate.Release;
import org.longhaul.training.communicate.StateGroup;
import org.longhaul.training.communicate.TrainingEvent;
import org.longhaul.training.model.GroupFlops;
import org.longhaul.training.model.Init;
import org.longhaul.training.model.Layout;
import org.longhaul.training.model.ParameterSpec;
import org.longhaul.training.model.ScoringModel;
import org.longhaul.training.replica.Replicas;
import org.longhaul.training.task.QuestionPool;
import org.longhaul.training.task.QuestionPool.FactQuestion;
import org.longhaul.training.tensor.DType;
import org.longhaul.training.tensor.Tensor;
import org.longhaul.training.tensor.Tensors;
import org.longhaul.training.unlearning.GradientFit;
import org.longhaul.training.unlearning.LayerChoice;
import org.longhaul.training.unlearning.NormalEquations;
import org.longhaul.training.unlearning.QuestionedModel;
import org.longhaul.training.unlearning.RegressionSet;
import org.longhaul.training.unlearning.Steering;

/**
 * LUNAR among sites.
 *
 * <pre>
 *   r_l = mean over references of a_l - mean over questions to forget of a_l     a_l: what leaves block l at the last position
 *   W of block l: least squares of W h = y + c r_l for questions to forget, W h = y for all others
 * </pre>
 *
 * <p><b>Federated.</b> Round 1: every site sums a_l over its own references, that of the request also over the questions to forget, and
 * the sums are reduced. The site of the request chooses the block and tells it. Round 2: every site sums the normal equations over its
 * own questions, the sums are reduced, and each solves. Nobody but the site sees a question about the subject. The matrix is that of
 * all questions in one place, to rounding.
 *
 * <p><b>At the site.</b> It fits on its own questions alone and sends the matrix.
 *
 * <p><b>Cost.</b> Federated 2 (blocks C + 1), then F (F + C) numbers for each block that is redirected; at the site C F.
 *
 * <p><b>Rows</b> are the positions of questions, as in the authors' code; with {@code keepAnswers} also those of the answers to all that
 * stays as it is, since the matrix is used there too.
 *
 * <p>Several blocks are fitted each for itself, on activations of the same model. Questions of earlier requests are left as they are
 * answered then, so that they stay redirected.
 */
final class Redirecting implements Forgetting {
    private final Unlearning.Settings settings;
    private List<Steering> reversal = List.of();

    Redirecting(Unlearning.Settings settings) {
        this.settings = settings;
    }

    @Override
    public List<Steering> reversal() {
        return reversal;
    }

    @Override
    public void step(DeletionRequest request, long of, long step, Replicas replicas, Communicator net) {
        new Fit(request, replicas, net).redirect();
    }

    /** One request. */
    private final class Fit {
        private final DeletionRequest request;
        private final Replicas replicas;
        private final Communicator net;
        private final Layout layout;
        private final int[] downs;
        private final List<Integer> ranks;
        private final List<Integer> fitting;
        /** Null where the method is followed without data: then sums are of nothing. */
        private final @Nullable QuestionedModel model;

        Fit(DeletionRequest request, Replicas replicas, Communicator net) {
            this.request = request;
            this.replicas = replicas;
            this.net = net;
            layout = replicas.layout();
            downs = QuestionedModel.downProjections(layout.specs());
            ranks = replicas.present();
            fitting = settings.fit() == Unlearning.Place.FEDERATED ? ranks : List.of(request.site());
            QuestionPool pool = request.pool();
            model = pool != null && replicas.setup().model() instanceof ScoringModel scoring
                    ? new QuestionedModel(scoring, pool)
                    : null;
        }

        private ParameterSpec down(int block) {
            return layout.specs().get(downs[block]);
        }

        private long width() {
            return down(0).rows();
        }

        private long inner() {
            return down(0).columns();
        }

        private boolean isFederated() {
            return fitting.size() > 1;
        }

        void redirect() {
            Tensor redirections = redirections();
            List<Integer> blocks = blocks(redirections);
            List<Tensor> changes = new ArrayList<>();
            List<Steering> undone = new ArrayList<>();
            for (int block : blocks) {
                Tensor vector = redirections.select(0, block).mul(settings.strength());
                changes.add(change(block, vector));
                undone.add(new Steering.Shifted(
                        block,
                        vector.neg().to(replicas.parameters().of(ranks.get(0)).dtype()),
                        settings.positions()));
            }
            reversal = undone;
            for (int i = 0; i < blocks.size(); i++) {
                for (int rank : fitting) {
                    layout.slice(replicas.parameters().of(rank), downs[blocks.get(i)])
                            .addInPlace(changes.get(i));
                }
                send(blocks.get(i));
            }
        }

        /** r_l of every block, float64 [blocks, C]. */
        private Tensor redirections() {
            long values = downs.length * width();
            List<Tensor> sums = new ArrayList<>();
            for (int rank : fitting) {
                List<FactQuestion> forgotten = request.forgotten(rank);
                List<FactQuestion> references = references(rank);
                sums.add(Tensors.cat(
                        List.of(
                                leaving(rank, forgotten),
                                leaving(rank, references),
                                Tensors.of(
                                        replicas.setup().device(),
                                        new double[] {forgotten.size(), references.size()},
                                        2)),
                        0));
            }
            passed(rank -> promptTokens(
                    request.forgotten(rank).size() + references(rank).size()));
            if (isFederated()) {
                List<ParameterSpec> specs = new ArrayList<>();
                for (String kind : List.of("forgotten", "references")) {
                    for (int block = 0; block < downs.length; block++) {
                        specs.add(numbers(kind + "." + block, down(block).group(), width()));
                    }
                }
                specs.add(numbers("counts", GroupElements.NUMBERS, 2));
                net.allReduceMean(
                        new StateGroup("activation-sums", ranks, sums, new Layout(specs)), settings.sumsFormat());
            }
            // Sums or means over the sites: the quotients are the same.
            Tensor all = sums.get(0);
            Tensor counts = all.narrow(0, 2 * values, 2).clamp(Double.MIN_NORMAL, Double.MAX_VALUE);
            Tensor forgotten = all.narrow(0, 0, values).div(counts.select(0, 0));
            Tensor unknown = all.narrow(0, values, values).div(counts.select(0, 1));
            return unknown.sub(forgotten).view(downs.length, width());
        }

        private Tensor leaving(int rank, List<FactQuestion> questions) {
            long values = downs.length * width();
            if (model == null || questions.isEmpty()) {
                return Tensors.zeros(replicas.setup().device(), DType.FLOAT64, values);
            }
            try (Tensor kept = model.leaving(parameters(rank), questions)) {
                return kept.view(-1).copy();
            }
        }

        private List<FactQuestion> references(int rank) {
            return request.references(rank, (settings.references() + fitting.size() - 1) / fitting.size());
        }

        private Tensor[] parameters(int rank) {
            return layout.views(replicas.parameters().of(rank));
        }

        private long promptTokens(long questions) {
            QuestionPool pool = request.pool();
            return pool == null ? 0 : questions * pool.promptTokens();
        }

        /** Which blocks are redirected: the site of the request tries all, on its own questions, and tells the others. */
        private List<Integer> blocks(Tensor redirections) {
            if (settings.block() != null) {
                return List.of(settings.block());
            }
            List<Integer> best = new ArrayList<>();
            QuestionPool pool = request.pool();
            int site = request.site();
            if (model == null || pool == null) {
                for (int i = 0; i < settings.topBlocks(); i++) {
                    best.add((downs.length - settings.topBlocks()) / 2 + i);
                }
            } else {
                List<FactQuestion> forgotten = request.forgotten(site);
                List<FactQuestion> others = references(site);
                best.addAll(LayerChoice.best(
                        LayerChoice.scores(
                                model,
                                pool,
                                parameters(site),
                                redirections,
                                settings.strength(),
                                settings.positions(),
                                forgotten,
                                others),
                        settings.topBlocks()));
                tell(List.of(site), (double) downs.length * model.answeringTokens(forgotten.size()));
            }
            if (isFederated()) {
                double[] chosen =
                        best.stream().mapToDouble(Integer::doubleValue).toArray();
                List<Tensor> told = new ArrayList<>();
                ranks.forEach(rank -> told.add(Tensors.of(replicas.setup().device(), chosen, chosen.length)
                        .to(DType.FLOAT32)));
                StateGroup group = StateGroup.ofNumbers("blocks", chosen.length, ranks, told);
                net.broadcast(group.of(List.of(site)), group, null, Release.AFTER_BACKWARD);
            }
            return best;
        }

        /** What is added to a block's matrix, float64 [C, F]. */
        private Tensor change(int block, Tensor vector) {
            Map<Integer, RegressionSet> sets = new LinkedHashMap<>();
            for (int rank : fitting) {
                RegressionSet set = set(rank, block, vector);
                if (set != null) {
                    sets.put(rank, set);
                }
            }
            passed(rank -> fittingTokens(
                    request.forgotten(rank).size(), unchanged(rank).size()));
            GradientFit byGradients = settings.gradientFit();
            if (byGradients != null) {
                RegressionSet set = sets.get(request.site());
                return set == null
                        ? Tensors.zeros(replicas.setup().device(), DType.FLOAT64, width(), inner())
                        : fitted(block, set, byGradients);
            }
            List<Tensor> grams = new ArrayList<>();
            List<Tensor> moments = new ArrayList<>();
            for (int rank : fitting) {
                RegressionSet set = sets.get(rank);
                NormalEquations sums =
                        set == null ? NormalEquations.none(vector, inner(), width()) : NormalEquations.of(set);
                grams.add(sums.gram().reshape(-1));
                moments.add(sums.moment().reshape(-1));
                if (set != null) {
                    computed(List.of(rank), block, NormalEquations.flops(set.rows(), inner(), width()));
                }
            }
            if (isFederated()) {
                net.allReduceMean(sums("normal-matrix", block, inner(), grams), settings.sumsFormat());
                net.allReduceMean(sums("normal-targets", block, width(), moments), settings.sumsFormat());
            }
            computed(fitting, block, NormalEquations.solvingFlops(inner(), width()));
            NormalEquations all = new NormalEquations(
                    grams.get(0).view(inner(), inner()).mul(fitting.size()),
                    moments.get(0).view(inner(), width()).mul(fitting.size()));
            return all.change(settings.ridge());
        }

        private @Nullable RegressionSet set(int rank, int block, Tensor vector) {
            if (model == null) {
                return null;
            }
            RegressionSet set = null;
            List<FactQuestion> forgotten = request.forgotten(rank);
            if (!forgotten.isEmpty()) {
                set = RegressionSet.unchanged(model, parameters(rank), block, forgotten, settings.positions())
                        .shiftedBy(vector)
                        .weighing(settings.forgetWeight());
            }
            List<FactQuestion> unchanged = unchanged(rank);
            if (!unchanged.isEmpty()) {
                RegressionSet staying =
                        RegressionSet.unchanged(model, parameters(rank), block, unchanged, settings.positions());
                set = set == null ? staying : set.and(staying);
                if (settings.keepAnswers()) {
                    set = set.and(RegressionSet.answering(model, parameters(rank), block, unchanged));
                }
            }
            return set;
        }

        /** A site's questions whose rows are to stay as they are. */
        private List<FactQuestion> unchanged(int rank) {
            List<FactQuestion> unchanged = new ArrayList<>(request.unchanged(rank));
            unchanged.addAll(settings.keepReferences() ? references(rank) : List.of());
            return unchanged;
        }

        /** Tokens that are passed over for a site's rows: its questions, and again while answers are made. */
        private double fittingTokens(long forgotten, long unchanged) {
            return promptTokens(forgotten + unchanged)
                    + (model != null && settings.keepAnswers() ? model.answeringTokens(unchanged) : 0);
        }

        private Tensor fitted(int block, RegressionSet set, GradientFit byGradients) {
            computed(fitting, block, byGradients.flops(set.rows(), inner(), width()));
            return byGradients.change(set, replicas.seed());
        }

        private StateGroup sums(String name, int block, long columns, List<Tensor> vectors) {
            return new StateGroup(
                    name,
                    ranks,
                    vectors,
                    new Layout(List.of(numbers(name, down(block).group(), inner() * columns))));
        }

        private static ParameterSpec numbers(String name, String group, long count) {
            return new ParameterSpec(name, List.of(count), group, new Init.Constant(0));
        }

        /** The site has the new matrix, and all others receive it. */
        private void send(int block) {
            if (!isFederated()) {
                long from = layout.offset(downs[block]);
                StateGroup matrix = replicas.parameters()
                        .part(from, from + down(block).elements())
                        .as("down-projection");
                net.broadcast(matrix.of(fitting), matrix, null, Release.AFTER_BACKWARD);
            }
        }

        /** Every fitting site passes over questions of its own; those that pass over as many are told together. */
        private void passed(IntToDoubleFunction tokens) {
            Map<Double, List<Integer>> alike = new LinkedHashMap<>();
            for (int rank : fitting) {
                alike.computeIfAbsent(tokens.applyAsDouble(rank), first -> new ArrayList<>())
                        .add(rank);
            }
            alike.forEach((count, who) -> tell(who, count));
        }

        private void tell(List<Integer> who, double tokens) {
            if (tokens > 0) {
                replicas.tell(new TrainingEvent.Passed(
                        new Members(who), tokens / replicas.setup().batches().itemsPerBatch(), 0));
            }
        }

        private void computed(List<Integer> who, int block, double flops) {
            replicas.tell(new TrainingEvent.Factorized(
                    new Members(who), List.of(new GroupFlops(down(block).group(), flops))));
        }
    }
}
