package org.longhaul.training.unlearning;

import org.longhaul.training.model.Layout;
import org.longhaul.training.model.ParameterSpec;
import org.longhaul.training.tensor.Indexing;
import org.longhaul.training.tensor.Tensor;

/**
 * A model whose matrices are rounded to 4 bits: whole numbers from -7 to 7 times the scale of each row, which makes its largest
 * magnitude 7. What a quantisation forgets of a change may bring back what was unlearned.
 *
 * <p>The scheme is ours: the attack is named in the sources, its scheme is not.
 */
public final class FourBits {
    private static final double LARGEST = 7;

    private FourBits() {}

    /**
     * The model rounded; lives as long as the present tensor scope.
     *
     * @param flat [P]
     */
    public static Tensor of(Tensor flat, Layout layout) {
        Tensor rounded = flat.copy();
        for (int i = 0; i < layout.specs().size(); i++) {
            ParameterSpec spec = layout.specs().get(i);
            if (spec.isPrunable()) {
                Tensor matrix = layout.slice(rounded, i).view(spec.rows(), spec.columns());
                Tensor scale =
                        Indexing.largestOfRows(matrix.abs()).mul(1 / LARGEST).clamp(Float.MIN_NORMAL, Float.MAX_VALUE);
                matrix.copyInPlace(Indexing.rounded(matrix.div(scale)).mul(scale));
            }
        }
        return rounded;
    }
}
