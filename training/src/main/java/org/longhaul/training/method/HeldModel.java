package org.longhaul.training.method;

import java.util.Objects;
import org.longhaul.training.replica.Replicas;
import org.longhaul.training.tensor.Tensor;

/**
 * Parameters that somebody really holds, so that a loss can be said of them.
 *
 * @param holder who holds them
 * @param parameters flat parameters, [P]; not to be changed
 */
public record HeldModel(Holder holder, Tensor parameters) {

    /** Who holds a model. */
    public enum Holder {
        /** The first worker that takes part, and perhaps others. */
        FIRST_WORKER,
        /** The server, or every worker in its place: outer parameters, which change at exchanges only. */
        SERVER
    }

    public HeldModel {
        Objects.requireNonNull(holder, "holder");
        Objects.requireNonNull(parameters, "parameters");
    }

    /** What the first worker that takes part holds. */
    public static HeldModel ofFirstWorker(Replicas replicas) {
        return new HeldModel(
                Holder.FIRST_WORKER, replicas.parameters().of(replicas.present().get(0)));
    }

    /** The rank of the process that holds it: the server's where there is one. */
    public int rank(Replicas replicas) {
        return holder == Holder.SERVER && replicas.setup().participation() != null
                ? replicas.workers()
                : replicas.present().get(0);
    }

    /** What the server holds. */
    public static HeldModel ofServer(Tensor parameters) {
        return new HeldModel(Holder.SERVER, parameters);
    }
}
