package org.longhaul.training.replica;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.longhaul.training.tensor.DType;
import org.longhaul.training.tensor.Device;
import org.longhaul.training.tensor.Tensor;
import org.longhaul.training.tensor.TensorScope;
import org.longhaul.training.tensor.Tensors;

/**
 * A number that a step has left on the device. A GPU's is read when somebody asks, and with all others of its kind at once, so
 * that no step waits for it; a CPU's is there and is read at once. Zero where there is none.
 */
final class LateNumber {
    private @Nullable Tensor value;
    private double known;

    /** Another value, a scalar in float64. */
    void set(Tensor scalar) {
        if (scalar.device() == Device.CPU) {
            clear();
            known = scalar.item();
            return;
        }
        Tensor kept =
                TensorScope.compute(() -> scalar.detach().to(DType.FLOAT64).copy());
        clear();
        value = kept;
    }

    /** What a CPU left. */
    double known() {
        return known;
    }

    void clear() {
        known = 0;
        if (value != null) {
            value.close();
            value = null;
        }
    }

    /** The numbers, those of a GPU by one copy. */
    static List<Double> read(List<LateNumber> numbers) {
        Double[] read = new Double[numbers.size()];
        List<Tensor> late = new ArrayList<>();
        for (LateNumber number : numbers) {
            if (number.value != null) {
                late.add(number.value);
            }
        }
        double[][] values = {{}};
        if (!late.isEmpty()) {
            TensorScope.run(() -> values[0] = Tensors.stack(late, 0).toDoubles());
        }
        int next = 0;
        for (int i = 0; i < read.length; i++) {
            LateNumber number = numbers.get(i);
            read[i] = number.value == null ? number.known : values[0][next++];
        }
        return List.of(read);
    }
}
