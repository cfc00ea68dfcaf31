package org.longhaul.training.method.round;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.longhaul.extension.PlainNumber;
import org.longhaul.training.communicate.Communicator;
import org.longhaul.training.communicate.Release;
import org.longhaul.training.communicate.StateGroup;
import org.longhaul.training.method.AveragedStates;
import org.longhaul.training.method.DistributedMethod;
import org.longhaul.training.method.HeldModel;
import org.longhaul.training.method.MeanWeights;
import org.longhaul.training.method.Membership;
import org.longhaul.training.method.Order;
import org.longhaul.training.method.adapt.AdaptedClients;
import org.longhaul.training.method.synchronous.Ddp;
import org.longhaul.training.replica.Replicas;
import org.longhaul.training.tensor.Tensor;

/** Carries out a {@link Round}. */
final class RoundMethod implements DistributedMethod {
    /** Name of what each worker keeps where the round feeds errors back. */
    static final String RESIDUAL = "residual";

    private final Round round;
    private final double @Nullable [] weights;
    private final RoundExchange exchange;
    private final @Nullable Ddp warmUp;
    private final @Nullable Displacement displacement;
    private final @Nullable AdaptedClients adapted;

    /**
     * On workers at their common initial parameters.
     *
     * @param membership by which the clients of a server come and go; null where all are waited for
     */
    RoundMethod(Round round, Replicas replicas, @Nullable Membership membership) {
        this.round = round;
        MeanWeights ofMean = round.weights();
        weights = ofMean == null ? null : ofMean.of(replicas);
        exchange = exchange(round, replicas, weights, membership);
        warmUp = round.dataParallelSteps() > 0 ? new Ddp(round.format()) : null;
        displacement = round.turnsBases() ? new Displacement(replicas) : null;
        adapted = round.adaptation() == null ? null : new AdaptedClients(round.adaptation(), replicas);
        if (round.errorFeedback()) {
            replicas.newVectorOfEach(RESIDUAL);
        }
    }

    private static RoundExchange exchange(
            Round round, Replicas replicas, double @Nullable [] weights, @Nullable Membership membership) {
        if (!round.ofCohorts()) {
            return new AmongWorkers(round, replicas, weights);
        }
        return round.groupRounds().isEmpty()
                ? new ThroughServer(round, replicas, weights, membership)
                : new ThroughFederation(round, replicas, weights);
    }

    /** What it is made of, by part. */
    static Map<String, String> parts(Round round) {
        Map<String, String> parts = new LinkedHashMap<>();
        parts.put(
                "local solver",
                "training.optimizer, its state "
                        + (round.optimizerState() == RoundState.KEEP
                                ? "kept from round to round"
                                : "reset after each round")
                        + (round.objective() == null
                                ? ""
                                : "; it minimises " + round.objective().words())
                        + (round.dataParallelSteps() > 0
                                ? "; data parallel for the first " + round.dataParallelSteps() + " steps"
                                : "")
                        + (round.turnsBases() ? "; in subspaces of how far the parameters moved in a round" : ""));
        List<String> schedule = new ArrayList<>();
        schedule.add((round.sendsPseudoGradients() ? "pseudo-gradients" : "parameters") + " every " + round.period()
                + " steps");
        round.states().forEach(each -> schedule.add(each.words()));
        parts.put(
                "exchange",
                String.join(", ", schedule) + (round.order() == Order.AFTER_UPDATE ? ", after" : ", before")
                        + " the update");
        if (round.controlVariates()) {
            parts.put("control variates", "of the server down, changes of each client's own up");
        }
        if (round.secureAggregation()) {
            parts.put("secure aggregation", "the bytes of pairwise masks; no cryptography");
        }
        if (round.aggregation() != null) {
            parts.put("aggregation", round.aggregation().words());
        }
        parts.put(
                "server optimizer",
                round.server() == null
                        ? "none: the mean itself"
                        : round.server().words());
        parts.put(
                "participation",
                who(round)
                        + (round.keyLayers() > 0 ? ", the last " + round.keyLayers() + " layers their own" : "")
                        + (round.aggregation() != null
                                ? ""
                                : round.weights() == MeanWeights.SAMPLES ? ", weighted by samples" : ", all alike"));
        parts.put(
                "codec",
                (round.format() == null
                                ? "the method's wireFormat"
                                : round.format().toString())
                        + (round.errorFeedback() ? ", with error feedback" : "")
                        + (round.residualDecay() == 1
                                ? ""
                                : " that decays by " + PlainNumber.of(round.residualDecay())));
        return parts;
    }

    private static String who(Round round) {
        return !round.ofCohorts()
                ? "every worker, by all-reduce"
                : "training.participation, through "
                        + (round.groupRounds().isEmpty()
                                ? "a server"
                                : "a tree of servers, each of which has " + round.groupRounds()
                                        + " rounds in one of that above it");
    }

    /** What is sent, with what is owed from earlier rounds where the round keeps that. */
    static StateGroup owing(Round round, StateGroup sent, Replicas replicas) {
        if (!round.errorFeedback()) {
            return sent;
        }
        StateGroup residuals = replicas.kept(RESIDUAL);
        if (round.residualDecay() != 1) {
            sent.ranks().forEach(rank -> residuals.of(rank).mulInPlace(round.residualDecay()));
        }
        return sent.withErrorFeedback(residuals);
    }

    /** The optimizer states that are due when so many updates are done become their mean over some workers. */
    static void averageStates(
            Round round, long updates, List<Integer> among, Replicas replicas, Communicator net, Release release) {
        for (AveragedStates averaged : round.states()) {
            List<StateGroup> states =
                    averaged.kind() == null ? replicas.optimizerStates() : replicas.optimizerStates(averaged.kind());
            for (int place = 0; place < states.size(); place++) {
                if (averaged.isDue(place, updates)) {
                    net.allReduceMean(states.get(place).of(among), averaged.format(), release, null);
                }
            }
        }
    }

    @Override
    public void step(long step, Replicas replicas, Communicator net) {
        if (warmUp != null && step < round.dataParallelSteps()) {
            warmUp.step(step, replicas, net);
            exchange.startFrom(replicas);
            if (displacement != null) {
                displacement.startFrom(replicas);
            }
            return;
        }
        if (step % round.period() == 0) {
            exchange.begin(step / round.period(), step, replicas, net);
        }
        if (round.order() == Order.BEFORE_UPDATE) {
            replicas.computeClippedGradients(step);
            if (step > round.dataParallelSteps()) {
                exchange(step, replicas, net, Release.START_OF_STEP);
            }
            replicas.update(step);
        } else {
            exchange.step(step / round.period(), step, replicas);
            exchange(step + 1, replicas, net, Release.AFTER_BACKWARD);
        }
    }

    /** Exchanges what is due when so many updates are done. */
    private void exchange(long updates, Replicas replicas, Communicator net, Release release) {
        averageStates(round, updates, replicas.present(), replicas, net, release);
        if (updates % round.period() == 0) {
            exchange.end(round.number(updates), updates, replicas, net, release);
            if (displacement != null) {
                displacement.turnBases(updates, replicas);
            }
            if (round.optimizerState() == RoundState.RESET) {
                replicas.resetOptimizer(exchange.ended(updates, replicas), updates);
            }
        }
    }

    @Override
    public void finish(long steps, Replicas replicas, Communicator net) {
        boolean equal =
                steps <= round.dataParallelSteps() || (round.order() == Order.AFTER_UPDATE && exchange.isWhole(steps));
        if (!equal) {
            exchange.finish(round.number(steps), steps, replicas, net, Release.AFTER_BACKWARD);
        }
        if (adapted != null) {
            adapted.adapt(exchange.evaluated(replicas).parameters(), steps);
        }
    }

    @Override
    public HeldModel evaluated(Replicas replicas) {
        return exchange.evaluated(replicas);
    }

    @Override
    public @Nullable Tensor evaluatedOf(int client, long steps, Replicas replicas) {
        return exchange.evaluatedOf(client, steps, replicas);
    }

    @Override
    public double @Nullable [] weights() {
        return weights == null ? null : weights.clone();
    }

    @Override
    public Set<String> ofServers() {
        return exchange.ofServers();
    }

    @Override
    public Map<String, Tensor> state() {
        Map<String, Tensor> state = new LinkedHashMap<>(exchange.state());
        if (displacement != null) {
            state.putAll(displacement.state());
        }
        return state;
    }
}
