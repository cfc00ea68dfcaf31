package org.longhaul.training.method.round;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.longhaul.training.communicate.Communicator;
import org.longhaul.training.communicate.Release;
import org.longhaul.training.communicate.StateGroup;
import org.longhaul.training.method.HeldModel;
import org.longhaul.training.method.server.ServerMean;
import org.longhaul.training.method.server.ServerModel;
import org.longhaul.training.replica.Replicas;
import org.longhaul.training.tensor.Tensor;

/**
 * A server sends its model to the cohort of a round and steps by the mean of what its clients send back. They send their
 * parameters; with error feedback they send how far they went from the model that they received, since only of that a part
 * may come later.
 */
final class ThroughServer implements RoundExchange {
    private final Round round;
    private final double @Nullable [] weights;
    private final ServerModel server;
    private final Tensor mean;

    /** What every client of the present round received; null where nobody needs it again. */
    private final @Nullable Tensor received;

    ThroughServer(Round round, Replicas replicas, double @Nullable [] weights) {
        this.round = round;
        this.weights = weights;
        server = new ServerModel(Objects.requireNonNullElse(round.server(), new ServerMean(1)), replicas);
        mean = replicas.newVector();
        received = round.sendsPseudoGradients() ? replicas.newVector() : null;
    }

    private boolean keepsStates() {
        return round.optimizerState() == RoundState.KEEP;
    }

    @Override
    public void begin(long number, long step, Replicas replicas, Communicator net) {
        replicas.enter(replicas.cohort(number), step, keepsStates());
        StateGroup clients = replicas.parameters().as("model");
        net.broadcast(
                replicas.atServer("model", server.parameters()), clients, round.modelFormat(), Release.AFTER_BACKWARD);
        if (received != null) {
            received.copyInPlace(clients.of(clients.ranks().get(0)));
        }
    }

    @Override
    public void end(long number, long updates, Replicas replicas, Communicator net, Release release) {
        StateGroup sent = received == null ? replicas.parameters() : replicas.toPseudoGradients(received);
        net.reduceMean(
                RoundMethod.owing(round, sent, replicas),
                replicas.atServer(sent.name(), mean),
                round.format(),
                release,
                weights);
        if (server.takesPseudoGradients() != (received != null)) {
            mean.assignDifference(server.parameters(), mean);
        }
        server.step(mean, number);
        replicas.enter(List.of(), updates, keepsStates());
    }

    @Override
    public HeldModel evaluated(Replicas replicas) {
        return HeldModel.ofServer(server.parameters());
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
