package org.longhaul.training.communicate;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.longhaul.extension.PlainNumber;
import org.longhaul.training.codec.Codec;
import org.longhaul.training.codec.Encoded;
import org.longhaul.training.codec.ErrorFeedback;
import org.longhaul.training.tensor.Tensor;
import org.longhaul.training.tensor.TensorScope;

/**
 * Exchanges between workers, and with a server. One call does the arithmetic on the real tensors and reports exactly those
 * elements to a {@link TrainingListener}; there is no other way to communicate, so a volume cannot drift from the training.
 *
 * <p><b>Who.</b> The holders of the {@link StateGroup}: all workers, some of them, or a server. <b>What.</b> Whole vectors or a
 * {@link StateGroup#part}.
 *
 * <p><b>Arithmetic.</b> Every vector that travels is encoded by the exchange's codec, and the arithmetic goes on with what is
 * decoded, and the bytes are those of the encoded tensors. For a mean the contributions, weighted where weights are given,
 * are added in rank order in the tensors' own type; the mean of an all-reduce is encoded again, since it travels back, and is
 * charged if it is the longer, and every member receives the same bits. With a {@linkplain Codec#isSparse sparse} codec the
 * members send their contributions to each other (all-gather), each makes the mean itself, and nothing travels back. What stays
 * where it is is not encoded. One member alone exchanges nothing: nothing is reported.
 *
 * <p>A payload that can only be encoded when it is whole does not travel during the backward pass, whatever was asked for.
 *
 * <p>Thread-safety: none; the thread that drives the session calls it.
 */
public final class Communicator {
    private final TrainingListener listener;
    private final Codec usualCodec;

    /**
     * Reports to {@code listener}.
     *
     * @param usualCodec form of the exchanges that state none
     */
    public Communicator(TrainingListener listener, Codec usualCodec) {
        this.listener = listener;
        this.usualCodec = usualCodec;
    }

    /**
     * Replaces every holder's vector by the mean over all holders; may start when what comes before it is done.
     *
     * @param stated form in which vectors travel; null for the usual one
     */
    public void allReduceMean(StateGroup group, @Nullable Codec stated) {
        allReduceMean(group, stated, Release.AFTER_BACKWARD, null);
    }

    /**
     * Replaces every holder's vector by the mean over all holders.
     *
     * @param stated form in which vectors travel; null for the usual one
     * @param weights what each rank counts for, all above 0; only their proportions matter; null for all the same
     */
    public void allReduceMean(StateGroup group, @Nullable Codec stated, Release release, double @Nullable [] weights) {
        List<Integer> members = group.ranks();
        if (members.size() < 2) {
            return;
        }
        Wire wire = new Wire(stated == null ? usualCodec : stated, group);
        double[] shares = shares(members, weights);
        TensorScope.run(() -> {
            Tensor mean = group.of(members.get(0));
            wire.meanForAll(mean, shares);
            for (int i = 1; i < members.size(); i++) {
                group.of(members.get(i)).copyInPlace(mean);
            }
        });
        report(wire.exchangeOfAll(members, release));
    }

    /**
     * Begins an all-reduce of the mean whose result nobody uses before {@link #await}; the holders' vectors stay as they are,
     * and may change while it travels.
     *
     * @param mean becomes the mean; whoever resumes training needs it, so it belongs into the checkpoint
     * @param stated form in which vectors travel; null for the usual one
     */
    public void beginAllReduceMean(StateGroup group, Tensor mean, @Nullable Codec stated) {
        List<Integer> members = group.ranks();
        mean.copyInPlace(group.of(members.get(0)));
        if (members.size() < 2) {
            return;
        }
        Wire wire = new Wire(stated == null ? usualCodec : stated, group);
        TensorScope.run(() -> wire.meanForAll(mean, null));
        listener.heard(new TrainingEvent.Exchanged(wire.exchangeOfAll(members, Release.AFTER_BACKWARD), true));
    }

    /**
     * Waits for an exchange that was begun in this or an earlier step.
     *
     * @param group what was exchanged
     * @param stepsAgo steps since then
     * @param index its place among the exchanges that were begun in that step, from 0
     */
    public void await(StateGroup group, int stepsAgo, int index) {
        if (group.workers() > 1) {
            listener.heard(new TrainingEvent.Awaited(stepsAgo, index));
        }
    }

    /**
     * Replaces the root's vector by the mean over the holders of {@code group}; theirs stay as they are.
     *
     * @param root who receives it and where to: the vector of one rank, which may be one of the holders
     * @param stated form in which vectors travel; null for the usual one
     * @param weights what each rank counts for, all above 0; only their proportions matter; null for all the same
     */
    public void reduceMean(
            StateGroup group, StateGroup root, @Nullable Codec stated, Release release, double @Nullable [] weights) {
        int rank = only(root);
        Wire wire = new Wire(stated == null ? usualCodec : stated, group);
        double[] shares = shares(group.ranks(), weights);
        TensorScope.run(() -> {
            Tensor mean = group.of(group.ranks().get(0)).copy();
            wire.mean(mean, shares, rank);
            root.of(rank).copyInPlace(mean);
        });
        report(wire, Exchange.Operation.REDUCE, group, rank, release);
    }

    /**
     * Replaces the vectors of the holders of {@code group} by the root's.
     *
     * @param root who sends it and where from: the vector of one rank
     * @param stated form in which vectors travel; null for the usual one
     */
    public void broadcast(StateGroup root, StateGroup group, @Nullable Codec stated, Release release) {
        int rank = only(root);
        Wire wire = new Wire(stated == null ? usualCodec : stated, group);
        TensorScope.run(() -> {
            Tensor received = wire.received(root.of(rank), Exchange.NO_ROOT);
            for (int member : group.ranks()) {
                group.of(member).copyInPlace(member == rank ? root.of(rank) : received);
            }
        });
        report(wire, Exchange.Operation.BROADCAST, group, rank, release);
    }

    /**
     * Puts the holders' vectors where the root wants them, each for itself.
     *
     * @param root rank that receives
     * @param into a vector for each holder, in rank order
     * @param stated form in which vectors travel; null for the usual one
     */
    public void gather(StateGroup group, int root, List<Tensor> into, @Nullable Codec stated, Release release) {
        requireOneEach(group, into);
        Wire wire = new Wire(stated == null ? usualCodec : stated, group);
        TensorScope.run(() -> {
            for (int i = 0; i < into.size(); i++) {
                int member = group.ranks().get(i);
                into.get(i).copyInPlace(member == root ? group.of(member) : wire.received(group.of(member), member));
            }
        });
        report(wire, Exchange.Operation.GATHER, group, root, release);
    }

    /**
     * Gives each holder the vector that the root has for it.
     *
     * @param root rank that sends
     * @param from a vector for each holder, in rank order
     * @param stated form in which vectors travel; null for the usual one
     */
    public void scatter(int root, List<Tensor> from, StateGroup group, @Nullable Codec stated, Release release) {
        requireOneEach(group, from);
        Wire wire = new Wire(stated == null ? usualCodec : stated, group);
        TensorScope.run(() -> {
            for (int i = 0; i < from.size(); i++) {
                int member = group.ranks().get(i);
                group.of(member)
                        .copyInPlace(member == root ? from.get(i) : wire.received(from.get(i), Exchange.NO_ROOT));
            }
        });
        report(wire, Exchange.Operation.SCATTER, group, root, release);
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

    private void report(Wire wire, Exchange.Operation operation, StateGroup group, int root, Release release) {
        List<Integer> members = group.ranks();
        if (!members.contains(root)) {
            members = new ArrayList<>(members);
            members.add(root);
            members.sort(null);
        }
        if (members.size() > 1) {
            report(wire.exchange(operation, members, root, release));
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

    /** Encodes and decodes what travels in one exchange, and counts it. */
    private static final class Wire {
        private final Codec codec;
        private final StateGroup group;
        private final List<Long> sizes = new ArrayList<>();

        Wire(Codec codec, StateGroup group) {
            this.codec = codec;
            this.group = group;
        }

        /**
         * What comes of a vector on the other side.
         *
         * @param holder rank whose residual is added to it, if the group has residuals; {@link Exchange#NO_ROOT} for none
         */
        Tensor received(Tensor vector, int holder) {
            StateGroup residuals = holder == Exchange.NO_ROOT ? null : group.residuals();
            Encoded encoded = residuals == null
                    ? codec.encode(vector, group.layout())
                    : ErrorFeedback.encode(codec, vector, residuals.of(holder), group.layout());
            sizes.add(encoded.bytes());
            return codec.decode(encoded);
        }

        /**
         * The mean of what arrives.
         *
         * @param mean holds the first holder's vector; the result comes into it
         * @param keeper rank whose vector does not travel and is not encoded; {@link Exchange#NO_ROOT} for none
         */
        void mean(Tensor mean, double @Nullable [] shares, int keeper) {
            List<Integer> members = group.ranks();
            if (members.get(0) != keeper) {
                TensorScope.run(() -> mean.copyInPlace(received(mean, members.get(0))));
            }
            if (shares != null) {
                mean.mulInPlace(shares[0]);
            }
            for (int i = 1; i < members.size(); i++) {
                add(mean, members.get(i), shares == null ? null : shares[i], keeper);
            }
            if (shares == null) {
                mean.divInPlace(members.size());
            }
        }

        private void add(Tensor mean, int member, @Nullable Double share, int keeper) {
            TensorScope.run(() -> {
                Tensor sent = group.of(member);
                Tensor contribution = member == keeper ? sent : received(sent, member);
                if (share == null) {
                    mean.addInPlace(contribution);
                } else {
                    mean.addInPlace(contribution, share);
                }
            });
        }

        /** The same for everybody: it travels back, encoded again, and each pays for the longer of the two ways. */
        void meanForAll(Tensor mean, double @Nullable [] shares) {
            mean(mean, shares, Exchange.NO_ROOT);
            if (codec.isSparse()) {
                return;
            }
            TensorScope.run(() -> {
                Encoded encoded = codec.encode(mean, group.layout());
                sizes.replaceAll(size -> Math.max(size, encoded.bytes()));
                mean.copyInPlace(codec.decode(encoded));
            });
        }

        Exchange exchangeOfAll(List<Integer> members, Release release) {
            return exchange(
                    codec.isSparse() ? Exchange.Operation.ALL_GATHER : Exchange.Operation.ALL_REDUCE,
                    members,
                    Exchange.NO_ROOT,
                    release);
        }

        Exchange exchange(Exchange.Operation operation, List<Integer> members, int root, Release release) {
            Release earliest =
                    release == Release.DURING_BACKWARD && !codec.encodesInParts() ? Release.AFTER_BACKWARD : release;
            return new Exchange(group.name(), operation, members, root, group.payload(), codec, sizes, earliest);
        }
    }
}
