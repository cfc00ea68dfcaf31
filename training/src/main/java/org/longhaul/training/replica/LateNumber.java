package org.longhaul.training.replica;

import java.util.ArrayList;
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
final class LateNumber {
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
    static List<Double> read(List<LateNumber> numbers) {
        Double[] read = new Double[numbers.size()];
        List<Tensor> known = new ArrayList<>();
        for (LateNumber number : numbers) {
            if (number.value != null) {
                known.add(number.value);
            }
        }
        double[][] values = {{}};
        if (!known.isEmpty()) {
            TensorScope.run(() -> values[0] = Tensors.stack(known, 0).toDoubles());
        }
        int next = 0;
        for (int i = 0; i < read.length; i++) {
            read[i] = numbers.get(i).value == null ? 0 : values[0][next++];
        }
        return List.of(read);
    }
}
