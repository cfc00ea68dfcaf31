package org.longhaul.training.communicate;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.longhaul.extension.PlainNumber;
import org.longhaul.training.codec.Cast;
import org.longhaul.training.codec.Codec;
import org.longhaul.training.codec.Encoded;
import org.longhaul.training.codec.ErrorFeedback;
import org.longhaul.training.codec.Identity;
import org.longhaul.training.codec.StatisticsApart;
import org.longhaul.training.model.Layout;
import org.longhaul.training.tensor.Tensor;
import org.longhaul.training.tensor.TensorScope;

/** Encodes and decodes what travels in one exchange, and counts it. */
final class Wire {
    private final Codec stated;
    private final Codec codec;
    private final StateGroup group;
    private final List<Long> sizes = new ArrayList<>();

    Wire(Codec stated, StateGroup group) {
        this.stated = stated;
        codec = StatisticsApart.of(stated, group.layout());
        this.group = group;
    }

    /** Who exchanges what. */
    StateGroup group() {
        return group;
    }

    /** The form in which it travels. */
    Codec codec() {
        return codec;
    }

    /** The form that was stated, whatever the vectors have that travels apart. */
    Codec stated() {
        return stated;
    }

    /** The form in which a part of it travels. */
    Codec codecOf(Layout part) {
        return StatisticsApart.of(stated, part);
    }

    /** A part of every vector, whose bytes are counted apart. */
    Wire part(long from, long to) {
        return new Wire(stated, group.part(from, to));
    }

    /** The part that a holder has as its own, by place, {@link Shards}; null if it has none. */
    @Nullable
    Wire shard(int place) {
        long from = Shards.from(group, place);
        long to = Shards.from(group, place + 1);
        return from == to ? null : part(from, to);
    }

    /** Index of the first element of a {@link #cover}. */
    long coverFrom(int place) {
        long apart = group.layout().statistics();
        long unit = stated.jointElements();
        long from = Shards.from(group, place);
        return from <= apart ? 0 : apart + (from - apart) / unit * unit;
    }

    /** A {@link #shard}, widened to a part that encodes as it does within the whole. */
    @Nullable
    Wire cover(int place) {
        long apart = group.layout().statistics();
        long unit = stated.jointElements();
        long to = Shards.from(group, place + 1);
        if (Shards.from(group, place) == to) {
            return null;
        }
        long end = to <= apart ? apart : apart + (to - apart + unit - 1) / unit * unit;
        return part(coverFrom(place), Math.min(group.layout().elements(), end));
    }

    /**
     * Parts of the vectors, one for each holder, that encode as they do within the whole.
     *
     * @return the index of the first element of each, and the length of the vector
     */
    long[] cuts() {
        long whole = group.layout().elements();
        long apart = group.layout().statistics();
        long unit = stated.jointElements();
        long units = (whole - apart + unit - 1) / unit;
        long[] cuts = new long[group.workers() + 1];
        for (int place = 1; place < cuts.length; place++) {
            cuts[place] = Math.min(whole, apart + units * place / group.workers() * unit);
        }
        cuts[cuts.length - 1] = whole;
        return cuts;
    }

    /** Whether what arrives is what was sent, bit for bit, in its own type, so that it can be added up on its way. */
    boolean isPlain() {
        return codec instanceof Identity
                || (codec instanceof Cast cast
                        && cast.type() == group.of(group.ranks().get(0)).dtype());
    }

    /** The encoded form of a holder's vector with what it owes, which is not counted yet; {@link Exchange#NO_ROOT} as in {@link #received}. */
    Encoded encode(Tensor vector, int holder) {
        StateGroup residuals = holder == Exchange.NO_ROOT ? null : group.residuals();
        return residuals == null
                ? codec.encode(vector, group.layout())
                : ErrorFeedback.encode(codec, vector, residuals.of(holder), group.layout());
    }

    /** One more vector was encoded to so many bytes. */
    void count(long bytes) {
        sizes.add(bytes);
    }

    /**
     * What comes of a vector on the other side.
     *
     * @param holder rank whose residual is added to it, if the group has residuals; {@link Exchange#NO_ROOT} for none
     */
    Tensor received(Tensor vector, int holder) {
        Encoded encoded = encode(vector, holder);
        count(encoded.bytes());
        return codec.decode(encoded);
    }

    /**
     * The mean of what arrives.
     *
     * @param mean becomes it; may be the first holder's vector
     * @param keeper rank whose vector does not travel and is not encoded; {@link Exchange#NO_ROOT} for none
     */
    void mean(Tensor mean, double @Nullable [] shares, int keeper) {
        mean(mean, group.workers(), shares, place -> {
            int member = group.ranks().get(place);
            Tensor sent = group.of(member);
            return member == keeper ? sent : received(sent, member);
        });
    }

    /**
     * The mean of contributions, added in the order of their places.
     *
     * @param mean becomes it; may be the first contribution
     * @param shares of the members, by place; null when they are all the same
     * @param contribution of a place, needed no longer than until the next
     */
    static void mean(Tensor mean, int members, double @Nullable [] shares, IntFunction<Tensor> contribution) {
        for (int i = 0; i < members; i++) {
            int place = i;
            TensorScope.run(() -> {
                Tensor next = contribution.apply(place);
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
            mean.divInPlace(members);
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
        return exchange(operation, members, root, group.payload(), release);
    }

    /** The same of other numbers of elements. */
    Exchange exchange(
            Exchange.Operation operation,
            List<Integer> members,
            int root,
            List<GroupElements> payload,
            Release release) {
        Release earliest =
                release == Release.DURING_BACKWARD && !codec.encodesInParts() ? Release.AFTER_BACKWARD : release;
        return new Exchange(group.name(), operation, members, root, payload, codec, sizes, earliest);
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
