package org.longhaul.training.method.round;

import java.util.BitSet;
import org.jspecify.annotations.Nullable;
import org.longhaul.training.communicate.StateGroup;
import org.longhaul.training.replica.Replicas;
import org.longhaul.training.tensor.Tensor;

/** The last layers of a model, which stay with the client that trained them; a client that comes first begins with the server's. */
final class OwnLayers {
    private static final String OWN = "own-layers";

    private final long backbone;
    private final long all;

    /** What a client begins with, whose key layers nobody trains. */
    private final Tensor server;

    /** Who took part in the rounds before this one. */
    private final BitSet known = new BitSet();

    private long roundsSeen;

    OwnLayers(int layers, Tensor server, Replicas replicas) {
        this.server = server;
        backbone = KeyLayers.of(replicas.layout(), layers).backbone();
        all = replicas.layout().elements();
        replicas.newVectorOfEach(OWN);
    }

    /** Whether anything travels. */
    boolean sharesAny() {
        return backbone > 0;
    }

    /** What of some vectors travels. */
    StateGroup shared(StateGroup vectors) {
        return vectors.part(0, backbone);
    }

    /** The clients of a round put their own layers behind the backbone. */
    void begin(long round, Replicas replicas) {
        see(round, replicas);
        for (int client : replicas.present()) {
            Tensor from = known.get(client) ? replicas.kept(OWN).of(client) : server;
            own(replicas.parameters().of(client)).copyInPlace(own(from));
        }
    }

    /** They keep them. */
    void end(Replicas replicas) {
        for (int client : replicas.present()) {
            own(replicas.kept(OWN).of(client))
                    .copyInPlace(own(replicas.parameters().of(client)));
        }
    }

    /** The server's model with a client's own layers; null if it has none. */
    @Nullable
    Tensor of(int client, long roundsBegun, Replicas replicas) {
        see(roundsBegun, replicas);
        if (!known.get(client)) {
            return null;
        }
        Tensor model = server.copy();
        own(model).copyInPlace(own(replicas.keptOf(OWN, client)));
        return model;
    }

    private Tensor own(Tensor vector) {
        return vector.narrow(0, backbone, all - backbone);
    }

    /** Who took part follows from the participation, so that nothing need be saved of it. */
    private void see(long rounds, Replicas replicas) {
        for (; roundsSeen < rounds; roundsSeen++) {
            replicas.cohort(roundsSeen).forEach(known::set);
        }
    }
}
