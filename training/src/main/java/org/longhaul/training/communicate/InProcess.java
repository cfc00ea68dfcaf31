package org.longhaul.training.communicate;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.longhaul.training.tensor.Tensor;
import org.longhaul.training.tensor.TensorScope;

/** The members are all in this process, which reads their vectors where they are. What is begun is there at once. */
final class InProcess implements Arithmetic {
    @Override
    public void allReduceMean(Wire wire, double @Nullable [] shares) {
        StateGroup group = wire.group();
        List<Integer> members = group.ranks();
        Tensor mean = group.of(members.get(0));
        wire.meanForAll(mean, shares);
        for (int i = 1; i < members.size(); i++) {
            group.of(members.get(i)).copyInPlace(mean);
        }
    }

    @Override
    public void beginAllReduceMean(Wire wire, Tensor mean, Key key) {
        wire.meanForAll(mean, null);
    }

    @Override
    public void await(Key key) {}

    @Override
    public void settle() {}

    @Override
    public List<Tensor> allGather(Wire wire) {
        List<Tensor> received = new ArrayList<>();
        for (int member : wire.group().ranks()) {
            received.add(wire.received(wire.group().of(member), member));
        }
        return received;
    }

    /** Everybody has the whole mean: what each needs of the others' parts to clip by, it has as well. */
    @Override
    public void reduceScatterMean(Wire wire) {
        StateGroup group = wire.group();
        Tensor mean = group.of(group.ranks().get(0));
        wire.mean(mean, null, Exchange.NO_ROOT);
        group.ranks().forEach(rank -> {
            if (!rank.equals(group.ranks().get(0))) {
                group.of(rank).copyInPlace(mean);
            }
        });
    }

    @Override
    public void allGatherParts(Wire wire) {
        StateGroup group = wire.group();
        for (int k = 0; k < group.workers(); k++) {
            Wire part = wire.shard(k);
            if (part == null) {
                wire.count(0);
                continue;
            }
            int rank = group.ranks().get(k);
            TensorScope.run(() -> {
                Tensor received = part.received(part.group().of(rank), rank);
                wire.count(part.bytes());
                for (int other : group.ranks()) {
                    if (other != rank) {
                        part.group().of(other).copyInPlace(received);
                    }
                }
            });
        }
    }

    @Override
    public void reduceMean(Wire wire, double @Nullable [] shares, int root, Tensor into) {
        StateGroup group = wire.group();
        Tensor mean = group.of(group.ranks().get(0)).copy();
        wire.mean(mean, shares, root);
        into.copyInPlace(mean);
    }

    @Override
    public void broadcast(Wire wire, int root, Tensor from) {
        Tensor received = wire.received(from, Exchange.NO_ROOT);
        for (int member : wire.group().ranks()) {
            wire.group().of(member).copyInPlace(member == root ? from : received);
        }
    }

    @Override
    public void gather(Wire wire, int root, List<Tensor> into) {
        StateGroup group = wire.group();
        for (int i = 0; i < into.size(); i++) {
            int member = group.ranks().get(i);
            into.get(i).copyInPlace(member == root ? group.of(member) : wire.received(group.of(member), member));
        }
    }

    @Override
    public void scatter(Wire wire, int root, List<Tensor> from) {
        StateGroup group = wire.group();
        for (int i = 0; i < from.size(); i++) {
            int member = group.ranks().get(i);
            group.of(member).copyInPlace(member == root ? from.get(i) : wire.received(from.get(i), Exchange.NO_ROOT));
        }
    }

    @Override
    public void send(Wire wire, int receiver, Tensor into, @Nullable Key key) {
        int sender = Rooted.only(wire.group());
        into.copyInPlace(wire.received(wire.group().of(sender), sender));
    }
}
