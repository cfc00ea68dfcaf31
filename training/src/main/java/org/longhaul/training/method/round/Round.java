package org.longhaul.training.method.round;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.longhaul.training.codec.Codec;
import org.longhaul.training.method.DistributedMethod;
import org.longhaul.training.method.server.ServerOptimizer;
import org.longhaul.training.optimizer.StateSpec;
import org.longhaul.training.replica.Replicas;

/**
 * A round of local updates, put together: local solver x exchange schedule x server optimizer x participation x codec. Methods
 * of papers are such compositions with a name.
 *
 * <p>Workers step on their own. Every so many updates their parameters become the same: the mean of them, or what a server
 * optimizer makes of it. What is not stated is as in local SGD: all workers take part and count the same, only the parameters
 * are exchanged, after the update, in the usual wire format; optimizer states stay with their workers, and what encoding drops
 * is lost.
 */
public final class Round {
    /**
     * Optimizer states that are averaged too.
     *
     * @param kind which of them; null for all
     * @param periods updates from one mean to the next, of each in the optimizer's order; one value holds for all
     */
    record AveragedStates(StateSpec.@Nullable Kind kind, List<Long> periods, @Nullable Codec format) {
        private String words() {
            String what = kind == null
                    ? "all optimizer states"
                    : kind.name().toLowerCase(Locale.ROOT).replace('_', ' ') + "s";
            return what + " every " + among(periods);
        }

        private static String among(List<Long> periods) {
            return (periods.size() == 1 ? periods.get(0) : periods) + " steps";
        }
    }

    final long period;
    final List<AveragedStates> states = new ArrayList<>();
    Order order = Order.AFTER_UPDATE;
    RoundState optimizerState = RoundState.KEEP;

    @Nullable
    ServerOptimizer server;

    @Nullable
    MeanWeights weights;

    @Nullable
    Codec format;

    @Nullable
    Codec modelFormat;

    boolean errorFeedback;
    boolean ofCohorts;
    long dataParallelSteps;

    private Round(long period) {
        this.period = period;
    }

    /** The workers' parameters become the same after every so many updates. */
    public static Round every(long period) {
        return new Round(period);
    }

    /** Exchanges before or after the update of a step. */
    public Round order(Order ofStep) {
        order = ofStep;
        return this;
    }

    /** Form in which parameters or pseudo-gradients travel; null for the usual one. */
    public Round format(@Nullable Codec ofParameters) {
        format = ofParameters;
        return this;
    }

    /** Averages the optimizer states of a kind too, each by its own period; before the parameters, in the order of these calls. */
    public Round averaging(StateSpec.Kind kind, List<Long> periods, @Nullable Codec ofStates) {
        states.add(new AveragedStates(kind, List.copyOf(periods), ofStates));
        return this;
    }

    /** Averages all optimizer states too. */
    public Round averagingAllStates(long ofStates, @Nullable Codec formatOfStates) {
        states.add(new AveragedStates(null, List.of(ofStates), formatOfStates));
        return this;
    }

    /** A server optimizer makes the next parameters of what the workers' came to. */
    public Round server(ServerOptimizer optimizer) {
        server = optimizer;
        return this;
    }

    /** What each worker counts for in the mean of the parameters. */
    public Round weighted(MeanWeights ofMean) {
        weights = ofMean;
        return this;
    }

    /** What becomes of the workers' optimizer states when a round ends. */
    public Round optimizerState(RoundState afterRound) {
        optimizerState = afterRound;
        return this;
    }

    /** Whether a worker keeps what encoding drops of what it sends, and sends it in a later round. */
    public Round errorFeedback(boolean kept) {
        errorFeedback = kept;
        return this;
    }

    /** So many steps of data parallelism come first, after which the workers are equal. */
    public Round afterDataParallel(long steps) {
        dataParallelSteps = steps;
        return this;
    }

    /**
     * Whoever the participation says takes part in a round: a server sends them its model and receives what they come to.
     *
     * @param down form in which the model travels to them; null for the usual one
     */
    public Round ofCohorts(@Nullable Codec down) {
        ofCohorts = true;
        modelFormat = down;
        return this;
    }

    /** Whether workers send how far they went instead of where they are. */
    boolean sendsPseudoGradients() {
        return ofCohorts ? errorFeedback : server != null && server.takesPseudoGradients();
    }

    /** What it is made of, by part. */
    Map<String, String> parts() {
        Map<String, String> parts = new LinkedHashMap<>();
        parts.put(
                "local solver",
                "training.optimizer, its state "
                        + (optimizerState == RoundState.KEEP ? "kept from round to round" : "reset after each round")
                        + (dataParallelSteps > 0
                                ? "; data parallel for the first " + dataParallelSteps + " steps"
                                : ""));
        List<String> schedule = new ArrayList<>();
        schedule.add((sendsPseudoGradients() ? "pseudo-gradients" : "parameters") + " every " + period + " steps");
        states.forEach(each -> schedule.add(each.words()));
        parts.put(
                "exchange",
                String.join(", ", schedule) + (order == Order.AFTER_UPDATE ? ", after" : ", before") + " the update");
        parts.put("server optimizer", server == null ? "none: the mean itself" : server.words());
        parts.put(
                "participation",
                (ofCohorts ? "training.participation, through a server" : "every worker, by all-reduce")
                        + (weights == MeanWeights.SAMPLES ? ", weighted by samples" : ", all alike"));
        parts.put(
                "codec",
                (format == null ? "the method's wireFormat" : format.toString())
                        + (errorFeedback ? ", with error feedback" : ""));
        return parts;
    }

    /** The method that this is, on workers at their common initial parameters. */
    public DistributedMethod on(Replicas replicas) {
        return new RoundMethod(this, replicas);
    }
}
