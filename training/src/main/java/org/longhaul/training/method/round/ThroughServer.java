package org.longhaul.training.method.round;

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
import org.longhaul.training.method.server.ServerMean;
import org.longhaul.training.method.server.ServerModel;
import org.longhaul.training.replica.Replicas;
import org.longhaul.training.tensor.Tensor;

/**
 * A server sends its model to the cohort of a round and steps by the mean of what its clients send back. They send their
 * parameters; with error feedback they send how far they went from the model that they received, since only of that a part
 * may come later.
 *
 * <p>If clients come and go, those of a cohort take part who are there, or all who are there if none of it is. At the end of a round
 * the mean is over those who have come to it; if nobody has, the model stays as it is. Who was lost has lost its optimizer state and
 * what it owed, and receives the model of its next round as everybody does.
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

    ThroughServer(Round round, Replicas replicas, double @Nullable [] weights, @Nullable Membership membership) {
        this.round = round;
        this.weights = weights;
        this.membership = membership;
        server = new ServerModel(Objects.requireNonNullElse(round.server(), new ServerMean(1)), replicas);
        mean = replicas.newVector();
        received = round.sendsPseudoGradients() ? replicas.newVector() : null;
        own = round.keyLayers() > 0 ? new OwnLayers(round.keyLayers(), server.parameters(), replicas) : null;
    }

    private boolean keepsStates() {
        return round.optimizerState() == RoundState.KEEP;
    }

    @Override
    public void begin(long number, long step, Replicas replicas, Communicator net) {
        replicas.enter(cohort(number, replicas, net), step, keepsStates());
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
        List<Integer> cohort = replicas.present();
        List<Integer> heard = cohort;
        if (membership != null) {
            long sinceRound = (updates - 1) % round.period();
            heard = net.call(membership.callOfClients(cohort, sinceRound, replicas.workers()))
                    .heard();
            for (int client : cohort) {
                if (!heard.contains(client)) {
                    replicas.resetOptimizer(List.of(client), updates);
                    replicas.keptNames()
                            .forEach(name -> replicas.kept(name).of(client).zeroInPlace());
                }
            }
        }
        if (!heard.isEmpty()) {
            mean(stepsOfServer(number, net), heard, replicas, net, release);
        }
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
        mean(membership == null ? number : stepsOfServer(number, net) + 1, replicas.present(), replicas, net, release);
        replicas.enter(List.of(), updates, keepsStates());
    }

    /** The server steps by the mean of what some have come to. */
    private void mean(long number, List<Integer> heard, Replicas replicas, Communicator net, Release release) {
        StateGroup all = received == null ? replicas.parameters() : replicas.toPseudoGradients(received);
        StateGroup sent = all.of(heard);
        StateGroup atServer = replicas.atServer(sent.name(), mean);
        if (own == null) {
            net.reduceMean(RoundMethod.owing(round, sent, replicas), atServer, round.format(), release, weights);
        } else {
            own.end(replicas);
            mean.copyInPlace(server.parameters());
            if (own.sharesAny()) {
                net.reduceMean(own.shared(sent), own.shared(atServer), round.format(), release, weights);
            }
        }
        if (server.takesPseudoGradients() != (received != null)) {
            mean.assignDifference(server.parameters(), mean);
        }
        server.step(mean, number);
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
        return server.state().keySet();
    }

    @Override
    public Map<String, Tensor> state() {
        Map<String, Tensor> state = new LinkedHashMap<>(server.state());
        if (received != null) {
            state.put("received-model", received);
        }
        return state;
    }
}
