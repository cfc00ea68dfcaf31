package org.longhaul.training.method.synchronous;

import java.util.HashMap;
import java.util.Map;
import org.longhaul.training.codec.Tiles;
import org.longhaul.training.model.Layout;
import org.longhaul.training.tensor.Tensor;
import org.longhaul.training.tensor.Tensors;

/** The orthonormal discrete cosine transform (DCT-II) of each {@linkplain Tiles tile} of each parameter. */
final class Cosines {
    private final Layout layout;
    private final long side;

    /** The cosines of each length that was asked for, row by row. */
    private final Map<Long, double[]> cosines = new HashMap<>();

    /** @param side most rows and columns of a tile */
    Cosines(Layout layout, long side) {
        this.layout = layout;
        this.side = side;
    }

    /** Coefficients of a flat vector; each lies in its tile. */
    Tensor coefficients(Tensor vector) {
        return transformed(vector, false);
    }

    /** The flat vector of some coefficients. */
    Tensor vector(Tensor coefficients) {
        return transformed(coefficients, true);
    }

    private Tensor transformed(Tensor vector, boolean isInverse) {
        Tensor result = Tensors.zerosLike(vector);
        Map<Long, Tensor> matrices = new HashMap<>();
        for (int i = 0; i < layout.specs().size(); i++) {
            Tiles tiles = Tiles.of(layout.specs().get(i), side);
            Tensor byRows = matrices.computeIfAbsent(tiles.height(), length -> matrix(vector, length));
            Tensor byColumns = matrices.computeIfAbsent(tiles.width(), length -> matrix(vector, length));
            Tensor apart = tiles.apart(layout.slice(vector, i));
            Tensor changed = isInverse
                    ? byRows.transpose(0, 1).matmul(apart).matmul(byColumns)
                    : byRows.matmul(apart).matmul(byColumns.transpose(0, 1));
            Tensor to = layout.slice(result, i);
            to.copyInPlace(tiles.together(changed.contiguous()).view(to.shape()));
        }
        return result;
    }

    /** Row k: frequency k. */
    private Tensor matrix(Tensor like, long length) {
        double[] values = cosines.computeIfAbsent(length, Cosines::cosines);
        return Tensors.of(like.device(), values, length, length).to(like.dtype());
    }

    private static double[] cosines(long length) {
        int n = Math.toIntExact(length);
        double[] values = new double[n * n];
        for (int k = 0; k < n; k++) {
            double scale = Math.sqrt((k == 0 ? 1.0 : 2.0) / n);
            for (int i = 0; i < n; i++) {
                values[k * n + i] = scale * Math.cos(Math.PI * (2 * i + 1) * k / (2.0 * n));
            }
        }
        return values;
    }
}
