package org.longhaul.training.method.server;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.longhaul.training.codec.Codec;
import org.longhaul.training.communicate.Communicator;
import org.longhaul.training.communicate.Release;
import org.longhaul.training.communicate.StateGroup;
import org.longhaul.training.objective.LinearTerm;
import org.longhaul.training.objective.LocalObjective;
import org.longhaul.training.objective.PlainLoss;
import org.longhaul.training.replica.Replicas;
import org.longhaul.training.tensor.Tensor;

/**
 * Control variates of a server and of each of its clients, which take out of a client's gradients what is its own (SCAFFOLD:
 * Karimireddy et al., "SCAFFOLD: Stochastic Controlled Averaging for Federated Learning", arXiv 1910.06378, Algorithm 1, option
 * II):
 *
 * <pre>
 *   down: x, c
 *   y_i = y_i - eta_l (g_i(y_i) - c_i + c)                    K steps from x
 *   c_i' = c_i - c + (x - y_i) / sum of eta_l over the steps
 *   up: y_i, c_i' - c_i
 *   c = c + |S| / N mean_S(c_i' - c_i)
 * </pre>
 *
 * <p>They are as long as the model, so that each way takes twice as much. What a client does with vectors alone is not charged, as
 * no optimizer's update is. A client's own rests while it is away.
 *
 * <p><b>Differs from the source.</b> Learning rates may change within a round: the step of option II divides by their sum in the
 * place of {@code K eta_l}. Where the sum is 0, as at the end of some schedules, {@code c_i' = c_i}.
 */
public final class ControlVariates {
    private static final String NAME = "control-variate";

    /** What each client keeps from round to round, by name. */
    public static final String OWN = "own-control-variate";

    private static final String SHIFT = "control-shift";

    private final Replicas replicas;
    private final Tensor ofServer;
    private final Tensor mean;

    /** All zero. */
    public ControlVariates(Replicas replicas) {
        this.replicas = replicas;
        ofServer = replicas.newVector();
        mean = replicas.newVector();
        replicas.newVectorOfEach(OWN);
    }

    /** What clients minimise then, beside which the variates are a linear term; null stands for their loss alone. */
    public static LocalObjective objective(@Nullable LocalObjective of) {
        return new LinearTerm(Objects.requireNonNullElseGet(of, PlainLoss::new), SHIFT);
    }

    /** Those who take part receive the server's. */
    public void begin(Communicator net, @Nullable Codec format) {
        StateGroup shifts = replicas.kept(SHIFT);
        net.broadcast(replicas.atServer(NAME, ofServer), shifts.as(NAME), format, Release.AFTER_BACKWARD);
        StateGroup own = replicas.kept(OWN);
        shifts.ranks().forEach(rank -> shifts.of(rank).subInPlace(own.of(rank)));
    }

    /**
     * Those who are heard renew theirs and send what has changed.
     *
     * @param heard whose parameters are those after their last step
     * @param received the model that they began with
     * @param learningRates of their steps, summed
     */
    public void end(
            List<Integer> heard,
            Tensor received,
            double learningRates,
            Communicator net,
            @Nullable Codec format,
            Release release) {
        StateGroup parameters = replicas.parameters();
        for (int rank : heard) {
            Tensor own = replicas.kept(OWN).of(rank);
            Tensor shift = replicas.kept(SHIFT).of(rank);
            if (learningRates == 0) {
                // Nobody has moved, which says nothing of gradients.
                shift.zeroInPlace();
                continue;
            }
            Tensor renewed = received.sub(parameters.of(rank))
                    .mulInPlace(1 / learningRates)
                    .subInPlace(shift);
            shift.assignDifference(renewed, own);
            own.copyInPlace(renewed);
        }
        net.reduceMean(replicas.kept(SHIFT).of(heard).as(NAME), replicas.atServer(NAME, mean), format, release, null);
        ofServer.addInPlace(mean, (double) heard.size() / replicas.workers());
    }

    /** What the server keeps, by name. */
    public Map<String, Tensor> state() {
        return Map.of("server-control-variate", ofServer);
    }
}
