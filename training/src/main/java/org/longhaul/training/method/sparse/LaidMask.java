package org.longhaul.training.method.sparse;

import java.util.ArrayList;
import java.util.List;
import org.longhaul.training.codec.Casts;
import org.longhaul.training.communicate.StateGroup;
import org.longhaul.training.method.MeanWeights;
import org.longhaul.training.method.server.RoundWatch;
import org.longhaul.training.model.Layout;
import org.longhaul.training.model.sparse.PrunableElements;
import org.longhaul.training.task.RoundFigure;
import org.longhaul.training.tensor.Tensor;
import org.longhaul.training.tensor.Tensors;

/**
 * The server lays the mask at the end of the first round of which it heard anybody: clients send the density of each layer of
 * their own pruned models, and it prunes its model layer by layer to the means of these.
 */
record LaidMask(double sparsity, MeanWeights weights) implements RoundWatch {
    private static final SparseFigures FIGURES = new SparseFigures();

    @Override
    public List<RoundFigure> figures() {
        return FIGURES.figures();
    }

    @Override
    public void sending(RoundEnd end) {
        FIGURES.sending(end);
    }

    @Override
    public void served(RoundEnd end) {
        Layout layout = end.replicas().layout();
        PrunableElements elements = PrunableElements.of(layout);
        if (end.number() == 0 && elements.count() > 0) {
            double[] densities = densities(end, elements);
            List<Integer> layers = elements.parameters();
            for (int i = 0; i < densities.length; i++) {
                long offset = layout.offset(layers.get(i));
                Tensor layer = end.server()
                        .narrow(0, offset, layout.specs().get(layers.get(i)).elements());
                long kept = Math.min(layer.elements(), Math.round(densities[i] * layer.elements()));
                layer.mulInPlace(PrunableElements.largest(layer, kept));
            }
        }
        FIGURES.served(end);
    }

    /** The mean density of each layer, as the server receives it in float32. */
    private double[] densities(RoundEnd end, PrunableElements elements) {
        int layers = elements.parameters().size();
        StateGroup sent = end.sent();
        List<Tensor> own = new ArrayList<>();
        List<Tensor> received = new ArrayList<>();
        for (int rank : sent.ranks()) {
            float[] densities = ofLayers(sent.of(rank), end.replicas().layout(), elements);
            own.add(Tensors.of(sent.of(rank).device(), densities, layers));
            received.add(Tensors.zeros(sent.of(rank).device(), layers));
        }
        end.net()
                .gather(
                        StateGroup.ofNumbers("densities", layers, sent.ranks(), own),
                        end.replicas().workers(),
                        received,
                        Casts.FP32,
                        end.release());
        double[] ofRanks = weights.of(end.replicas());
        double[] mean = new double[layers];
        double sum = 0;
        for (int i = 0; i < received.size(); i++) {
            double weight = ofRanks[sent.ranks().get(i)];
            double[] densities = received.get(i).toDoubles();
            for (int layer = 0; layer < layers; layer++) {
                mean[layer] += weight * densities[layer];
            }
            sum += weight;
        }
        for (int layer = 0; layer < layers; layer++) {
            mean[layer] /= sum;
        }
        return mean;
    }

    private float[] ofLayers(Tensor model, Layout layout, PrunableElements elements) {
        Tensor mask = PrunableElements.largest(elements.of(model), SparseRound.kept(elements.count(), sparsity));
        float[] densities = new float[elements.parameters().size()];
        long from = 0;
        for (int i = 0; i < densities.length; i++) {
            long count = layout.specs().get(elements.parameters().get(i)).elements();
            densities[i] = (float) ((double) PrunableElements.nonZeros(mask.narrow(0, from, count)) / count);
            from += count;
        }
        return densities;
    }
}
