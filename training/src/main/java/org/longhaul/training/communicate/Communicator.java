package org.longhaul.training.communicate;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.longhaul.extension.PlainNumber;
import org.longhaul.training.tensor.Tensor;
import org.longhaul.training.tensor.TensorScope;

/**
 * Exchanges between workers, and with a server. One call does the arithmetic on the real tensors and reports exactly those
 * elements to a {@link TrainingListener}; there is no other way to communicate, so a volume cannot drift from the training.
 *
 * <p><b>Who.</b> The holders of the {@link StateGroup}: all workers, some of them, or a server. <b>What.</b> Whole vectors or a
 * {@link StateGroup#part}.
 *
 * <p><b>Arithmetic.</b> Every vector that travels is rounded to the wire format. For a mean the contributions, weighted where
 * weights are given, are added in rank order in the tensors' own type; the mean of an all-reduce is rounded again, since it
 * travels back, and every member receives the same bits. What stays where it is is not rounded. A format at least as wide as
 * the tensors rounds nothing. One member alone exchanges nothing: nothing is reported.
 *
 * <p>Thread-safety: none; the thread that drives the session calls it.
 */
public final class Communicator {
    private final TrainingListener listener;
    private final WireFormat usualFormat;

    /**
     * Reports to {@code listener}.
     *
     * @param usualFormat format of the exchanges that state none
     */
    public Communicator(TrainingListener listener, WireFormat usualFormat) {
        this.listener = listener;
        this.usualFormat = usualFormat;
    }

    /**
     * Replaces every holder's vector by the mean over all holders; may start when what comes before it is done.
     *
     * @param format as stated; null for the usual one
     */
    public void allReduceMean(StateGroup group, @Nullable WireFormat format) {
        allReduceMean(group, format, Release.AFTER_BACKWARD, null);
    }

    /**
     * Replaces every holder's vector by the mean over all holders.
     *
     * @param stated format that this exchange is rounded to and charged in; null for the usual one
     * @param weights what each rank counts for, all above 0; only their proportions matter; null for all the same
     */
    public void allReduceMean(
            StateGroup group, @Nullable WireFormat stated, Release release, double @Nullable [] weights) {
        List<Integer> members = group.ranks();
        if (members.size() < 2) {
            return;
        }
        WireFormat format = stated == null ? usualFormat : stated;
        double[] shares = shares(members, weights);
        TensorScope.run(() -> {
            Tensor mean = group.of(members.get(0));
            mean(mean, group, format, shares, -1);
            round(mean, format);
            for (int i = 1; i < members.size(); i++) {
                group.of(members.get(i)).copyInPlace(mean);
            }
        });
        report(new Exchange(group.name(), members, group.payload(), format, release));
    }

    /**
     * Replaces the root's vector by the mean over the holders of {@code group}; theirs stay as they are.
     *
     * @param root who receives it and where to: the vector of one rank, which may be one of the holders
     * @param stated format that this exchange is rounded to and charged in; null for the usual one
     * @param weights what each rank counts for, all above 0; only their proportions matter; null for all the same
     */
    public void reduceMean(
            StateGroup group,
            StateGroup root,
            @Nullable WireFormat stated,
            Release release,
            double @Nullable [] weights) {
        int rank = only(root);
        WireFormat format = stated == null ? usualFormat : stated;
        double[] shares = shares(group.ranks(), weights);
        TensorScope.run(() -> {
            Tensor mean = group.of(group.ranks().get(0)).copy();
            mean(mean, group, format, shares, rank);
            root.of(rank).copyInPlace(mean);
        });
        report(Exchange.Operation.REDUCE, group, rank, format, release);
    }

    /**
     * Replaces the vectors of the holders of {@code group} by the root's.
     *
     * @param root who sends it and where from: the vector of one rank
     * @param stated format that this exchange is rounded to and charged in; null for the usual one
     */
    public void broadcast(StateGroup root, StateGroup group, @Nullable WireFormat stated, Release release) {
        int rank = only(root);
        WireFormat format = stated == null ? usualFormat : stated;
        TensorScope.run(() -> {
            Tensor sent = rounded(root.of(rank), format);
            for (int member : group.ranks()) {
                group.of(member).copyInPlace(member == rank ? root.of(rank) : sent);
            }
        });
        report(Exchange.Operation.BROADCAST, group, rank, format, release);
    }

    /**
     * Puts the holders' vectors where the root wants them, each for itself.
     *
     * @param root rank that receives
     * @param into a vector for each holder, in rank order
     * @param stated format that this exchange is rounded to and charged in; null for the usual one
     */
    public void gather(StateGroup group, int root, List<Tensor> into, @Nullable WireFormat stated, Release release) {
        requireOneEach(group, into);
        WireFormat format = stated == null ? usualFormat : stated;
        TensorScope.run(() -> {
            for (int i = 0; i < into.size(); i++) {
                int member = group.ranks().get(i);
                into.get(i).copyInPlace(member == root ? group.of(member) : rounded(group.of(member), format));
            }
        });
        report(Exchange.Operation.GATHER, group, root, format, release);
    }

    /**
     * Gives each holder the vector that the root has for it.
     *
     * @param root rank that sends
     * @param from a vector for each holder, in rank order
     * @param stated format that this exchange is rounded to and charged in; null for the usual one
     */
    public void scatter(int root, List<Tensor> from, StateGroup group, @Nullable WireFormat stated, Release release) {
        requireOneEach(group, from);
        WireFormat format = stated == null ? usualFormat : stated;
        TensorScope.run(() -> {
            for (int i = 0; i < from.size(); i++) {
                int member = group.ranks().get(i);
                group.of(member).copyInPlace(member == root ? from.get(i) : rounded(from.get(i), format));
            }
        });
        report(Exchange.Operation.SCATTER, group, root, format, release);
    }

    private static void requireOneEach(StateGroup group, List<Tensor> vectors) {
        if (vectors.size() != group.workers()) {
            throw new IllegalArgumentException(vectors.size() + " vectors of the root cannot be one for each of the "
                    + group.workers() + " holders of " + group.name() + ".");
        }
    }

    private static int only(StateGroup root) {
        if (root.workers() != 1) {
            throw new IllegalArgumentException(
                    "the root of an exchange of " + root.name() + " must be one rank, found " + root.ranks() + ".");
        }
        return root.ranks().get(0);
    }

    private void report(Exchange.Operation operation, StateGroup group, int root, WireFormat format, Release release) {
        List<Integer> members = group.ranks();
        if (!members.contains(root)) {
            members = new ArrayList<>(members);
            members.add(root);
            members.sort(null);
        }
        if (members.size() > 1) {
            report(new Exchange(group.name(), operation, members, root, group.payload(), format, release));
        }
    }

    private void report(Exchange exchange) {
        listener.heard(new TrainingEvent.Exchanged(exchange));
    }

    /** Shares of the mean that differ, by place in {@code members}; null when they are all the same. */
    private static double @Nullable [] shares(List<Integer> members, double @Nullable [] weights) {
        if (weights == null) {
            return null;
        }
        double[] shares = new double[members.size()];
        double sum = 0;
        boolean equal = true;
        for (int i = 0; i < shares.length; i++) {
            shares[i] = weights[members.get(i)];
            if (!(shares[i] > 0) || Double.isInfinite(shares[i])) {
                throw new IllegalArgumentException("weight of worker " + members.get(i) + " ("
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

    private static boolean rounds(Tensor vector, WireFormat format) {
        return format.type().bytes() < vector.dtype().bytes();
    }

    private static Tensor rounded(Tensor vector, WireFormat format) {
        return rounds(vector, format) ? vector.to(format.type()) : vector;
    }

    private static void round(Tensor vector, WireFormat format) {
        if (rounds(vector, format)) {
            vector.copyInPlace(vector.to(format.type()));
        }
    }

    /**
     * The mean of what arrives.
     *
     * @param mean holds the first holder's vector; the result comes into it
     * @param keeper rank whose vector does not travel and is not rounded; -1 for none
     */
    private static void mean(Tensor mean, StateGroup group, WireFormat format, double @Nullable [] shares, int keeper) {
        List<Integer> members = group.ranks();
        if (members.get(0) != keeper) {
            round(mean, format);
        }
        if (shares != null) {
            mean.mulInPlace(shares[0]);
        }
        for (int i = 1; i < members.size(); i++) {
            Tensor sent = group.of(members.get(i));
            Tensor contribution = members.get(i) == keeper ? sent : rounded(sent, format);
            if (shares == null) {
                mean.addInPlace(contribution);
            } else {
                mean.addInPlace(contribution, shares[i]);
            }
        }
        if (shares == null) {
            mean.divInPlace(members.size());
        }
    }
}
