package org.longhaul.training.communicate;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.longhaul.training.codec.Encoded;
import org.longhaul.training.codec.PackedVector;
import org.longhaul.training.tensor.Tensor;
import org.longhaul.training.tensor.TensorScope;

/**
 * An all-reduce of vectors that a codec encodes: each holder owns a part, receives the others' contributions to it, encoded, makes the
 * mean, encodes it again and sends it to all. Each sends and receives 2 (N-1)/N of an encoded vector, as in a ring.
 *
 * <p>All that is received has a known length, as parts are encoded in as many bytes whatever their values.
 */
final class MeanOfParts {
    private final Transport transport;
    private final Wire wire;
    private final double @Nullable [] shares;
    private final List<Integer> members;
    private final int place;
    private final long[] cuts;

    /** What this process contributes to each part; null for an empty one. */
    private final List<@Nullable Encoded> own = new ArrayList<>();

    /** What the others contribute to its part, by place; null at its own. */
    private final List<@Nullable PackedVector> received = new ArrayList<>();

    private final List<Transport.Pending> pending = new ArrayList<>();
    private final List<Transport.Pending> pendingMeans = new ArrayList<>();
    private final List<Tensor> held = new ArrayList<>();

    /** Where the others' means arrive, by place; empty until this process is ready for them. */
    private final List<@Nullable PackedVector> means = new ArrayList<>();

    /**
     * Begins to send the contributions to their owners.
     *
     * @param isAtOnce whether it lands before anything else is exchanged, so that this process can be ready for the means already
     */
    MeanOfParts(Transport transport, Wire wire, double @Nullable [] shares, boolean isAtOnce) {
        this.transport = transport;
        this.wire = wire;
        this.shares = shares;
        members = wire.group().ranks();
        place = members.indexOf(transport.rank());
        cuts = wire.cuts();
        long bytes = 0;
        for (int k = 0; k < members.size(); k++) {
            Encoded encoded = null;
            if (cuts[k] < cuts[k + 1]) {
                Wire part = wire.part(cuts[k], cuts[k + 1]);
                encoded = held(part.encode(part.group().of(transport.rank()), transport.rank()));
                bytes += encoded.bytes();
                if (k != place) {
                    send(encoded, members.get(k));
                }
            }
            own.add(encoded);
        }
        wire.count(bytes);
        for (int k = 0; k < members.size(); k++) {
            Encoded mine = own.get(place);
            received.add(mine == null || k == place ? null : receive(mine, members.get(k), pending));
        }
        if (isAtOnce) {
            expectMeans();
        }
    }

    private void expectMeans() {
        for (int k = 0; k < members.size(); k++) {
            Encoded like = own.get(k);
            means.add(like == null || k == place ? null : receive(like, members.get(k), pendingMeans));
        }
    }

    private Encoded held(Encoded encoded) {
        List<Tensor> parts = new ArrayList<>();
        for (Tensor part : encoded.parts()) {
            // A part may share storage with the vector, which may change while it travels.
            Tensor kept = part.copy().contiguous().keep();
            held.add(kept);
            parts.add(kept);
        }
        return new Encoded(parts, encoded.layout(), encoded.type());
    }

    private void send(Encoded encoded, int to) {
        pending.add(transport.send(PackedVector.of(encoded).keptIn(held).message(), to));
    }

    private PackedVector receive(Encoded like, int from, List<Transport.Pending> pendings) {
        PackedVector into = PackedVector.like(like).keptIn(held);
        pendings.add(transport.receive(into.message(), from));
        return into;
    }

    /** Waits for one that is as long as another. */
    private static Encoded awaited(Transport transport, Encoded like, int from) {
        PackedVector into = PackedVector.like(like);
        transport.receive(into.message(), from).await();
        return into.encoded();
    }

    private void await() {
        pending.forEach(Transport.Pending::await);
        pending.clear();
    }

    /** Waits for it, and gives back what it holds. */
    void land(Tensor mean) {
        try {
            landed(mean);
        } finally {
            drop();
        }
    }

    private void landed(Tensor mean) {
        await();
        Encoded mine = own.get(place);
        if (mine != null) {
            own.set(place, held(meanOfOwn(mine)));
        }
        for (int k = 0; k < members.size(); k++) {
            Encoded back = own.get(place);
            if (k != place && back != null) {
                send(back, members.get(k));
            }
        }
        if (means.isEmpty()) {
            expectMeans();
        }
        pendingMeans.forEach(Transport.Pending::await);
        await();
        for (int k = 0; k < members.size(); k++) {
            PackedVector arrived = means.get(k);
            Encoded ownMean = k == place ? own.get(k) : null;
            if (arrived != null || ownMean != null) {
                long from = cuts[k];
                long length = cuts[k + 1] - from;
                TensorScope.run(() -> mean.narrow(0, from, length)
                        .copyInPlace(decoded(ownMean != null ? ownMean : arrived.encoded())));
            }
        }
    }

    /** Gives back what it holds. */
    void drop() {
        held.forEach(Tensor::close);
        held.clear();
    }

    private Tensor decoded(Encoded part) {
        return wire.codecOf(part.layout()).decode(part);
    }

    private Encoded meanOfOwn(Encoded mine) {
        Tensor mean = decoded(mine).copy();
        Wire.mean(mean, members.size(), shares, k -> {
            PackedVector theirs = received.get(k);
            return decoded(theirs == null ? mine : theirs.encoded());
        });
        return wire.codecOf(mine.layout()).encode(mean, mine.layout());
    }

    /** Each holder makes the mean of its {@linkplain Wire#shard own part}, which is not encoded again; the rest of its vector becomes 0. */
    static void reduceScatter(Transport transport, Wire wire) {
        StateGroup group = wire.group();
        int own = transport.rank();
        int place = group.ranks().indexOf(own);
        List<Transport.Pending> sent = new ArrayList<>();
        for (int k = 0; k < group.workers(); k++) {
            Wire cover = k == place ? null : wire.cover(k);
            if (cover != null) {
                Encoded part = cover.encode(cover.group().of(own), Exchange.NO_ROOT);
                sent.add(transport.send(
                        PackedVector.of(part).message(), group.ranks().get(k)));
            }
        }
        Wire cover = wire.cover(place);
        Tensor vector = group.of(own);
        long from = Shards.from(group, place);
        long to = Shards.from(group, place + 1);
        Tensor mean = from == to ? null : vector.narrow(0, from, to - from).copy();
        if (cover != null && mean != null) {
            Encoded mine = cover.encode(cover.group().of(own), Exchange.NO_ROOT);
            long before = from - wire.coverFrom(place);
            Wire.mean(mean, group.workers(), null, k -> {
                Encoded theirs = k == place
                        ? mine
                        : awaited(transport, mine, group.ranks().get(k));
                return cover.codec().decode(theirs).narrow(0, before, to - from);
            });
        }
        sent.forEach(Transport.Pending::await);
        vector.zeroInPlace();
        if (mean != null) {
            vector.narrow(0, from, to - from).copyInPlace(mean);
        }
    }
}
