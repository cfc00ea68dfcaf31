package org.longhaul.training.method.server;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.longhaul.training.communicate.Communicator;
import org.longhaul.training.replica.Replicas;
import org.longhaul.training.tensor.Tensor;

/**
 * What the server of a round does beyond the mean of its clients: it trains its model on data of its own, and sends something beside
 * it.
 *
 * <p>Whatever it computes it reports, and it is charged to the server's rank, {@link Replicas#workers}. Thread-safety: none; the
 * thread that drives the session calls it.
 */
public interface ServerWork {
    /**
     * The server trains, before its first round and after the end of each.
     *
     * @param parameters the server's model, to be changed in place
     * @param step global step that comes next
     */
    void train(Tensor parameters, long step, Replicas replicas);

    /**
     * The model is on its way to those who take part in a round; what else do they receive?
     *
     * @param parameters the server's model as it was sent
     */
    void send(Tensor parameters, List<Integer> to, Replicas replicas, Communicator net);

    /**
     * The round has begun.
     *
     * @param cohort those who have received the model, whether they want to train or not
     */
    void begun(List<Integer> cohort, Replicas replicas);

    /** Whether clients train at all; if not, nothing is sent to them. */
    boolean hasClients();

    /** What persists between steps, by name. */
    Map<String, Tensor> state();

    /** Which of it only the server holds. */
    Set<String> ofServer();
}
