package org.longhaul.training.method.sparse;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.longhaul.training.method.server.RoundWatch;
import org.longhaul.training.model.sparse.PrunableElements;
import org.longhaul.training.task.Better;
import org.longhaul.training.task.Measure;
import org.longhaul.training.task.RoundFigure;
import org.longhaul.training.tensor.DType;
import org.longhaul.training.tensor.Indexing;
import org.longhaul.training.tensor.Tensor;

/** How sparse what travels in a round is, how far clients and rounds agree on what is 0, and how much of it is undone. */
record SparseFigures() implements RoundWatch {
    static final RoundFigure UPLINK = new RoundFigure(
            "uplink-density",
            Measure.SHARE,
            Better.LOWER,
            "Prunable weights other than 0 in what a client sends, of all; the mean over the round's clients.");

    static final RoundFigure DOWNLINK = new RoundFigure(
            "downlink-density",
            Measure.SHARE,
            Better.LOWER,
            "Prunable weights other than 0 in the model that the round's clients received, of all.");

    static final RoundFigure ACTIVATED = new RoundFigure(
            "activated",
            "weights",
            Better.LOWER,
            "Prunable weights that were 0 in the model received and are not in a client's; the mean over clients.");

    static final RoundFigure DEACTIVATED = new RoundFigure(
            "deactivated",
            "weights",
            Better.LOWER,
            "Prunable weights that were not 0 in the model received and are in a client's; the mean over clients.");

    static final RoundFigure OVERLAP_OF_CLIENTS = new RoundFigure(
            "mask-overlap-of-clients",
            Measure.SHARE,
            Better.HIGHER,
            "Weights other than 0 that two clients of a round have in common, of those that either has; the mean over pairs.");

    static final RoundFigure OVERLAP_OF_ROUNDS = new RoundFigure(
            "mask-overlap-of-rounds",
            Measure.SHARE,
            Better.HIGHER,
            "Weights other than 0 that the server's models before and after the round have in common, of those in either.");

    @Override
    public List<RoundFigure> figures() {
        return List.of(UPLINK, DOWNLINK, ACTIVATED, DEACTIVATED, OVERLAP_OF_CLIENTS, OVERLAP_OF_ROUNDS);
    }

    @Override
    public void sending(RoundEnd end) {
        PrunableElements elements = PrunableElements.of(end.replicas().layout());
        if (elements.count() == 0) {
            return;
        }
        Tensor received = elements.of(Objects.requireNonNull(end.received()));
        Tensor before = Indexing.isNonZero(received);
        double ofModel = count(before);
        List<Tensor> masks = new ArrayList<>();
        double sent = 0;
        double activated = 0;
        double deactivated = 0;
        for (int rank : end.sent().ranks()) {
            Tensor vector = elements.of(end.sent().of(rank));
            Tensor mask = Indexing.isNonZero(end.isChange() ? received.sub(vector) : vector);
            double both = count(mask.mul(before));
            double density = (double) PrunableElements.nonZeros(vector) / elements.count();
            double on = count(mask) - both;
            double off = ofModel - both;
            end.replicas().figures().tell(UPLINK, rank, density);
            end.replicas().figures().tell(ACTIVATED, rank, on);
            end.replicas().figures().tell(DEACTIVATED, rank, off);
            sent += density;
            activated += on;
            deactivated += off;
            masks.add(mask);
        }
        int clients = masks.size();
        end.replicas().figures().tell(UPLINK, sent / clients);
        end.replicas().figures().tell(DOWNLINK, ofModel / elements.count());
        end.replicas().figures().tell(ACTIVATED, activated / clients);
        end.replicas().figures().tell(DEACTIVATED, deactivated / clients);
        if (clients > 1) {
            end.replicas().figures().tell(OVERLAP_OF_CLIENTS, overlap(masks));
        }
    }

    @Override
    public void served(RoundEnd end) {
        PrunableElements elements = PrunableElements.of(end.replicas().layout());
        if (elements.count() > 0) {
            Tensor before = Indexing.isNonZero(elements.of(Objects.requireNonNull(end.received())));
            Tensor after = Indexing.isNonZero(elements.of(end.server()));
            end.replicas().figures().tell(OVERLAP_OF_ROUNDS, overlap(List.of(before, after)));
        }
    }

    /** What two masks have in common of what is in either, the mean over all pairs; of two that are empty all. */
    private static double overlap(List<Tensor> masks) {
        double[] sizes = masks.stream().mapToDouble(SparseFigures::count).toArray();
        double sum = 0;
        for (int i = 0; i < sizes.length; i++) {
            for (int j = 0; j < i; j++) {
                double both = count(masks.get(i).mul(masks.get(j)));
                double either = sizes[i] + sizes[j] - both;
                sum += either == 0 ? 1 : both / either;
            }
        }
        return sum / (sizes.length * (sizes.length - 1) / 2.0);
    }

    private static double count(Tensor mask) {
        return mask.to(DType.INT64).sum().to(DType.FLOAT64).item();
    }
}
