package org.longhaul.training.communicate;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.longhaul.training.codec.Encoded;
import org.longhaul.training.codec.PackedVector;
import org.longhaul.training.tensor.DType;
import org.longhaul.training.tensor.Device;
import org.longhaul.training.tensor.Tensor;
import org.longhaul.training.tensor.Tensors;

/**
 * The members are processes, of which this is one: it knows its own vectors, and receives what the others send. What everybody holds
 * after an exchange is put into all holders' vectors of this process.
 *
 * <p>A mean of vectors as they are is an all-reduce of the transport. A sparse codec's contributions go around the ring of the
 * members, whose lengths may differ. A codec that encodes in parts makes {@link MeanOfParts}. Where a member is the root, the others
 * send to it, or it to them.
 *
 * <p>The bytes of vectors that this process neither sends nor receives are taken to be those of its own, which they are for every
 * codec whose lengths do not depend on values.
 */
final class OverTransport implements Arithmetic {
    private final Transport transport;
    private final int own;
    private final UnderWay underWay = new UnderWay();

    OverTransport(Transport transport) {
        this.transport = transport;
        own = transport.rank();
    }

    // All with all.

    @Override
    public void allReduceMean(Wire wire, double @Nullable [] shares) {
        StateGroup group = wire.group();
        if (!group.ranks().contains(own)) {
            wire.count(bytesOfAny(wire));
            return;
        }
        Tensor mean = group.of(own);
        if (wire.isPlain()) {
            Tensor sum = contribution(wire, shares).contiguous();
            transport.allReduceSum(sum, group.ranks()).await();
            mean.copyInPlace(shares == null ? sum.divInPlace(group.workers()) : sum);
        } else if (wire.codec().isSparse()) {
            List<Tensor> received = allGather(wire);
            Wire.mean(mean, group.workers(), shares, received::get);
        } else {
            requireParts(wire);
            new MeanOfParts(transport, wire, shares, true).land(mean);
        }
        intoAll(group, mean);
    }

    /** What this process adds to a sum: a copy. */
    private Tensor contribution(Wire wire, double @Nullable [] shares) {
        StateGroup group = wire.group();
        Encoded encoded = wire.encode(group.of(own), own);
        wire.count(encoded.bytes());
        Tensor contribution = wire.codec().decode(encoded).copy();
        return shares == null
                ? contribution
                : contribution.mulInPlace(shares[group.ranks().indexOf(own)]);
    }

    private void intoAll(StateGroup group, Tensor common) {
        for (int rank : group.ranks()) {
            if (rank != own) {
                group.of(rank).copyInPlace(common);
            }
        }
    }

    private static void requireParts(Wire wire) {
        if (wire.stated().jointElements() == 0) {
            throw new IllegalStateException(
                    "codec " + wire.codec().id() + " cannot travel between processes in a mean: it"
                            + " encodes whole vectors only, and owners of parts make the mean.");
        }
    }

    @Override
    public void beginAllReduceMean(Wire wire, Tensor mean, Key key) {
        StateGroup group = wire.group();
        if (!group.ranks().contains(own)) {
            wire.count(bytesOfAny(wire));
            underWay.begin(key, () -> {}, () -> {});
            return;
        }
        Tensor target = mean.narrow(0, 0, mean.elements()).keep();
        Runnable landing;
        Runnable dropping;
        if (wire.isPlain()) {
            Tensor sum = contribution(wire, null).contiguous().keep();
            Transport.Pending pending = transport.allReduceSum(sum, group.ranks());
            landing = () -> {
                pending.await();
                target.copyInPlace(sum.divInPlace(group.workers()));
                sum.close();
            };
            dropping = sum::close;
        } else if (wire.codec().isSparse()) {
            MeanOfAll all = new MeanOfAll(transport, wire);
            landing = () -> all.land(target);
            dropping = all::drop;
        } else {
            requireParts(wire);
            MeanOfParts parts = new MeanOfParts(transport, wire, null, false);
            landing = () -> parts.land(target);
            dropping = parts::drop;
        }
        underWay.begin(
                key,
                () -> {
                    landing.run();
                    target.close();
                },
                () -> {
                    dropping.run();
                    target.close();
                });
    }

    @Override
    public void await(Key key) {
        underWay.await(key);
    }

    @Override
    public void settle(long step) {
        underWay.settle(step);
    }

    @Override
    public void drop() {
        underWay.drop();
    }

    /** Around the ring: each passes on what it has received last. */
    @Override
    public List<Tensor> allGather(Wire wire) {
        StateGroup group = wire.group();
        List<Integer> members = group.ranks();
        int place = members.indexOf(own);
        if (place < 0) {
            wire.count(bytesOfAny(wire));
            return members.stream().map(group::of).toList();
        }
        Encoded mine = wire.encode(group.of(own), own);
        List<Tensor> received = new ArrayList<>();
        for (Encoded each : all(wire, mine, place)) {
            wire.count(each.bytes());
            received.add(wire.codec().decode(each));
        }
        return received;
    }

    private List<Encoded> all(Wire wire, Encoded mine, int place) {
        StateGroup group = wire.group();
        if (wire.codec().hasKnownLength()) {
            return EncodedBytes.allGatherAlike(transport, group.ranks(), mine);
        }
        List<EncodedBytes> packets = EncodedBytes.allGather(transport, group.ranks(), EncodedBytes.of(mine));
        List<Encoded> all = new ArrayList<>();
        for (int each = 0; each < packets.size(); each++) {
            all.add(each == place ? mine : packets.get(each).encoded(group.layout(), type(group)));
        }
        return all;
    }

    private static DType type(StateGroup group) {
        return group.of(group.ranks().get(0)).dtype();
    }

    /** Elements of the others' parts become 0: this process does not receive their means. */
    @Override
    public void reduceScatterMean(Wire wire) {
        StateGroup group = wire.group();
        wire.count(bytesOfAny(wire));
        if (!group.ranks().contains(own)) {
            return;
        }
        if (wire.codec().isSparse() || group.residuals() != null) {
            throw new IllegalStateException("a reduce-scatter between processes takes no sparse codec and keeps nothing"
                    + " back, found " + wire.codec().id() + ".");
        }
        requireParts(wire);
        MeanOfParts.reduceScatter(transport, wire);
    }

    @Override
    public void allGatherParts(Wire wire) {
        StateGroup group = wire.group();
        int place = group.ranks().indexOf(own);
        List<@Nullable Wire> shards = new ArrayList<>();
        for (int k = 0; k < group.workers(); k++) {
            shards.add(wire.shard(k));
        }
        if (place < 0) {
            shards.forEach(shard -> wire.count(shard == null ? 0 : bytesOfAny(shard)));
            return;
        }
        Wire shard = shards.get(place);
        Encoded mine = shard == null ? null : shard.encode(shard.group().of(own), own);
        EncodedBytes empty = new EncodedBytes(Tensors.zeros(Device.CPU, DType.UINT8, 1));
        List<EncodedBytes> packets =
                EncodedBytes.allGather(transport, group.ranks(), mine == null ? empty : EncodedBytes.of(mine));
        for (int k = 0; k < packets.size(); k++) {
            Wire part = shards.get(k);
            if (part == null) {
                wire.count(0);
                continue;
            }
            Encoded encoded = packets.get(k).encoded(part.group().layout(), type(group));
            wire.count(encoded.bytes());
            if (k != place) {
                Tensor received = part.codec().decode(encoded);
                part.group().ranks().forEach(rank -> part.group().of(rank).copyInPlace(received));
            }
        }
    }

    // One with all.

    @Override
    public void reduceMean(Wire wire, double @Nullable [] shares, int root, Tensor into) {
        StateGroup group = wire.group();
        List<Integer> senders =
                group.ranks().stream().filter(rank -> rank != root).toList();
        if (own != root) {
            toRoot(wire, senders, root);
            return;
        }
        Map<Integer, Supplier<Tensor>> begun = fromAll(wire, senders);
        Tensor mean = into.copy();
        Wire.mean(mean, group.workers(), shares, place -> {
            Supplier<Tensor> sent = begun.get(group.ranks().get(place));
            return sent == null ? group.of(root) : sent.get();
        });
        into.copyInPlace(mean);
    }

    @Override
    public void gather(Wire wire, int root, List<Tensor> into) {
        StateGroup group = wire.group();
        List<Integer> senders =
                group.ranks().stream().filter(rank -> rank != root).toList();
        if (own != root) {
            toRoot(wire, senders, root);
            return;
        }
        Map<Integer, Supplier<Tensor>> begun = fromAll(wire, senders);
        for (int i = 0; i < into.size(); i++) {
            Supplier<Tensor> sent = begun.get(group.ranks().get(i));
            into.get(i).copyInPlace(sent == null ? group.of(root) : sent.get());
        }
    }

    private void toRoot(Wire wire, List<Integer> senders, int root) {
        if (senders.contains(own)) {
            Encoded mine = wire.encode(wire.group().of(own), own);
            wire.count(mine.bytes());
            sendWhole(wire, mine, root).forEach(Transport.Pending::await);
        } else {
            wire.count(bytesOfAny(wire));
        }
    }

    @Override
    public void broadcast(Wire wire, int root, Tensor from) {
        StateGroup group = wire.group();
        Tensor received = from;
        if (own == root) {
            Encoded encoded = wire.encode(from, Exchange.NO_ROOT);
            wire.count(encoded.bytes());
            List<Transport.Pending> sent = new ArrayList<>();
            for (int rank : group.ranks()) {
                if (rank != root) {
                    sent.addAll(sendWhole(wire, encoded, rank));
                }
            }
            sent.forEach(Transport.Pending::await);
            received = wire.codec().decode(encoded);
        } else if (group.ranks().contains(own)) {
            received = received(wire, root);
        } else {
            wire.count(bytesOfAny(wire));
            return;
        }
        for (int rank : group.ranks()) {
            group.of(rank).copyInPlace(rank == root ? from : received);
        }
    }

    @Override
    public void scatter(Wire wire, int root, List<Tensor> from) {
        StateGroup group = wire.group();
        if (own == root) {
            List<Transport.Pending> sent = new ArrayList<>();
            for (int i = 0; i < from.size(); i++) {
                int rank = group.ranks().get(i);
                if (rank == root) {
                    group.of(root).copyInPlace(from.get(i));
                } else {
                    Encoded encoded = wire.encode(from.get(i), Exchange.NO_ROOT);
                    wire.count(encoded.bytes());
                    sent.addAll(sendWhole(wire, encoded, rank));
                }
            }
            sent.forEach(Transport.Pending::await);
        } else if (group.ranks().contains(own)) {
            group.of(own).copyInPlace(received(wire, root));
        } else {
            wire.count(bytesOfAny(wire));
        }
    }

    // One to one.

    @Override
    public void send(Wire wire, int receiver, Tensor into, @Nullable Key key) {
        int sender = wire.group().only();
        Runnable landing = () -> {};
        Runnable dropping = () -> {};
        if (own == sender) {
            Encoded encoded = wire.encode(wire.group().of(own), own);
            wire.count(encoded.bytes());
            sendWhole(wire, encoded, receiver).forEach(Transport.Pending::await);
        } else if (own == receiver && key == null) {
            into.copyInPlace(received(wire, sender));
        } else {
            wire.count(bytesOfAny(wire));
            if (own == receiver) {
                Tensor target = into.narrow(0, 0, into.elements()).keep();
                landing = () -> {
                    target.copyInPlace(received(wire, sender));
                    target.close();
                };
                dropping = target::close;
            }
        }
        if (key != null) {
            underWay.begin(key, landing, dropping);
        }
    }

    // Vectors under way.

    /** A whole vector to one who knows its length if it is sent as it is. */
    private List<Transport.Pending> sendWhole(Wire wire, Encoded encoded, int to) {
        return wire.isPlain()
                ? List.of(transport.send(PackedVector.of(encoded).message(), to))
                : EncodedBytes.of(encoded).send(transport, to);
    }

    /** What some send, each of whom is waited for when it is asked for. */
    private Map<Integer, Supplier<Tensor>> fromAll(Wire wire, List<Integer> senders) {
        Map<Integer, Supplier<Tensor>> begun = new LinkedHashMap<>();
        senders.forEach(rank -> begun.put(rank, receive(wire, rank)));
        return begun;
    }

    private Tensor received(Wire wire, int from) {
        return receive(wire, from).get();
    }

    /** Is ready for what has a known length, before it is waited for. */
    private Supplier<Tensor> receive(Wire wire, int from) {
        StateGroup group = wire.group();
        DType type = type(group);
        if (!wire.isPlain()) {
            return () -> decoded(wire, EncodedBytes.receive(transport, from).encoded(group.layout(), type));
        }
        Tensor into = Tensors.zeros(Device.CPU, type, group.layout().elements());
        Transport.Pending pending = transport.receive(into, from);
        return () -> {
            pending.await();
            return decoded(wire, new Encoded(List.of(into), group.layout(), type));
        };
    }

    private static Tensor decoded(Wire wire, Encoded encoded) {
        wire.count(encoded.bytes());
        return wire.codec().decode(encoded);
    }

    private static long bytesOfAny(Wire wire) {
        StateGroup group = wire.group();
        return wire.codec()
                .encode(group.of(group.ranks().get(0)), group.layout())
                .bytes();
    }
}
