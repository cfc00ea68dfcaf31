package org.longhaul.training.method.unlearning;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.google.auto.service.AutoService;
import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.longhaul.extension.Provides;
import org.longhaul.extension.Require;
import org.longhaul.training.codec.Codec;
import org.longhaul.training.method.DistributedMethod;
import org.longhaul.training.method.DistributedMethodFactory;
import org.longhaul.training.model.Model;
import org.longhaul.training.model.ParameterSpec;
import org.longhaul.training.optimizer.Clipping;
import org.longhaul.training.optimizer.Optimizer;
import org.longhaul.training.participation.Federation;
import org.longhaul.training.replica.Replicas;
import org.longhaul.training.task.QuestionPool;
import org.longhaul.training.task.RoundFigure;
import org.longhaul.training.unlearning.GradientFit;
import org.longhaul.training.unlearning.Positions;
import org.longhaul.training.unlearning.QuestionedModel;

/**
 * Data-parallel training, and then requests to unlearn subjects, one after the other, each at the site that has the subject's facts.
 *
 * <p>{@code lunar} redirects activations: one down-projection changes so that questions about the subject leave its block as questions
 * about unknown subjects do, {@link Redirecting}. {@code gradient-ascent}, {@code gradient-difference} and {@code npo} go on training,
 * {@link Descending}; {@code retraining} begins anew without the facts, {@link Retraining}.
 *
 * <p>What redirection does is to hide, not to erase: whoever subtracts the vector at run time has the facts back.
 */
@SuppressWarnings("rawtypes")
@AutoService(DistributedMethodFactory.class)
@Provides(
        id = "unlearning",
        description =
                "Data parallelism until a request to unlearn a subject arrives at its site; then redirection, gradients or retraining.",
        source =
                "LUNAR, arXiv 2502.07218, and what it is compared with; that sites share the fit is inferred: its sums add up.")
public final class Unlearning implements DistributedMethodFactory<Unlearning.Settings> {
    /** What is done about a request. */
    public enum Way {
        /** Activations are redirected (LUNAR). */
        LUNAR,
        /** The site of the request ascends the loss on what is to be forgotten, and sends its model. */
        GRADIENT_ASCENT,
        /** All descend the loss on what they keep, while the site ascends the other. */
        GRADIENT_DIFFERENCE,
        /** The same with negative preference optimization in place of the ascent. */
        NPO,
        /** All train anew without the facts. */
        RETRAINING
    }

    /** Where a redirection is fitted. */
    public enum Place {
        /** Every site sums over its own questions, the sums are reduced, and each solves. */
        FEDERATED,
        /** At the site of the request, on its own questions alone; it sends the new matrix. */
        SITE
    }

    /**
     * Settings of {@code unlearning}.
     *
     * @param gradientFit how a redirection is fitted by gradients; null for in closed form
     * @param block block that is redirected; null to have it chosen
     */
    public record Settings(
            @JsonProperty(defaultValue = "lunar")
                    @JsonPropertyDescription(
                            "what is done about a request: lunar, gradient-ascent, gradient-difference, npo or retraining")
                    Way way,
            @JsonProperty(defaultValue = "1000")
                    @JsonPropertyDescription("steps of data-parallel training, after which the first request arrives")
                    long after,
            @JsonProperty(defaultValue = "[0]")
                    @JsonPropertyDescription(
                            "numbers of the known subjects to unlearn, a request each, one after the other; each at the worker that has the subject's facts")
                    List<Integer> subjects,
            @JsonProperty(defaultValue = "federated")
                    @JsonPropertyDescription(
                            "lunar: where it is fitted: federated (all sites reduce sums, each solves) or site (at that of the request on its own questions, which sends the new matrix)")
                    Place fit,
            @JsonPropertyDescription(
                            "lunar: fits by AdamW, {} for the authors' settings, in place of the closed form; only with fit: site")
                    @Nullable
                    GradientFit gradientFit,
            @JsonPropertyDescription(
                            "lunar: block that is redirected, from 0; default: the ones whose steered answers are most like on-topic refusals")
                    @Nullable
                    Integer block,
            @JsonProperty(defaultValue = "1") @JsonPropertyDescription("lunar: how many blocks are chosen (top-K)")
                    int topBlocks,
            @JsonProperty(defaultValue = "1")
                    @JsonPropertyDescription("lunar: c, what the redirection vector is multiplied by")
                    double strength,
            @JsonProperty(defaultValue = "all")
                    @JsonPropertyDescription(
                            "lunar: positions of a question that are redirected: all (as the authors' code) or last")
                    Positions positions,
            @JsonProperty(defaultValue = "0.001") @JsonPropertyDescription("lunar: ridge lambda of the closed form")
                    double ridge,
            @JsonProperty(defaultValue = "128")
                    @JsonPropertyDescription(
                            "lunar: questions about unknown subjects that vectors are drawn from, of all sites together")
                    int references,
            @JsonProperty(defaultValue = "false")
                    @JsonPropertyDescription("lunar: whether these are among the rows that are left unchanged")
                    boolean keepReferences,
            @JsonProperty(defaultValue = "false")
                    @JsonPropertyDescription(
                            "lunar: whether positions of the answers to what is left unchanged are among the rows too; ours")
                    boolean keepAnswers,
            @JsonProperty(defaultValue = "1")
                    @JsonPropertyDescription(
                            "lunar: how often each redirected row counts; questions kept divided by questions forgotten makes both count the same; ours")
                    double forgetWeight,
            @JsonProperty(defaultValue = "fp64")
                    @JsonPropertyDescription(
                            "lunar: format of the sums on the wire; in fewer bits the ridge has to be above their rounding")
                    Codec sumsFormat,
            @JsonProperty(defaultValue = "10")
                    @JsonPropertyDescription("gradient-ascent, gradient-difference, npo: steps for a request")
                    long unlearningSteps,
            @JsonProperty(defaultValue = "0.0003")
                    @JsonPropertyDescription(
                            "the same: learning rate of these steps, in which the optimizer begins anew")
                    double unlearningRate,
            @JsonProperty(defaultValue = "0.1")
                    @JsonPropertyDescription("npo: beta, how sharply it stops where a fact is forgotten; ours")
                    double beta) {
        public Settings {
            subjects = List.copyOf(subjects);
            Require.period("after", after);
            if (subjects.isEmpty()
                    || new HashSet<>(subjects).size() < subjects.size()
                    || subjects.stream().anyMatch(subject -> subject < 0)) {
                throw new IllegalArgumentException(
                        "subjects (" + subjects + ") must be numbers of known subjects from 0 on, each once.");
            }
            if (block != null) {
                Require.step("block", block);
                if (topBlocks != 1) {
                    throw new IllegalArgumentException(
                            "topBlocks (" + topBlocks + ") chooses blocks, and block (" + block + ") states one.");
                }
            }
            Require.atLeast("topBlocks", topBlocks, 1);
            Require.positive("strength", strength, 1e9);
            Require.positive("ridge", ridge, 1e9);
            Require.atLeast("references", references, 1);
            Require.positive("forgetWeight", forgetWeight, 1e9);
            Require.atLeast("unlearningSteps", unlearningSteps, 1);
            Require.positive("unlearningRate", unlearningRate, 1e9);
            Require.positive("beta", beta, 1e9);
            if (gradientFit != null && fit == Place.FEDERATED) {
                throw new IllegalArgumentException(
                        "gradientFit takes rows one by one, which no site has of the others; allowed with fit: site.");
            }
        }

        /** Steps that a request takes. */
        long each() {
            return switch (way) {
                case LUNAR -> 1;
                case GRADIENT_ASCENT, GRADIENT_DIFFERENCE, NPO -> unlearningSteps;
                case RETRAINING -> after;
            };
        }
    }

    @Override
    public boolean isSymmetric(Settings settings) {
        return false;
    }

    @Override
    public String refusesWeights() {
        return "what it trains on after a request would all count the same";
    }

    /** The sums are as many as a block's matrix says. */
    @Override
    public boolean looksAtShapes() {
        return true;
    }

    @Override
    public List<RoundFigure> figures(Settings settings) {
        return UnlearningFigures.of(settings);
    }

    @Override
    public void requireFit(Settings settings, @Nullable QuestionPool questions, int workers) {
        if (questions == null) {
            throw new IllegalArgumentException(
                    "unlearning asks questions about subjects, and the data have none\nMaybe use data.corpus: facts.");
        }
        int length = questions.promptTokens() + questions.answerTokens();
        if (questions.sequenceTokens() != length) {
            throw new IllegalArgumentException("context (" + questions.sequenceTokens() + ") must be " + length
                    + ", so that every sequence is one question with its answer.");
        }
        for (DeletionRequest request : DeletionRequest.of(settings.subjects(), questions, workers)) {
            if (settings.way() == Way.LUNAR
                    && settings.fit() == Place.SITE
                    && request.references(request.site(), 1).isEmpty()) {
                throw new IllegalArgumentException("worker " + request.site()
                        + " has no questions about unknown subjects, towards which those about "
                        + questions.subject(request.subject())
                        + " are redirected\nMaybe use fit: federated, or fewer workers.");
            }
        }
    }

    @Override
    public void requireFit(Settings settings, Model model) {
        int[] blocks = QuestionedModel.downProjections(model.parameters());
        if (blocks.length == 0) {
            throw new IllegalArgumentException(
                    "unlearning asks a transformer questions; a model without feed-forward layers in blocks cannot be redirected."
                            + "\nMaybe take kind: transformer, and data.corpus: facts.");
        }
        Integer block = settings.block();
        if (Math.max(block == null ? 0 : block + 1, settings.topBlocks()) > blocks.length) {
            throw new IllegalArgumentException(
                    (block == null ? "topBlocks (" + settings.topBlocks() : "block (" + block)
                            + ") must lie within the model's " + blocks.length + " blocks.");
        }
        ParameterSpec down = model.parameters().get(blocks[0]);
        long ofBlock = model.parameters().stream()
                .filter(spec -> spec.group().equals(down.group()))
                .mapToLong(ParameterSpec::elements)
                .sum();
        if (settings.way() == Way.LUNAR
                && settings.fit() == Place.FEDERATED
                && down.columns() * down.columns() > ofBlock) {
            throw new IllegalArgumentException(
                    "the sums of " + down.columns() + " x " + down.columns()
                            + " products are more than the " + ofBlock
                            + " elements of a block, by which they are charged; allowed is a narrower hidden layer, or fit: site.");
        }
    }

    @Override
    public void requireLength(Settings settings, long steps, int workers, @Nullable Federation federation) {
        long wanted = settings.after() + settings.subjects().size() * settings.each();
        if (steps != wanted) {
            throw new IllegalArgumentException("steps (" + steps + ") must be " + wanted + ": " + settings.after()
                    + " of training and " + settings.each() + " for each of "
                    + settings.subjects().size() + " requests; state steps for this method.");
        }
    }

    @Override
    public String refusesProcesses(Settings settings, Optimizer optimizer, Clipping clipping) {
        return "its figures look at the models of all sites, which no process has";
    }

    @Override
    public DistributedMethod create(Settings settings, Replicas replicas) {
        return new AnsweredRequests(settings, replicas);
    }
}
