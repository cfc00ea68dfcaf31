package org.longhaul.training.method.asking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.longhaul.training.communicate.StateGroup;
import org.longhaul.training.model.Init;
import org.longhaul.training.model.Layout;
import org.longhaul.training.model.ParameterSpec;
import org.longhaul.training.tensor.DType;
import org.longhaul.training.tensor.Device;
import org.longhaul.training.tensor.Tensor;
import org.longhaul.training.tensor.TensorScope;
import org.longhaul.training.tensor.Tensors;

/** Means of differences, and means of their lengths and directions. */
class FragmentMergeTest {
    private static final Layout LAYOUT = new Layout(List.of(
            new ParameterSpec("in", List.of(2L, 1L), "embedding", new Init.Constant(0), ParameterSpec.Role.INPUT),
            new ParameterSpec("a", List.of(2L), "block", new Init.Constant(0)),
            new ParameterSpec("b", List.of(2L), "block", new Init.Constant(0))));

    private static double[] merged(boolean isRadial, double[] weights, long from, long to, double[]... learners) {
        double[][] result = new double[1][];
        TensorScope.run(() -> {
            Tensor into = Tensors.zeros(Device.CPU, DType.FLOAT64, 6);
            Tensor theta = Tensors.of(Device.CPU, new double[] {1, 1, 1, 1, 1, 1}, 6);
            List<Tensor> sent = Arrays.stream(learners)
                    .map(x -> Tensors.of(Device.CPU, x, 6))
                    .toList();
            StateGroup group = new StateGroup("sent", sent, LAYOUT);
            new FragmentMerge(LAYOUT, isRadial).into(into, theta, group, group.ranks(), weights, from, to);
            result[0] = into.toDoubles();
        });
        return result[0];
    }

    // Differences of the two from theta: (3, 0) and (0, 3) in the embedding and in a, (2, 0) and (2, 0) in b.
    private static final double[] FIRST = {-2, 1, -2, 1, -1, 1};
    private static final double[] SECOND = {1, -2, 1, -2, -1, 1};

    @Test
    void theMeanIsWeighted() {
        assertThat(merged(false, new double[] {2, 1}, 0, 6, FIRST, SECOND))
                .containsExactly(new double[] {2, 1, 2, 1, 2, 0}, within(1e-6));
    }

    /** Orthogonal differences keep their length, equal ones are what they are, and the embedding has the mean. */
    @Test
    void lengthAndDirectionHaveMeansOfTheirOwn() {
        double half = 3 / Math.sqrt(2);
        assertThat(merged(true, new double[] {1, 1}, 0, 6, FIRST, SECOND))
                .containsExactly(new double[] {1.5, 1.5, half, half, 2, 0}, within(1e-6));
    }

    @Test
    void onlyTheFragmentIsTouchedAndTensorsMayBeCut() {
        assertThat(merged(true, new double[] {1, 1}, 3, 5, FIRST, SECOND))
                .containsExactly(new double[] {0, 0, 0, 1.5, 2, 0}, within(1e-6));
    }

    @Test
    void differencesThatCancelHaveTheirMean() {
        double[] other = {-2, 1, 4, 1, 3, 1};
        assertThat(merged(true, new double[] {2, 2}, 2, 6, FIRST, other))
                .containsExactly(new double[] {0, 0, 0, 0, 0, 0}, within(1e-6));
    }
}
