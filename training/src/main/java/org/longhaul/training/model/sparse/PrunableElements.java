package org.longhaul.training.model.sparse;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.longhaul.training.model.Layout;
import org.longhaul.training.model.ParameterSpec;
import org.longhaul.training.tensor.DType;
import org.longhaul.training.tensor.Indexing;
import org.longhaul.training.tensor.Tensor;
import org.longhaul.training.tensor.Tensors;

/**
 * Those elements of a flat vector that may be pruned, one after the other, N: the weights of products; and the others, which are
 * biases, scales, shifts and statistics.
 *
 * <p>Thread-safety: immutable.
 */
public final class PrunableElements {
    private final Layout layout;
    private final List<Integer> prunable = new ArrayList<>();
    private final List<Integer> others = new ArrayList<>();
    private final long count;

    private PrunableElements(Layout layout) {
        this.layout = layout;
        long sum = 0;
        for (int i = 0; i < layout.specs().size(); i++) {
            ParameterSpec spec = layout.specs().get(i);
            (spec.isPrunable() ? prunable : others).add(i);
            sum += spec.isPrunable() ? spec.elements() : 0;
        }
        count = sum;
    }

    /** Of vectors of a layout. */
    public static PrunableElements of(Layout layout) {
        return new PrunableElements(layout);
    }

    /** How many there are, N. */
    public long count() {
        return count;
    }

    /** How many others there are. */
    public long otherCount() {
        return layout.elements() - count;
    }

    /** Places of the parameters that may be pruned among those of the layout, ascending. */
    public List<Integer> parameters() {
        return List.copyOf(prunable);
    }

    /** The elements that may be pruned, [N]; N is at least 1. */
    public Tensor of(Tensor flat) {
        return joined(prunable, flat);
    }

    /** The others; at least one. */
    public Tensor othersOf(Tensor flat) {
        return joined(others, flat);
    }

    private Tensor joined(List<Integer> places, Tensor flat) {
        List<Tensor> parts = new ArrayList<>();
        places.forEach(place -> parts.add(piece(flat, place)));
        return parts.size() == 1 ? parts.get(0) : Tensors.cat(parts, 0);
    }

    /** A flat vector of both. */
    public Tensor joined(Tensor ofPrunable, Tensor ofOthers) {
        List<Tensor> parts = new ArrayList<>();
        long taken = 0;
        long takenOthers = 0;
        for (ParameterSpec spec : layout.specs()) {
            if (spec.isPrunable()) {
                parts.add(ofPrunable.narrow(0, taken, spec.elements()));
                taken += spec.elements();
            } else {
                parts.add(ofOthers.narrow(0, takenOthers, spec.elements()));
                takenOthers += spec.elements();
            }
        }
        return Tensors.cat(parts, 0);
    }

    private Tensor piece(Tensor flat, int place) {
        return flat.narrow(0, layout.offset(place), layout.specs().get(place).elements());
    }

    /** Multiplies the elements that may be pruned by others, [N], in place: by 0 and 1 to prune. */
    public void multiply(Tensor flat, Tensor factors) {
        change(flat, factors, Tensor::mulInPlace);
    }

    /** Adds to the elements that may be pruned others, [N], in place. */
    public void add(Tensor flat, Tensor summands) {
        change(flat, summands, Tensor::addInPlace);
    }

    /** Changes each parameter's elements by the part of the others that belongs to them. */
    private void change(Tensor flat, Tensor others, BiConsumer<Tensor, Tensor> inPlace) {
        long from = 0;
        for (int place : prunable) {
            Tensor piece = piece(flat, place);
            inPlace.accept(piece, others.narrow(0, from, piece.elements()));
            from += piece.elements();
        }
    }

    /**
     * 1 for the elements of the largest magnitude and 0 for the others, in the type of the values; of equal magnitudes those at the
     * lower places come first.
     *
     * @param values a vector
     * @param count how many, from 0 to all
     */
    public static Tensor largest(Tensor values, long count) {
        Tensor ones = Tensors.zerosLike(values);
        if (count == values.elements()) {
            return ones.fillInPlace(1);
        }
        if (count > 0) {
            Tensor places = Indexing.largestMagnitudes(values.detach(), count);
            Indexing.put(Tensors.full(values.device(), 1, count).to(values.dtype()), places, ones);
        }
        return ones;
    }

    /** How many elements of a vector are another number than 0. */
    public static long nonZeros(Tensor vector) {
        return Math.round(Indexing.isNonZero(vector)
                .to(DType.INT64)
                .sum()
                .to(DType.FLOAT64)
                .item());
    }
}
