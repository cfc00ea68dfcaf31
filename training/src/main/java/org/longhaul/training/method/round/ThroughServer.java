package org.longhaul.training.method.round;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.longhaul.training.communicate.Communicator;
import org.longhaul.training.communicate.Release;
import org.longhaul.training.communicate.StateGroup;
import org.longhaul.training.method.HeldModel;
import org.longhaul.training.method.Membership;
import org.longhaul.training.method.server.ControlVariates;
import org.longhaul.training.method.server.ReceivedModels;
import org.longhaul.training.method.server.RoundWatch;
import org.longhaul.training.method.server.SecureAggregation;
import org.longhaul.training.method.server.ServerMean;
import org.longhaul.training.method.server.ServerModel;
import org.longhaul.training.method.server.ServerWork;
import org.longhaul.training.objective.PlainLoss;
import org.longhaul.training.replica.LocalRounds;
import org.longhaul.training.replica.Replicas;
import org.longhaul.training.tensor.Tensor;

/**
 * A server sends its model to the cohort of a round and steps by the mean of what its clients send back. They send their
 * parameters; with error feedback they send how far they went from the model that they received, since only of that a part
 * may come later.
 *
 * <p>If clients come and go, those of a cohort take part who are there, or all who are there if none of it is. At the end of a round
 * the mean is over those who have come to it; if nobody has, the model stays as it is. Who was lost has lost its optimizer state and
 * what it owed, and receives the model of its next round as everybody does. Its control variate stays as it was, or the server's
 * would be the mean of them no more.
 */
final class ThroughServer implements RoundExchange {
    private final Round round;
    private final double @Nullable [] weights;
    private final ServerModel server;
    private final Tensor mean;
    private final @Nullable Membership membership;

    /** What every client of the present round received; null where nobody needs it again. */
    private final @Nullable Tensor received;

    private final @Nullable OwnLayers own;
    private final @Nullable LocalRounds local;
    private final @Nullable ReceivedModels aggregated;
    private final @Nullable ControlVariates controls;

    ThroughServer(Round round, Replicas replicas, double @Nullable [] weights, @Nullable Membership membership) {
        this.round = round;
        this.weights = weights;
        this.membership = membership;
        server = new ServerModel(Objects.requireNonNullElse(round.server(), new ServerMean(1)), replicas);
        mean = replicas.newVector();
        aggregated = round.aggregation() == null ? null : new ReceivedModels(round.aggregation(), replicas);
        controls = round.controlVariates() ? new ControlVariates(replicas) : null;
        boolean takesLosses = aggregated != null && aggregated.takesLosses();
        local = round.objective() != null || takesLosses
                ? replicas.rounds(Objects.requireNonNullElse(round.objective(), new PlainLoss()))
                : null;
        received = round.sendsPseudoGradients() || round.watch() != null || local != null ? replicas.newVector() : null;
        own = round.keyLayers() > 0 ? new OwnLayers(round.keyLayers(), server.parameters(), replicas) : null;
    }

    private boolean keepsStates() {
        return round.optimizerState() == RoundState.KEEP;
    }

    @Override
    public void begin(long number, long step, Replicas replicas, Communicator net) {
        ServerWork work = round.work();
        if (work != null && number == 0) {
            work.train(server.parameters(), step, replicas);
        }
        if (work != null && !work.hasClients()) {
            return;
        }
        replicas.enter(cohort(number, replicas, net), step, keepsStates());
        if (round.secureAggregation()) {
            SecureAggregation.begin(replicas, net);
        }
        StateGroup clients = replicas.parameters().as("model");
        StateGroup model = replicas.atServer("model", server.parameters());
        if (own == null) {
            net.broadcast(model, clients, round.modelFormat(), Release.AFTER_BACKWARD);
        } else {
            own.begin(number, replicas);
            if (own.sharesAny()) {
                net.broadcast(own.shared(model), own.shared(clients), round.modelFormat(), Release.AFTER_BACKWARD);
            }
        }
        if (received != null) {
            received.copyInPlace(clients.of(clients.ranks().get(0)));
        }
        if (controls != null) {
            controls.begin(net, round.modelFormat());
        }
        if (work != null) {
            work.send(server.parameters(), clients.ranks(), replicas, net);
        }
        if (local != null && received != null) {
            List<Integer> cohort = replicas.present();
            List<Integer> willing = local.willing(moment(number, step));
            if (willing.size() < cohort.size()) {
                replicas.enter(willing, step, keepsStates());
                willing.forEach(client -> replicas.parameters().of(client).copyInPlace(received));
            }
            if (work != null) {
                work.begun(cohort, replicas);
            }
            local.begin(moment(number, step));
        }
    }

    private LocalRounds.Moment moment(long number, long step) {
        return new LocalRounds.Moment(number, round.period(), step, Objects.requireNonNull(received));
    }

    @Override
    public void step(long number, long step, Replicas replicas) {
        if (replicas.present().isEmpty()) {
            return;
        }
        if (local == null || round.objective() == null) {
            replicas.localStep(step);
        } else {
            local.step(moment(number, step));
        }
    }

    /** What the clients compute when their steps are done; they come to the end of the round with it. */
    private void endSteps(long updates) {
        if (local != null) {
            LocalRounds.Moment moment = moment(round.number(updates) - 1, updates);
            local.end(moment);
            if (aggregated != null && aggregated.takesLosses()) {
                aggregated.know(local.lossesOfReceived(moment));
            }
        }
    }

    private List<Integer> cohort(long number, Replicas replicas, Communicator net) {
        List<Integer> drawn = replicas.cohort(number);
        if (membership == null) {
            return drawn;
        }
        List<Integer> present = net.presentOf(drawn);
        if (present.isEmpty()) {
            present =
                    net.presentOf(IntStream.range(0, replicas.workers()).boxed().toList());
        }
        return present.isEmpty() ? drawn : present;
    }

    @Override
    public void end(long number, long updates, Replicas replicas, Communicator net, Release release) {
        endSteps(updates);
        List<Integer> cohort = replicas.present();
        List<Integer> heard = cohort;
        if (membership != null) {
            long sinceRound = (updates - 1) % round.period();
            heard = net.call(membership.callOfClients(cohort, sinceRound, replicas.workers()))
                    .heard();
            for (int client : cohort) {
                if (!heard.contains(client)) {
                    replicas.resetOptimizer(List.of(client), updates);
                    for (String name : replicas.keptNames()) {
                        if (!name.equals(ControlVariates.OWN)) {
                            replicas.kept(name).of(client).zeroInPlace();
                        }
                    }
                }
            }
        }
        if (!heard.isEmpty()) {
            mean(stepsOfServer(number, net), updates, heard, replicas, net, release);
        }
        trainServer(updates, replicas);
        replicas.enter(List.of(), updates, keepsStates());
    }

    /** Steps that the server has done with that of a round: none where nobody came. */
    private long stepsOfServer(long number, Communicator net) {
        return membership == null
                ? number
                : net.answers().stream()
                        .filter(answer -> !answer.heard().isEmpty())
                        .count();
    }

    /** A round that is broken off ends among its cohort, of whom nothing is asked any more. */
    @Override
    public void finish(long number, long updates, Replicas replicas, Communicator net, Release release) {
        endSteps(updates);
        if (!replicas.present().isEmpty()) {
            mean(
                    membership == null ? number : stepsOfServer(number, net) + 1,
                    updates,
                    replicas.present(),
                    replicas,
                    net,
                    release);
        }
        trainServer(updates, replicas);
        replicas.enter(List.of(), updates, keepsStates());
    }

    private void trainServer(long updates, Replicas replicas) {
        if (round.work() != null) {
            round.work().train(server.parameters(), updates, replicas);
        }
    }

    /** The server steps by the mean of what some have come to. */
    private void mean(
            long number, long updates, List<Integer> heard, Replicas replicas, Communicator net, Release release) {
        boolean isPseudoGradients = round.sendsPseudoGradients();
        if (controls != null) {
            controls.end(
                    heard,
                    Objects.requireNonNull(received),
                    learningRates(updates, replicas),
                    net,
                    round.format(),
                    release);
        }
        StateGroup all = isPseudoGradients
                ? replicas.toPseudoGradients(Objects.requireNonNull(received))
                : replicas.parameters();
        StateGroup sent = all.of(heard);
        RoundWatch watch = round.watch();
        RoundWatch.RoundEnd end = new RoundWatch.RoundEnd(
                number - 1, sent, isPseudoGradients, received, server.parameters(), replicas, net, release);
        if (watch != null) {
            watch.sending(end);
        }
        StateGroup atServer = replicas.atServer(sent.name(), mean);
        if (aggregated != null) {
            double learningRate = replicas.learningRate((round.number(updates) - 1) * round.period());
            aggregated.mean(
                    RoundMethod.owing(round, sent, replicas),
                    isPseudoGradients ? null : server.parameters(),
                    mean,
                    new ReceivedModels.Way(net, round.format(), release, learningRate));
        } else if (own == null) {
            net.reduceMean(
                    RoundMethod.owing(round, sent, replicas),
                    atServer,
                    round.format(),
                    release,
                    replicas.weighing().outer(weights, heard, replicas.workers()));
        } else {
            own.end(replicas);
            mean.copyInPlace(server.parameters());
            if (own.sharesAny()) {
                net.reduceMean(own.shared(sent), own.shared(atServer), round.format(), release, weights);
            }
        }
        if (round.secureAggregation()) {
            SecureAggregation.end(heard, replicas.present().size(), replicas, net, release);
        }
        if (server.takesPseudoGradients() != isPseudoGradients) {
            mean.assignDifference(server.parameters(), mean);
        }
        server.step(mean, number);
        if (watch != null) {
            watch.served(end);
        }
    }

    /** Learning rates of the steps of the round that ends after so many updates, summed. */
    private double learningRates(long updates, Replicas replicas) {
        double sum = 0;
        for (long step = (round.number(updates) - 1) * round.period(); step < updates; step++) {
            sum += replicas.learningRate(step);
        }
        return sum;
    }

    @Override
    public boolean isWhole(long updates) {
        return updates % round.period() == 0;
    }

    @Override
    public HeldModel evaluated(Replicas replicas) {
        return HeldModel.ofServer(server.parameters());
    }

    @Override
    public @Nullable Tensor evaluatedOf(int client, long updates, Replicas replicas) {
        return own == null ? null : own.of(client, (updates + round.period() - 1) / round.period(), replicas);
    }

    @Override
    public Set<String> ofServers() {
        Set<String> names = new HashSet<>(server.state().keySet());
        if (aggregated != null) {
            names.addAll(aggregated.state().keySet());
        }
        if (controls != null) {
            names.addAll(controls.state().keySet());
        }
        if (round.work() != null) {
            names.addAll(round.work().ofServer());
        }
        return names;
    }

    @Override
    public Map<String, Tensor> state() {
        Map<String, Tensor> state = new LinkedHashMap<>(server.state());
        if (received != null) {
            state.put("received-model", received);
        }
        if (aggregated != null) {
            state.putAll(aggregated.state());
        }
        if (controls != null) {
            state.putAll(controls.state());
        }
        if (round.work() != null) {
            state.putAll(round.work().state());
        }
        return state;
    }
}
