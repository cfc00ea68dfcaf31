package org.longhaul.training.communicate;

import java.util.ArrayList;
import java.util.List;
import org.longhaul.training.codec.Encoded;
import org.longhaul.training.tensor.Tensor;
import org.longhaul.training.tensor.Tensors;

/**
 * A mean of which every holder makes what all have sent to it, encoded: what a sparse codec does while training goes on, when nobody
 * passes anything on.
 *
 * <p>All that is received is as long as what is sent.
 */
final class MeanOfAll {
    private final Wire wire;
    private final List<Encoded> contributions = new ArrayList<>();
    private final List<Transport.Pending> pending = new ArrayList<>();
    private final List<Tensor> held = new ArrayList<>();

    /** Begins to send this process's contribution to all. */
    MeanOfAll(Transport transport, Wire wire) {
        this.wire = wire;
        int own = transport.rank();
        Encoded mine = wire.encode(wire.group().of(own), own);
        mine.parts().forEach(part -> held.add(part.keep()));
        wire.count(mine.bytes());
        for (int rank : wire.group().ranks()) {
            List<Tensor> parts = new ArrayList<>();
            for (Tensor part : mine.parts()) {
                if (rank == own) {
                    parts.add(part);
                } else {
                    pending.add(transport.send(part, rank));
                    Tensor into = Tensors.zerosLike(part).keep();
                    held.add(into);
                    parts.add(into);
                }
            }
            contributions.add(new Encoded(parts, mine.layout(), mine.type()));
        }
        for (int place = 0; place < contributions.size(); place++) {
            int rank = wire.group().ranks().get(place);
            if (rank != own) {
                contributions.get(place).parts().forEach(into -> pending.add(transport.receive(into, rank)));
            }
        }
    }

    /** Waits for it. */
    void land(Tensor mean) {
        pending.forEach(Transport.Pending::await);
        Wire.mean(mean, contributions.size(), null, place -> wire.codec().decode(contributions.get(place)));
        held.forEach(Tensor::close);
    }
}
