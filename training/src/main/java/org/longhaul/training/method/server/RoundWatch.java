package org.longhaul.training.method.server;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.longhaul.training.communicate.Communicator;
import org.longhaul.training.communicate.Release;
import org.longhaul.training.communicate.StateGroup;
import org.longhaul.training.replica.Replicas;
import org.longhaul.training.task.RoundFigure;
import org.longhaul.training.tensor.Tensor;

/**
 * What a method does at the end of a round beside the mean: it tells figures of what is sent and of what comes of it, or has the
 * server do more. A value without state.
 */
public interface RoundWatch {
    /**
     * The end of a round.
     *
     * @param number of the server's step, from 0: rounds of which nobody was heard have none
     * @param sent what those who were heard send: their parameters, or how far they went from the model they received, negated
     * @param isChange whether it is how far they went
     * @param received what everybody received at the beginning of the round, [P]; null where nobody knows any more
     * @param server the server's parameters, [P]
     */
    record RoundEnd(
            long number,
            StateGroup sent,
            boolean isChange,
            @Nullable Tensor received,
            Tensor server,
            Replicas replicas,
            Communicator net,
            Release release) {}

    /** The figures that it tells. */
    List<RoundFigure> figures();

    /** Before the clients send, when their parameters are what they have come to. */
    void sending(RoundEnd end);

    /** When the server has taken its step; its parameters may change, in place. */
    void served(RoundEnd end);
}
