package org.longhaul.training.communicate;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.longhaul.extension.PlainNumber;
import org.longhaul.training.codec.Codec;
import org.longhaul.training.codec.Encoded;
import org.longhaul.training.codec.ErrorFeedback;
import org.longhaul.training.codec.StatisticsApart;
import org.longhaul.training.tensor.Tensor;
import org.longhaul.training.tensor.TensorScope;

/** Encodes and decodes what travels in one exchange, and counts it. */
final class Wire {
    private final Codec codec;
    private final StateGroup group;
    private final List<Long> sizes = new ArrayList<>();

    Wire(Codec codec, StateGroup group) {
        this.codec = StatisticsApart.of(codec, group.layout());
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
     * @param mean becomes it; may be the first holder's vector
     * @param keeper rank whose vector does not travel and is not encoded; {@link Exchange#NO_ROOT} for none
     */
    void mean(Tensor mean, double @Nullable [] shares, int keeper) {
        mean(mean, group.ranks(), shares, member -> {
            Tensor sent = group.of(member);
            return member == keeper ? sent : received(sent, member);
        });
    }

    /**
     * The mean of contributions, added in this order.
     *
     * @param mean becomes it; may be the first contribution
     * @param shares of the members, by place; null when they are all the same
     * @param contribution of a member, needed no longer than until the next
     */
    static void mean(Tensor mean, List<Integer> members, double @Nullable [] shares, IntFunction<Tensor> contribution) {
        for (int i = 0; i < members.size(); i++) {
            int place = i;
            TensorScope.run(() -> {
                Tensor next = contribution.apply(members.get(place));
                if (place > 0) {
                    mean.addInPlace(next, shares == null ? 1 : shares[place]);
                } else {
                    mean.copyInPlace(next);
                    if (shares != null) {
                        mean.mulInPlace(shares[0]);
                    }
                }
            });
        }
        if (shares == null) {
            mean.divInPlace(members.size());
        }
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

    /** Bytes of what was encoded last. */
    long bytes() {
        return sizes.get(sizes.size() - 1);
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

    /** Shares of the mean that differ, by place in {@code members}; null when they are all the same. */
    static double @Nullable [] shares(List<Integer> members, double @Nullable [] weights) {
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
}
