package org.longhaul.training.method.asking;

import java.util.List;
import org.longhaul.training.communicate.StateGroup;
import org.longhaul.training.model.Layout;
import org.longhaul.training.model.ParameterSpec;
import org.longhaul.training.tensor.Tensor;
import org.longhaul.training.tensor.TensorScope;

/**
 * Merges how far some learners are from common parameters, tensor by tensor: d_m = theta - x_m, weighted by w_m.
 *
 * <pre>
 *   mean:                sum w_m d_m / sum w_m
 *   radial-directional:  (sum w_m |d_m| / sum w_m) u / |u|,  u = sum w_m d_m / |d_m|
 * </pre>
 *
 * <p>Differences that are nearly orthogonal have a mean that is the shorter the more they are; the second is as long as they are
 * on average. What a model takes in by, its embedding, always has the mean, and so has what has no common direction.
 */
final class FragmentMerge {
    /** Length of a mean of directions, each of length 1, that is nothing but rounding. */
    private static final double NO_DIRECTION = 1e-6;

    private final Layout layout;
    private final boolean isRadial;

    FragmentMerge(Layout layout, boolean isRadial) {
        this.layout = layout;
        this.isRadial = isRadial;
    }

    /**
     * Merges elements {@code from} to before {@code to}.
     *
     * @param into where they become the merge
     * @param learners ranks, ascending
     * @param weights above 0, one for each
     */
    void into(
            Tensor into, Tensor theta, StateGroup sent, List<Integer> learners, double[] weights, long from, long to) {
        for (int i = 0; i < layout.specs().size(); i++) {
            ParameterSpec spec = layout.specs().get(i);
            long start = Math.max(from, layout.offset(i));
            long length = Math.min(to, layout.offset(i) + spec.elements()) - start;
            if (length > 0) {
                TensorScope.run(() -> {
                    List<Tensor> differences = learners.stream()
                            .map(learner -> theta.narrow(0, start, length)
                                    .sub(sent.of(learner).narrow(0, start, length)))
                            .toList();
                    boolean apart = isRadial && spec.role() != ParameterSpec.Role.INPUT;
                    merge(into.narrow(0, start, length), differences, weights, apart);
                });
            }
        }
    }

    private static void merge(Tensor into, List<Tensor> differences, double[] weights, boolean apart) {
        double sum = 0;
        double radius = 0;
        for (int i = 0; i < weights.length; i++) {
            sum += weights[i];
            radius += weights[i] * differences.get(i).norm();
        }
        if (apart) {
            into.zeroInPlace();
            for (int i = 0; i < weights.length; i++) {
                double norm = differences.get(i).norm();
                if (norm > 0) {
                    into.addInPlace(differences.get(i), weights[i] / (sum * norm));
                }
            }
            double direction = into.norm();
            if (direction > NO_DIRECTION) {
                into.mulInPlace(radius / (sum * direction));
                return;
            }
        }
        into.zeroInPlace();
        for (int i = 0; i < weights.length; i++) {
            into.addInPlace(differences.get(i), weights[i] / sum);
        }
    }
}
