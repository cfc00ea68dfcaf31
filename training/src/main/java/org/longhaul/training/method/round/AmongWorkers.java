package org.longhaul.training.method.round;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.longhaul.training.communicate.Communicator;
import org.longhaul.training.communicate.Release;
import org.longhaul.training.communicate.StateGroup;
import org.longhaul.training.method.HeldModel;
import org.longhaul.training.method.server.ServerModel;
import org.longhaul.training.method.server.ServerOptimizer;
import org.longhaul.training.replica.Replicas;
import org.longhaul.training.tensor.Tensor;

/**
 * All workers average what they have by all-reduce. The model is the server's, which every worker holds; without one it is
 * worker 0's, which is everybody's after the parameters were averaged.
 */
final class AmongWorkers implements RoundExchange {
    private final Round round;
    private final @Nullable ServerModel server;
    private final double @Nullable [] weights;

    AmongWorkers(Round round, Replicas replicas, double @Nullable [] weights) {
        this.round = round;
        this.weights = weights;
        ServerOptimizer optimizer = round.server();
        server = optimizer == null ? null : new ServerModel(optimizer, replicas);
    }

    @Override
    public void begin(long number, long step, Replicas replicas, Communicator net) {}

    @Override
    public void end(long number, long updates, Replicas replicas, Communicator net, Release release) {
        StateGroup sent = server != null && server.takesPseudoGradients()
                ? replicas.toPseudoGradients(server.parameters())
                : replicas.parameters();
        double[] counting = replicas.weighing().outer(weights, sent.ranks(), null);
        net.allReduceMean(RoundMethod.owing(round, sent, replicas), round.format(), release, counting);
        if (server != null) {
            server.step(sent.of(0), number);
            replicas.adopt(server.parameters());
        }
    }

    @Override
    public boolean isWhole(long updates) {
        return updates % round.period() == 0;
    }

    @Override
    public void startFrom(Replicas replicas) {
        if (server != null) {
            server.startFrom(replicas.parameters().of(replicas.known()));
        }
    }

    @Override
    public HeldModel evaluated(Replicas replicas) {
        return server == null ? HeldModel.ofFirstWorker(replicas) : HeldModel.ofServer(server.parameters());
    }

    @Override
    public Map<String, Tensor> state() {
        return server == null ? Map.of() : server.state();
    }
}
