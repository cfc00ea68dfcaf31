package org.longhaul.training.replica;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.longhaul.training.tensor.DType;
import org.longhaul.training.tensor.Tensor;
import org.longhaul.training.tensor.TensorScope;
import org.longhaul.training.tensor.Tensors;

/**
 * A number that a step has left on the device. It is read when somebody asks, and with all others of its kind at once, so that
 * no step waits for it. Zero where there is none.
 */
final class Figure {
    private @Nullable Tensor value;

    /** Another value, a scalar in float64. */
    void set(Tensor scalar) {
        Tensor kept =
                TensorScope.compute(() -> scalar.detach().to(DType.FLOAT64).copy());
        clear();
        value = kept;
    }

    void clear() {
        if (value != null) {
            value.close();
            value = null;
        }
    }

    /** The numbers, by one copy. */
    static List<Double> read(List<Figure> figures) {
        if (figures.isEmpty()) {
            return List.of();
        }
        Double[] read = new Double[figures.size()];
        TensorScope.run(() -> {
            List<Tensor> values = figures.stream()
                    .map(figure -> figure.value == null
                            ? Tensors.zeros(org.longhaul.training.tensor.Device.CPU, DType.FLOAT64)
                            : figure.value)
                    .toList();
            double[] all = Tensors.stack(values, 0).toDoubles();
            for (int i = 0; i < all.length; i++) {
                read[i] = all[i];
            }
        });
        return List.of(read);
    }
}
