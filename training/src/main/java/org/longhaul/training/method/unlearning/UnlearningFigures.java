package org.longhaul.training.method.unlearning;

import java.util.ArrayList;
import java.util.List;
import org.longhaul.training.model.ScoringModel;
import org.longhaul.training.replica.Replicas;
import org.longhaul.training.task.Better;
import org.longhaul.training.task.Measure;
import org.longhaul.training.task.QuestionPool;
import org.longhaul.training.task.QuestionPool.FactQuestion;
import org.longhaul.training.task.RoundFigure;
import org.longhaul.training.tensor.Tensor;
import org.longhaul.training.tensor.TensorScope;
import org.longhaul.training.unlearning.AnswerScores;
import org.longhaul.training.unlearning.FourBits;
import org.longhaul.training.unlearning.QuestionedModel;
import org.longhaul.training.unlearning.Steering;

/** What a model answers when a request arrives, and when it has been served. Nobody is charged for asking. */
final class UnlearningFigures {
    private static final int UNSEEN = 200;

    private static final RoundFigure FORGET_RECALL = share(
            "forget-recall",
            Better.LOWER,
            "ROUGE-1 recall of the answers to questions about subjects to unlearn: how much of the right answer is in them.");
    private static final RoundFigure FORGET_REFUSALS = share(
            "forget-refusals",
            Better.HIGHER,
            "Share of the questions about subjects to unlearn that are declined on topic, as those about unknown ones should be.");
    private static final RoundFigure RETAIN_RECALL = share(
            "retain-recall",
            Better.HIGHER,
            "ROUGE-1 recall of the answers to questions about all other known subjects.");
    private static final RoundFigure UNKNOWN_REFUSALS = share(
            "unknown-refusals",
            Better.HIGHER,
            "Share of questions about unknown subjects, which nobody trains on, that are declined on topic.");
    private static final RoundFigure DEVIATION = new RoundFigure(
            "deviation-score",
            "1",
            Better.LOWER,
            "100 times the distance from a forget recall of 0 and a retain recall of 1 (arXiv 2502.07218).");
    private static final RoundFigure EXTRACTION = share(
            "extraction-strength",
            Better.LOWER,
            "Share of a fact that needs not be given for the model to complete the rest of it, over the subjects to unlearn.");
    private static final RoundFigure REVERSED_RECALL = share(
            "reversed-recall",
            Better.LOWER,
            "Forget recall of an attacker who subtracts the redirection vectors at run time.");
    private static final RoundFigure SKIPPED_RECALL =
            share("skipped-recall", Better.LOWER, "Forget recall of an attacker who leaves the redirected blocks out.");
    private static final RoundFigure FOUR_BIT_RECALL =
            share("four-bit-recall", Better.LOWER, "Forget recall of the model rounded to 4 bits.");

    private static final RoundFigure SECONDS = new RoundFigure(
            "seconds-since-request",
            "s",
            Better.LOWER,
            "Simulated time from the first request until all workers hold the model that answers from then on.",
            RoundFigure.Counted.SECONDS);
    private static final RoundFigure BYTES = new RoundFigure(
            "bytes-since-request",
            "bytes",
            Better.LOWER,
            "Bytes charged to one worker in that time.",
            RoundFigure.Counted.CHARGED_BYTES);

    private static RoundFigure share(String id, Better better, String description) {
        return new RoundFigure(id, Measure.SHARE, better, description);
    }

    /** Those that are told, in the order in which they are shown. */
    static List<RoundFigure> of(Unlearning.Settings settings) {
        List<RoundFigure> figures = new ArrayList<>(List.of(
                SECONDS,
                BYTES,
                DEVIATION,
                FORGET_RECALL,
                FORGET_REFUSALS,
                RETAIN_RECALL,
                UNKNOWN_REFUSALS,
                EXTRACTION,
                FOUR_BIT_RECALL));
        if (settings.way() == Unlearning.Way.LUNAR) {
            figures.addAll(List.of(REVERSED_RECALL, SKIPPED_RECALL));
        }
        return List.copyOf(figures);
    }

    private final Unlearning.Settings settings;

    UnlearningFigures(Unlearning.Settings settings) {
        this.settings = settings;
    }

    /** A request arrives. */
    void arrived(DeletionRequest request, Replicas replicas) {
        tell(replicas, SECONDS, 0);
        tell(replicas, BYTES, 0);
        ask(request, List.of(), replicas);
    }

    /** A request has been served: all workers hold the new model. */
    void served(DeletionRequest request, Forgetting forgetting, Replicas replicas) {
        tell(replicas, SECONDS, 1);
        tell(replicas, BYTES, 1);
        TensorScope.run(() -> ask(request, forgetting.reversal(), replicas));
    }

    private void ask(DeletionRequest request, List<Steering> reversal, Replicas replicas) {
        QuestionPool pool = request.pool();
        if (pool == null || !(replicas.setup().model() instanceof ScoringModel scoring)) {
            return;
        }
        QuestionedModel model = new QuestionedModel(scoring, pool);
        Tensor flat = replicas.parameters().of(replicas.present().get(0));
        Tensor[] parameters = replicas.layout().views(flat);
        List<FactQuestion> forgotten = request.allForgotten(replicas.workers());
        List<FactQuestion> kept = request.allKept(replicas.workers());
        List<FactQuestion> unseen = pool.unseen(UNSEEN);
        List<List<Integer>> answers = model.answers(parameters, forgotten, List.of());
        double recall = AnswerScores.meanRecall(answers, forgotten);
        double retained = AnswerScores.meanRecall(model.answers(parameters, kept, List.of()), kept);
        tell(replicas, DEVIATION, AnswerScores.deviation(recall, retained));
        tell(replicas, FORGET_RECALL, recall);
        tell(replicas, FORGET_REFUSALS, AnswerScores.refusals(answers, forgotten, pool));
        tell(replicas, RETAIN_RECALL, retained);
        tell(
                replicas,
                UNKNOWN_REFUSALS,
                AnswerScores.refusals(model.answers(parameters, unseen, List.of()), unseen, pool));
        tell(replicas, EXTRACTION, AnswerScores.extraction(model, parameters, forgotten, List.of()));
        Tensor[] rounded = replicas.layout().views(FourBits.of(flat, replicas.layout()));
        tell(replicas, FOUR_BIT_RECALL, recall(model, rounded, forgotten, List.of()));
        if (settings.way() == Unlearning.Way.LUNAR && !reversal.isEmpty()) {
            // The last request's subject: earlier ones were redirected by vectors of their own.
            List<FactQuestion> last = request.forgotten(request.site());
            tell(replicas, REVERSED_RECALL, recall(model, parameters, last, reversal));
            tell(replicas, SKIPPED_RECALL, recall(model, parameters, last, skipped(reversal)));
        }
    }

    private static List<Steering> skipped(List<Steering> reversal) {
        List<Steering> skipped = new ArrayList<>();
        for (Steering each : reversal) {
            if (each instanceof Steering.Shifted shifted) {
                skipped.add(new Steering.Skipped(shifted.block()));
            }
        }
        return skipped;
    }

    private static double recall(
            QuestionedModel model, Tensor[] parameters, List<FactQuestion> questions, List<Steering> steering) {
        return AnswerScores.meanRecall(model.answers(parameters, questions, steering), questions);
    }

    private static void tell(Replicas replicas, RoundFigure figure, double value) {
        replicas.figures().tell(figure, value);
    }
}
