package org.longhaul.training.communicate;

import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.longhaul.extension.PlainNumber;
import org.longhaul.training.tensor.DType;
import org.longhaul.training.tensor.Tensor;
import org.longhaul.training.tensor.TensorScope;

/**
 * Exchanges between workers. One call does the arithmetic on the workers' real tensors and reports exactly those
 * elements to a {@link CostListener}; there is no other way to communicate, so a volume cannot drift from the training.
 *
 * <p><b>Arithmetic.</b> Every worker's contribution is rounded to the wire format, the contributions, weighted where weights
 * are given, are added in rank order in the tensors' own type, and the mean is rounded to the wire format again, since it travels back in it. Every
 * worker receives the same bits. A format at least as wide as the tensors rounds nothing. One worker alone exchanges
 * nothing: its tensors stay as they are and nothing is reported.
 *
 * <p>Thread-safety: none; the thread that drives the session calls it.
 */
public final class Communicator {
    private final CostListener listener;
    private final WireFormat usualFormat;

    /**
     * Reports to {@code listener}.
     *
     * @param usualFormat format of the exchanges that state none
     */
    public Communicator(CostListener listener, WireFormat usualFormat) {
        this.listener = listener;
        this.usualFormat = usualFormat;
    }

    /**
     * Replaces every worker's vector by the mean over all workers; may start when what comes before it is done.
     *
     * @param format as stated; null for the usual one
     */
    public void allReduceMean(StateGroup group, @Nullable WireFormat format) {
        allReduceMean(group, format, Release.AFTER_BACKWARD);
    }

    /**
     * Replaces every worker's vector by the mean over all workers.
     *
     * @param format as stated; null for the usual one
     */
    public void allReduceMean(StateGroup group, @Nullable WireFormat format, Release release) {
        List<Integer> all = IntStream.range(0, group.workers()).boxed().toList();
        allReduceMean(group, all, format, release);
    }

    /**
     * Replaces every worker's vector by the weighted mean over all workers.
     *
     * @param format as stated; null for the usual one
     * @param weights what each worker counts for, by rank, all above 0; only their proportions matter
     */
    public void allReduceMean(StateGroup group, @Nullable WireFormat format, Release release, double[] weights) {
        exchange(group, IntStream.range(0, group.workers()).boxed().toList(), format, release, weights);
    }

    /**
     * Replaces the vectors of some workers by the mean over these workers.
     *
     * @param workers ranks, ascending, at least one
     * @param stated format that this exchange is rounded to and charged in; null for the usual one
     */
    public void allReduceMean(StateGroup group, List<Integer> workers, @Nullable WireFormat stated, Release release) {
        exchange(group, workers, stated, release, null);
    }

    private void exchange(
            StateGroup group,
            List<Integer> workers,
            @Nullable WireFormat stated,
            Release release,
            double @Nullable [] weights) {
        if (workers.size() < 2) {
            return;
        }
        WireFormat format = stated == null ? usualFormat : stated;
        TensorScope.run(() -> mean(group, workers, format, shares(workers, weights)));
        listener.exchange(new Exchange(group.name(), workers, group.payload(), format, release));
    }

    /** Shares of the mean that differ, by place in {@code workers}; null when they are all the same. */
    private static double @Nullable [] shares(List<Integer> workers, double @Nullable [] weights) {
        if (weights == null) {
            return null;
        }
        double[] shares = new double[workers.size()];
        double sum = 0;
        boolean equal = true;
        for (int i = 0; i < shares.length; i++) {
            shares[i] = weights[workers.get(i)];
            if (!(shares[i] > 0) || Double.isInfinite(shares[i])) {
                throw new IllegalArgumentException("weight of worker " + workers.get(i) + " ("
                        + PlainNumber.of(shares[i]) + ") must be finite and above 0.");
            }
            sum += shares[i];
            equal &= shares[i] == shares[0];
        }
        for (int i = 0; i < shares.length; i++) {
            shares[i] /= sum;
        }
        return equal ? null : shares;
    }

    private static void mean(StateGroup group, List<Integer> workers, WireFormat format, double @Nullable [] shares) {
        Tensor mean = group.of(workers.get(0));
        DType wire = format.type();
        boolean rounds = wire.bytes() < mean.dtype().bytes();
        if (rounds) {
            mean.copyInPlace(mean.to(wire));
        }
        if (shares != null) {
            mean.mulInPlace(shares[0]);
        }
        for (int i = 1; i < workers.size(); i++) {
            Tensor sent = group.of(workers.get(i));
            Tensor contribution = rounds ? sent.to(wire) : sent;
            if (shares == null) {
                mean.addInPlace(contribution);
            } else {
                mean.addInPlace(contribution, shares[i]);
            }
        }
        if (shares == null) {
            mean.divInPlace(workers.size());
        }
        if (rounds) {
            mean.copyInPlace(mean.to(wire));
        }
        for (int i = 1; i < workers.size(); i++) {
            group.of(workers.get(i)).copyInPlace(mean);
        }
    }
}
