package org.longhaul.training.method.round;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.longhaul.training.codec.Casts;
import org.longhaul.training.codec.Codec;
import org.longhaul.training.communicate.Answer;
import org.longhaul.training.communicate.Communicator;
import org.longhaul.training.communicate.Release;
import org.longhaul.training.communicate.StateGroup;
import org.longhaul.training.method.AveragedStates;
import org.longhaul.training.method.DistributedMethod;
import org.longhaul.training.method.HeldModel;
import org.longhaul.training.method.MeanWeights;
import org.longhaul.training.method.Membership;
import org.longhaul.training.method.server.ServerModel;
import org.longhaul.training.method.server.ServerOptimizer;
import org.longhaul.training.replica.Replicas;
import org.longhaul.training.tensor.DType;
import org.longhaul.training.tensor.Tensor;
import org.longhaul.training.tensor.TensorScope;

/**
 * A {@link Round} whose workers come and go.
 *
 * <pre>
 *   members take local steps
 *   wherever something is due:  H = members who have come with their work
 *                               mean over H of each state that is due; the outer step by it
 *   parameters are due:         members = all who are there; whoever is not of H receives the state of one of H
 *   nobody has come:            members = all who are there, each from the last parameters that it was sure of
 * </pre>
 *
 * <p>The state that is handed over is whole: parameters, what the server optimizer keeps, and the optimizer states, unless they are
 * reset; the number of the step goes with it, and with that learning rate, place in the data and round. It is not rounded, whatever
 * the wire format. What encoding dropped of a worker that was lost is lost. One that came alone sends nothing, and the outer
 * step takes what it came to as it is; what it still owes decays as in any round.
 *
 * <p>Who is a member follows from the answers of the network, which a resumed training is told again.
 */
final class ElasticRounds implements DistributedMethod {
    private final Round round;
    private final Membership membership;
    private final double @Nullable [] weights;
    private final @Nullable ServerModel server;
    private final Codec exact;

    /** The parameters after the last exchange of them, which every worker of then keeps. */
    private final Tensor agreed;

    private @Nullable List<Integer> members;

    /** Answers that are counted, updates at the last of them, and rounds among them to whose end somebody came. */
    private int answersSeen;

    private long updatesSeen;
    private long rounds;

    ElasticRounds(Round round, Membership membership, Replicas replicas) {
        this.round = round;
        this.membership = membership;
        MeanWeights ofMean = round.weights();
        weights = ofMean == null ? null : ofMean.of(replicas);
        ServerOptimizer optimizer = round.server();
        server = optimizer == null ? null : new ServerModel(optimizer, replicas);
        agreed = replicas.newVectorOfInitialParameters();
        exact = agreed.dtype() == DType.FLOAT64 ? Casts.FP64 : Casts.FP32;
        if (round.errorFeedback()) {
            replicas.newVectorOfEach(RoundMethod.RESIDUAL);
        }
    }

    @Override
    public void step(long step, Replicas replicas, Communicator net) {
        List<Integer> present = members(step, replicas, net);
        replicas.localStep(step, present);
        long updates = step + 1;
        if (isDue(updates)) {
            long sinceRound = (updates - 1) % round.period();
            Answer answer = net.call(membership.call(present, sinceRound));
            exchange(updates, answer, replicas, net);
            members = after(updates, answer);
        }
    }

    /** Who takes part in a step, from the answers so far. */
    private List<Integer> members(long step, Replicas replicas, Communicator net) {
        List<Integer> known = members;
        if (known == null) {
            List<Answer> answers = net.answers();
            if (answers.isEmpty()) {
                List<Integer> all =
                        IntStream.range(0, replicas.workers()).boxed().toList();
                List<Integer> first = net.presentOf(all);
                known = first.isEmpty() ? all : first;
            } else {
                long updates = step;
                while (!isDue(updates)) {
                    updates--;
                }
                known = after(updates, answers.get(answers.size() - 1));
            }
            members = known;
        }
        return known;
    }

    /** Who takes part after an exchange: others come in only where parameters are exchanged, or are nobody's any more. */
    private List<Integer> after(long updates, Answer answer) {
        return takesUp(updates, answer) ? answer.present() : answer.heard();
    }

    private boolean takesUp(long updates, Answer answer) {
        return updates % round.period() == 0 || answer.heard().isEmpty();
    }

    private boolean isDue(long updates) {
        if (updates % round.period() == 0) {
            return true;
        }
        for (AveragedStates averaged : round.states()) {
            for (long period : averaged.periods()) {
                if (updates % period == 0) {
                    return true;
                }
            }
        }
        return false;
    }

    private void exchange(long updates, Answer answer, Replicas replicas, Communicator net) {
        List<Integer> heard = answer.heard();
        if (!heard.isEmpty()) {
            RoundMethod.averageStates(round, updates, heard, replicas, net, Release.AFTER_BACKWARD);
            if (updates % round.period() == 0) {
                end(roundsReached(net), heard, replicas, net);
            }
        }
        if (takesUp(updates, answer)) {
            int next = 0;
            for (int worker : answer.present()) {
                if (heard.isEmpty()) {
                    replicas.parameters().of(worker).copyInPlace(agreed);
                    replicas.resetOptimizer(List.of(worker), updates);
                } else if (!heard.contains(worker)) {
                    handOver(heard.get(next++ % heard.size()), worker, replicas, net);
                }
            }
        }
        if (round.optimizerState() == RoundState.RESET && updates % round.period() == 0) {
            replicas.resetOptimizer(replicas.present(), updates);
        }
    }

    /** Rounds so far to whose end somebody came: the steps of the server. */
    private long roundsReached(Communicator net) {
        List<Answer> answers = net.answers();
        while (answersSeen < answers.size()) {
            updatesSeen++;
            if (isDue(updatesSeen)) {
                boolean isReached = !answers.get(answersSeen++).heard().isEmpty();
                rounds += isReached && updatesSeen % round.period() == 0 ? 1 : 0;
            }
        }
        return rounds;
    }

    /**
     * The mean over those who came, and the outer step by it.
     *
     * @param number of the server's steps with this one
     */
    private void end(long number, List<Integer> heard, Replicas replicas, Communicator net) {
        StateGroup sent = server != null && server.takesPseudoGradients()
                ? replicas.toPseudoGradients(server.parameters())
                : replicas.parameters();
        net.allReduceMean(
                RoundMethod.owing(round, sent.of(heard), replicas), round.format(), Release.AFTER_BACKWARD, weights);
        Tensor mean = sent.of(heard.get(0));
        if (server == null) {
            agreed.copyInPlace(mean);
        } else {
            server.step(mean, number);
            agreed.copyInPlace(server.parameters());
        }
        for (int worker : heard) {
            replicas.parameters().of(worker).copyInPlace(agreed);
        }
    }

    /** A worker receives everything that another holds. */
    private void handOver(int from, int to, Replicas replicas, Communicator net) {
        send(replicas.parameters(), from, to, net);
        if (server != null) {
            TensorScope.run(() -> server.kept()
                    .forEach((name, vector) -> net.send(
                            new StateGroup(name, List.of(from), List.of(vector), replicas.layout()),
                            new StateGroup(name, List.of(to), List.of(vector.copy()), replicas.layout()),
                            exact)));
        }
        if (round.optimizerState() == RoundState.KEEP) {
            // Bias corrections count from where the moments began that it receives.
            replicas.resetOptimizer(List.of(to), replicas.optimizerStarts().getOrDefault(from, 0L));
            replicas.optimizerStates().forEach(states -> send(states, from, to, net));
        }
        if (round.errorFeedback()) {
            replicas.kept(RoundMethod.RESIDUAL).of(to).zeroInPlace();
        }
    }

    private void send(StateGroup states, int from, int to, Communicator net) {
        net.send(states.of(List.of(from)), states.of(List.of(to)), exact);
    }

    /** A round that is broken off ends among its members. */
    @Override
    public void finish(long steps, Replicas replicas, Communicator net) {
        List<Integer> present = members(steps, replicas, net);
        if (steps % round.period() != 0 && !present.isEmpty()) {
            end(roundsReached(net) + 1, present, replicas, net);
        }
    }

    @Override
    public HeldModel evaluated(Replicas replicas) {
        List<Integer> present = members == null ? replicas.present() : members;
        if (server != null) {
            return HeldModel.ofServer(server.parameters());
        }
        return new HeldModel(
                HeldModel.Holder.FIRST_WORKER,
                present.isEmpty() ? agreed : replicas.parameters().of(present.get(0)));
    }

    @Override
    public List<Integer> members(Replicas replicas) {
        return Objects.requireNonNullElse(members, replicas.present());
    }

    @Override
    public double @Nullable [] weights() {
        return weights == null ? null : weights.clone();
    }

    @Override
    public Map<String, Tensor> state() {
        Map<String, Tensor> state = new LinkedHashMap<>(server == null ? Map.of() : server.state());
        state.put("agreed-parameters", agreed);
        return state;
    }
}
