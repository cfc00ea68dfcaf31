package org.longhaul.training.communicate;

import java.util.ArrayList;
import java.util.List;
import org.longhaul.training.codec.Codec;
import org.longhaul.training.tensor.Tensor;
import org.longhaul.training.tensor.TensorScope;

/** Vectors of which each of N holders has a part of its own: the k-th has the elements from k P/N on, rounded down. */
public final class Shards {
    private Shards() {}

    /** Index of the first element of a part; of part N the length of the vector. */
    public static long from(StateGroup group, int part) {
        return group.layout().elements() * part / group.workers();
    }

    /** Everybody receives its part of the mean. What it needs of the others' to clip by, it has as well. */
    static Exchange reduceScatter(StateGroup group, Codec codec, Release release) {
        Wire wire = new Wire(codec, group);
        TensorScope.run(() -> {
            Tensor mean = group.of(group.ranks().get(0));
            wire.mean(mean, null, Exchange.NO_ROOT);
            group.ranks().forEach(rank -> {
                if (!rank.equals(group.ranks().get(0))) {
                    group.of(rank).copyInPlace(mean);
                }
            });
        });
        return wire.exchange(Exchange.Operation.REDUCE_SCATTER, group.ranks(), Exchange.NO_ROOT, release);
    }

    /** Everybody receives the parts of the others, and keeps its own as it is. */
    static Exchange gather(StateGroup group, Codec codec, Release release) {
        List<Long> sizes = new ArrayList<>();
        for (int k = 0; k < group.workers(); k++) {
            int owner = k;
            long from = from(group, k);
            long to = from(group, k + 1);
            if (from == to) {
                sizes.add(0L);
            } else {
                TensorScope.run(() -> {
                    StateGroup part = group.part(from, to);
                    Wire wire = new Wire(codec, part);
                    int rank = group.ranks().get(owner);
                    Tensor received = wire.received(part.of(rank), rank);
                    sizes.add(wire.bytes());
                    for (int other : group.ranks()) {
                        if (other != rank) {
                            part.of(other).copyInPlace(received);
                        }
                    }
                });
            }
        }
        return new Exchange(
                group.name(),
                Exchange.Operation.ALL_GATHER,
                group.ranks(),
                Exchange.NO_ROOT,
                payload(group),
                codec,
                sizes,
                release);
    }

    /** What a part has of each parameter group on average; all together it has P/N elements, rounded down. */
    private static List<GroupElements> payload(StateGroup group) {
        List<GroupElements> payload = new ArrayList<>();
        long before = 0;
        for (GroupElements whole : group.payload()) {
            long after = before + whole.elements();
            long part = after / group.workers() - before / group.workers();
            if (part > 0) {
                payload.add(new GroupElements(whole.group(), part));
            }
            before = after;
        }
        return payload.isEmpty()
                ? List.of(new GroupElements(group.payload().get(0).group(), 1))
                : payload;
    }
}
