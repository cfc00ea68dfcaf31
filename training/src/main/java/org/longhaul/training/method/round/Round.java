package org.longhaul.training.method.round;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.longhaul.extension.Require;
import org.longhaul.training.codec.Codec;
import org.longhaul.training.method.AveragedStates;
import org.longhaul.training.method.DistributedMethod;
import org.longhaul.training.method.MeanWeights;
import org.longhaul.training.method.Membership;
import org.longhaul.training.method.Order;
import org.longhaul.training.method.adapt.Adaptation;
import org.longhaul.training.method.server.Aggregation;
import org.longhaul.training.method.server.ControlVariates;
import org.longhaul.training.method.server.RoundWatch;
import org.longhaul.training.method.server.ServerOptimizer;
import org.longhaul.training.method.server.ServerWork;
import org.longhaul.training.objective.LocalObjective;
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
 *
 * @param period updates after which the workers' parameters become the same
 * @param order whether a step exchanges before or after its update
 * @param states optimizer states that are averaged too, before the parameters, in this order
 * @param optimizerState what becomes of the workers' optimizer states when a round ends
 * @param server makes the next parameters of what the workers' came to; null for their mean itself
 * @param weights what each worker counts for in the mean of the parameters; null for all the same
 * @param format form in which parameters or pseudo-gradients travel; null for the usual one
 * @param errorFeedback whether a worker keeps what encoding drops of its pseudo-gradients, and sends it in a later round
 * @param dataParallelSteps steps of data parallelism that come first, after which the workers are equal
 * @param ofCohorts whether those whom the participation names take part: a server sends them its model and receives what they
 *     come to
 * @param modelFormat form in which the model travels to them; null for the usual one
 * @param groupRounds rounds of a group until the group that it is in has one, where the cohort's clients are in a tree of groups:
 *     one number for all levels, or one for each from the root down; empty for one group of all
 * @param keyLayers the last so many parameter groups of the model stay with the client that trained them; 0 for none
 * @param residualDecay factor on what a worker keeps, before each exchange
 * @param objective what a client minimises in its round; null for the loss of its batches
 * @param aggregation what a server makes of what its clients came to; null for their mean by {@code weights}
 * @param controlVariates whether server and clients exchange control variates, which are a part of {@code objective}
 * @param secureAggregation whether the bytes of a protocol are sent that hides from the server what each client sends
 * @param sendsChanges whether a cohort's clients send how far they went, as with error feedback, and what is not sent is lost
 * @param watch what is done at the end of a cohort's round beside the mean; null for nothing
 * @param adaptation how each client adapts the last model, and is compared with itself alone; null where none does
 * @param work what the server does beside its step, such as training on data of its own; null for nothing
 * @param turnsBases whether the optimizers train in subspaces that hold most of how far the common parameters moved in a round
 */
public record Round(
        long period,
        Order order,
        List<AveragedStates> states,
        RoundState optimizerState,
        @Nullable ServerOptimizer server,
        @Nullable MeanWeights weights,
        @Nullable Codec format,
        boolean errorFeedback,
        long dataParallelSteps,
        boolean ofCohorts,
        @Nullable Codec modelFormat,
        List<Integer> groupRounds,
        int keyLayers,
        double residualDecay,
        @Nullable LocalObjective objective,
        @Nullable Aggregation aggregation,
        boolean controlVariates,
        boolean secureAggregation,
        boolean sendsChanges,
        @Nullable RoundWatch watch,
        @Nullable Adaptation adaptation,
        @Nullable ServerWork work,
        boolean turnsBases) {
    public Round {
        Require.period("period", period);
        groupRounds = List.copyOf(groupRounds);
        require(
                groupRounds.stream().noneMatch(rounds -> rounds < 1),
                "groupRounds (" + groupRounds + ") must be at least 1.");
        require(
                keyLayers >= 0 && (keyLayers == 0 || (ofCohorts && !errorFeedback && groupRounds.isEmpty())),
                "keyLayers (" + keyLayers + ") must not be negative, and stay with clients of one group.");
        require(
                groupRounds.isEmpty() || (ofCohorts && !errorFeedback),
                "a tree of groups is of cohorts, and sends parameters.");
        states = List.copyOf(states);
        Require.step("dataParallelSteps", dataParallelSteps);
        require(
                !ofCohorts || (order == Order.AFTER_UPDATE && dataParallelSteps == 0),
                "a cohort takes part from the first step of a round until after the update of its last: order (" + order
                        + ") must be " + Order.AFTER_UPDATE + ", dataParallelSteps (" + dataParallelSteps + ") 0.");
        boolean isOfOneServer = ofCohorts && groupRounds.isEmpty() && keyLayers == 0;
        require(
                isOfOneServer
                        || (objective == null
                                && aggregation == null
                                && adaptation == null
                                && !sendsChanges
                                && watch == null),
                "an objective, an aggregation, an adaptation, changes or a watch is for clients of one server, who have all of its model.");
        require(
                !secureAggregation || (ofCohorts && groupRounds.isEmpty() && aggregation == null),
                "secureAggregation hides from one server what its clients send, who takes nothing but their mean.");
        require(
                !secureAggregation || format == null || !format.isSparse(),
                "secureAggregation masks every element, so that nothing sparse is left: " + format
                        + " sends a part of them.");
        require(
                !controlVariates || format == null || !format.leavesOut(),
                "controlVariates are sums of changes, of which nothing may be left out for good: " + format
                        + " leaves out a part of each.");
        require(
                work == null || (isOfOneServer && objective != null && aggregation == null),
                "a server that works has clients with an objective, who send whole models.");
        require(
                !turnsBases || (!ofCohorts && optimizerState == RoundState.KEEP),
                "bases that turn belong to workers who take part always and keep their optimizers' states.");
        require(
                !errorFeedback || ofCohorts || takesPseudoGradients(server),
                "errorFeedback needs a server optimizer that takes pseudo-gradients: of parameters none may come later.");
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException(otherwise);
        }
    }

    /** The parts of a {@link Round}, one after another. */
    public static final class Builder {
        private final long period;
        private final List<AveragedStates> states = new ArrayList<>();
        private Order order = Order.AFTER_UPDATE;
        private RoundState optimizerState = RoundState.KEEP;
        private @Nullable ServerOptimizer server;
        private @Nullable MeanWeights weights;
        private @Nullable Codec format;
        private boolean errorFeedback;
        private long dataParallelSteps;
        private boolean ofCohorts;
        private @Nullable Codec modelFormat;
        private List<Integer> groupRounds = List.of();
        private int keyLayers;
        private double residualDecay = 1;
        private @Nullable LocalObjective objective;
        private @Nullable Aggregation aggregation;
        private boolean controlVariates;
        private boolean secureAggregation;
        private boolean sendsChanges;
        private @Nullable RoundWatch watch;
        private @Nullable Adaptation adaptation;
        private @Nullable ServerWork work;
        private boolean turnsBases;

        private Builder(long period) {
            this.period = period;
        }

        /** See {@link Round#order}. */
        public Builder order(Order ofStep) {
            order = ofStep;
            return this;
        }

        /** See {@link Round#format}. */
        public Builder format(@Nullable Codec ofParameters) {
            format = ofParameters;
            return this;
        }

        /** Averages the optimizer states of a kind too, each by its own period. */
        public Builder averaging(StateSpec.Kind kind, List<Long> periods, @Nullable Codec ofStates) {
            states.add(new AveragedStates(kind, periods, ofStates));
            return this;
        }

        /** Averages all optimizer states too. */
        public Builder averagingAllStates(long ofStates, @Nullable Codec formatOfStates) {
            states.add(new AveragedStates(null, List.of(ofStates), formatOfStates));
            return this;
        }

        /** See {@link Round#server}. */
        public Builder server(ServerOptimizer optimizer) {
            server = optimizer;
            return this;
        }

        /** See {@link Round#weights}. */
        public Builder weighted(MeanWeights ofMean) {
            weights = ofMean;
            return this;
        }

        /** See {@link Round#optimizerState}. */
        public Builder optimizerState(RoundState afterRound) {
            optimizerState = afterRound;
            return this;
        }

        /** See {@link Round#errorFeedback}. */
        public Builder errorFeedback(boolean kept) {
            errorFeedback = kept;
            return this;
        }

        /** Error feedback with a factor on what is kept, see {@link Round#residualDecay}. */
        public Builder errorFeedback(double decay) {
            residualDecay = decay;
            return errorFeedback(true);
        }

        /** See {@link Round#turnsBases}. */
        public Builder turningBases() {
            turnsBases = true;
            return this;
        }

        /** See {@link Round#objective}. */
        public Builder minimising(@Nullable LocalObjective ofClients) {
            objective = ofClients;
            return this;
        }

        /** See {@link Round#sendsChanges}. */
        public Builder sendingChanges(boolean sent) {
            sendsChanges = sent;
            return this;
        }

        /** See {@link Round#watch}. */
        public Builder watched(RoundWatch by) {
            watch = by;
            return this;
        }

        /** See {@link Round#aggregation}. */
        public Builder aggregating(Aggregation ofServer) {
            aggregation = ofServer;
            return this;
        }

        /** See {@link Round#adaptation}. */
        public Builder adapting(@Nullable Adaptation ofClients) {
            adaptation = ofClients;
            return this;
        }

        /** See {@link Round#work}. */
        public Builder working(ServerWork ofServer) {
            work = ofServer;
            return this;
        }

        /** See {@link Round#dataParallelSteps}. */
        public Builder afterDataParallel(long steps) {
            dataParallelSteps = steps;
            return this;
        }

        /**
         * See {@link Round#ofCohorts}.
         *
         * @param down form in which the model travels to them; null for the usual one
         */
        public Builder ofCohorts(@Nullable Codec down) {
            ofCohorts = true;
            modelFormat = down;
            return this;
        }

        /** See {@link Round#controlVariates}. */
        public Builder controlled(boolean byVariates) {
            controlVariates = byVariates;
            return this;
        }

        /** See {@link Round#secureAggregation}. */
        public Builder secure(boolean isHidden) {
            secureAggregation = isHidden;
            return this;
        }

        /** See {@link Round#keyLayers}. */
        public Builder keeping(int lastLayers) {
            keyLayers = lastLayers;
            return this;
        }

        /** See {@link Round#groupRounds}. */
        public Builder inGroups(List<Integer> rounds) {
            groupRounds = rounds;
            return this;
        }

        /**
         * The round.
         *
         * @throws IllegalArgumentException if its parts do not fit together
         */
        public Round build() {
            return new Round(
                    period,
                    order,
                    states,
                    optimizerState,
                    server,
                    weights,
                    format,
                    errorFeedback,
                    dataParallelSteps,
                    ofCohorts,
                    modelFormat,
                    groupRounds,
                    keyLayers,
                    residualDecay,
                    controlVariates ? ControlVariates.objective(objective) : objective,
                    aggregation,
                    controlVariates,
                    secureAggregation,
                    sendsChanges,
                    watch,
                    adaptation,
                    work,
                    turnsBases);
        }
    }

    /** The workers' parameters become the same after every so many updates. */
    public static Builder every(long period) {
        return new Builder(period);
    }

    private static boolean takesPseudoGradients(@Nullable ServerOptimizer server) {
        return server != null && server.takesPseudoGradients();
    }

    /** Number, from 1, of the round of which the last of so many updates is a part. */
    long number(long updates) {
        return (updates - 1) / period + 1;
    }

    /** Whether workers send how far they went instead of where they are. */
    boolean sendsPseudoGradients() {
        return ofCohorts ? errorFeedback || sendsChanges : takesPseudoGradients(server);
    }

    /** What it is made of, by part. */
    public Map<String, String> parts() {
        return RoundMethod.parts(this);
    }

    /** The method that this is, on workers at their common initial parameters. */
    public DistributedMethod on(Replicas replicas) {
        return new RoundMethod(this, replicas, null);
    }

    /** Why its workers cannot come and go, as the end of a sentence; null if they can. */
    @Nullable
    String refusesMembership() {
        if (!groupRounds.isEmpty()) {
            return "a group of its tree ends with the server of the group, whose place nobody takes";
        }
        if (work != null) {
            return "its server trains between rounds, when those who come and go are already in the next one";
        }
        if (keyLayers > 0) {
            return "each client keeps layers of its own, which nobody could hand back to it";
        }
        if (order == Order.BEFORE_UPDATE) {
            return "who is there is known at the end of a step, so its order must be after-update";
        }
        if (turnsBases) {
            return "its bases turn by what all workers have gone";
        }
        if (adaptation != null) {
            return "all its clients adapt the last model when training has ended, and some might be away";
        }
        return dataParallelSteps > 0 ? "its first steps are data parallel and need all workers" : null;
    }

    /** The same for workers that come and go. */
    DistributedMethod on(Replicas replicas, Membership membership) {
        String refusal = refusesMembership();
        if (refusal != null) {
            throw new IllegalArgumentException("these rounds have no membership: " + refusal + ".");
        }
        return ofCohorts ? new RoundMethod(this, replicas, membership) : new ElasticRounds(this, membership, replicas);
    }
}
