package org.longhaul.training.method.unlearning;

import org.longhaul.training.objective.ClientRound;
import org.longhaul.training.objective.LocalObjective;
import org.longhaul.training.objective.LocalStep;
import org.longhaul.training.task.Batch;
import org.longhaul.training.task.Prediction;
import org.longhaul.training.task.QuestionPool;
import org.longhaul.training.tensor.DType;
import org.longhaul.training.tensor.Functional;
import org.longhaul.training.tensor.Indexing;
import org.longhaul.training.tensor.Tensor;

/**
 * What the workers minimise to forget: the loss on what is kept, and at the site of the request a term of what is to be forgotten.
 *
 * <pre>
 *   gradient ascent       -CE(forgotten)
 *   gradient difference   CE(kept) - CE(forgotten)
 *   NPO                   CE(kept) - 2/beta mean log sigmoid(-beta log(p / p0))     p of a whole answer, p0 before the request
 *   retraining            CE(kept)
 * </pre>
 *
 * <p>Source: NPO by Zhang et al., "Negative Preference Optimization", arXiv 2404.05868, equation 3, from memory; that the kept term is
 * added with weight 1 is ours.
 *
 * @param request what is to be forgotten
 * @param way what is minimised
 * @param weight of the site's term, where its gradient becomes part of a mean
 * @param beta of NPO
 */
record ForgettingObjective(DeletionRequest request, Unlearning.Way way, double weight, double beta)
        implements LocalObjective {
    @Override
    public Tensor loss(LocalStep step) {
        QuestionPool pool = request.pool();
        if (pool == null) {
            return step.predict().loss();
        }
        boolean isSite = step.client().place().worker() == request.site();
        if (way == Unlearning.Way.GRADIENT_ASCENT) {
            return ascent(step, pool);
        }
        Tensor kept = kept(step);
        return switch (way) {
            case GRADIENT_DIFFERENCE -> isSite ? kept.add(ascent(step, pool).mul(weight)) : kept;
            case NPO -> isSite ? kept.add(preference(step, pool).mul(weight)) : kept;
            default -> kept;
        };
    }

    private Tensor kept(LocalStep step) {
        Batch batch = QuestionBatches.without(step.batch(), request.names());
        Prediction said = step.predict(batch);
        Tensor scores = said.scores();
        return QuestionBatches.counts(batch) || scores == null
                ? said.loss()
                : scores.sum().mul(0);
    }

    private Batch forgotten(LocalStep step, QuestionPool pool) {
        Batch batch = QuestionBatches.of(
                request.forgotten(request.site()), pool, step.client().device());
        step.client().count(batch);
        return batch;
    }

    private Tensor ascent(LocalStep step, QuestionPool pool) {
        return step.forward().of(step.leaves(), forgotten(step, pool)).loss().neg();
    }

    private Tensor preference(LocalStep step, QuestionPool pool) {
        ClientRound client = step.client();
        Batch batch = forgotten(step, pool);
        Tensor before =
                likelihoods(client.predict(client.received(), batch), batch).detach();
        Tensor ratio =
                likelihoods(step.forward().of(step.leaves(), batch), batch).sub(before);
        // -log sigmoid(-x) = log(1 + e^x)
        return Functional.softplus(ratio.mul(beta)).mean().mul(2 / beta);
    }

    /** Logarithm of the probability of each answer, [rows]. */
    private static Tensor likelihoods(Prediction said, Batch batch) {
        Tensor scores = said.scores();
        if (scores == null) {
            throw new IllegalArgumentException("a model that is asked must give scores.");
        }
        Tensor places =
                batch.targets().reshape(-1, 1).clamp(0, Integer.MAX_VALUE).to(DType.INT64);
        Tensor each = Indexing.takeOfRows(Functional.logSoftmax(scores, 1), places)
                .view(batch.targets().shape());
        return each.mul(QuestionBatches.mask(batch, scores)).sum(1, false);
    }

    @Override
    public String words() {
        return "the loss on what is kept, and " + way + " of what is forgotten";
    }
}
