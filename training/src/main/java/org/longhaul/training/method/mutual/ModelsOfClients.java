package org.longhaul.training.method.mutual;

import java.util.BitSet;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.longhaul.training.communicate.Communicator;
import org.longhaul.training.replica.Replicas;
import org.longhaul.training.tensor.Tensor;

/** One model for each client, which never leaves it; whoever comes first begins at the initial parameters. */
final class ModelsOfClients implements SecondModels {
    private static final String OWN = "own-model";

    /** The workers, who keep what rests. */
    private final Replicas replicas;

    private final Replicas second;
    private final Tensor initial;

    /** Who took part in the rounds before this one. */
    private final BitSet known = new BitSet();

    private long roundsSeen;

    ModelsOfClients(Replicas replicas, Replicas second) {
        this.replicas = replicas;
        this.second = second;
        initial = second.newVectorOfInitialParameters();
        replicas.newVectorOfEach(OWN);
    }

    @Override
    public void begin(long round, Communicator net) {
        see(round);
        for (int client : replicas.present()) {
            second.parameters()
                    .of(client)
                    .copyInPlace(known.get(client) ? replicas.kept(OWN).of(client) : initial);
        }
    }

    @Override
    public void end(Communicator net) {
        for (int client : replicas.present()) {
            replicas.kept(OWN).of(client).copyInPlace(second.parameters().of(client));
        }
    }

    @Override
    public @Nullable Tensor of(int client, long roundsBegun) {
        see(roundsBegun);
        return known.get(client) ? replicas.keptOf(OWN, client) : null;
    }

    /** Who took part follows from the participation, so that nothing need be saved of it. */
    private void see(long rounds) {
        for (; roundsSeen < rounds; roundsSeen++) {
            replicas.cohort(roundsSeen).forEach(known::set);
        }
    }

    @Override
    public Map<Integer, Tensor> shared() {
        return Map.of();
    }

    @Override
    public Map<String, Tensor> state() {
        return Map.of();
    }
}
