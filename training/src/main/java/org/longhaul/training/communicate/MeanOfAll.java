package org.longhaul.training.communicate;

import java.util.ArrayList;
import java.util.List;
import org.longhaul.training.codec.Encoded;
import org.longhaul.training.codec.PackedVector;
import org.longhaul.training.tensor.Tensor;

/**
 * A mean of which every holder makes what all have sent to it, encoded: what a sparse codec does while training goes on, when nobody
 * passes anything on.
 *
 * <p>All that is received is as long as what is sent.
 */
final class MeanOfAll {
    private final Wire wire;
    private final List<PackedVector> contributions = new ArrayList<>();
    private final List<Transport.Pending> pending = new ArrayList<>();
    private final List<Tensor> held = new ArrayList<>();

    /** Begins to send this process's contribution to all. */
    MeanOfAll(Transport transport, Wire wire) {
        this.wire = wire;
        int own = transport.rank();
        Encoded mine = wire.encode(wire.group().of(own), own);
        wire.count(mine.bytes());
        PackedVector sent = PackedVector.of(mine).keptIn(held);
        for (int rank : wire.group().ranks()) {
            if (rank != own) {
                pending.add(transport.send(sent.message(), rank));
            }
        }
        for (int rank : wire.group().ranks()) {
            PackedVector contribution =
                    rank == own ? sent : PackedVector.like(mine).keptIn(held);
            if (rank != own) {
                pending.add(transport.receive(contribution.message(), rank));
            }
            contributions.add(contribution);
        }
    }

    /** Waits for it. */
    void land(Tensor mean) {
        pending.forEach(Transport.Pending::await);
        Wire.mean(mean, contributions.size(), null, place -> wire.codec()
                .decode(contributions.get(place).encoded()));
        drop();
    }

    /** Gives back what it holds. */
    void drop() {
        held.forEach(Tensor::close);
        held.clear();
    }
}
