package org.longhaul.training.communicate;

import java.util.List;
import java.util.stream.IntStream;
import org.longhaul.training.tensor.DType;
import org.longhaul.training.tensor.Tensor;
import org.longhaul.training.tensor.TensorScope;

/**
 * Exchanges between workers. One call does the arithmetic on the workers' real tensors and reports exactly those
 * elements to a {@link CostListener}; there is no other way to communicate, so a volume cannot drift from the training.
 *
 * <p><b>Arithmetic.</b> Every worker's contribution is rounded to the wire format, the contributions are added in rank
 * order in the tensors' own type, and the mean is rounded to the wire format again, since it travels back in it. Every
 * worker receives the same bits. A format at least as wide as the tensors rounds nothing. One worker alone exchanges
 * nothing: its tensors stay as they are and nothing is reported.
 *
 * <p>Thread-safety: none; the thread that drives the session calls it.
 */
public final class Communicator {
    private final CostListener listener;

    /** Reports to {@code listener}. */
    public Communicator(CostListener listener) {
        this.listener = listener;
    }

    /** Replaces every worker's vector by the mean over all workers; may start when the steps before it are done. */
    public void allReduceMean(StateGroup group, WireFormat format) {
        allReduceMean(group, format, Release.AFTER_BACKWARD);
    }

    /** Replaces every worker's vector by the mean over all workers. */
    public void allReduceMean(StateGroup group, WireFormat format, Release release) {
        List<Integer> all = IntStream.range(0, group.workers()).boxed().toList();
        allReduceMean(group, all, format, release);
    }

    /**
     * Replaces the vectors of some workers by the mean over these workers.
     *
     * @param workers ranks, ascending, at least one
     */
    public void allReduceMean(StateGroup group, List<Integer> workers, WireFormat format, Release release) {
        if (workers.size() < 2) {
            return;
        }
        TensorScope.run(() -> mean(group, workers, format));
        listener.exchange(new Exchange(group.name(), workers, group.payload(), format, release));
    }

    private static void mean(StateGroup group, List<Integer> workers, WireFormat format) {
        Tensor mean = group.of(workers.get(0));
        DType wire = format.type();
        boolean rounds = wire.bytes() < mean.dtype().bytes();
        if (rounds) {
            mean.copyInPlace(mean.to(wire));
        }
        for (int i = 1; i < workers.size(); i++) {
            Tensor contribution = group.of(workers.get(i));
            mean.addInPlace(rounds ? contribution.to(wire) : contribution);
        }
        mean.divInPlace(workers.size());
        if (rounds) {
            mean.copyInPlace(mean.to(wire));
        }
        for (int i = 1; i < workers.size(); i++) {
            group.of(workers.get(i)).copyInPlace(mean);
        }
    }
}
