package org.longhaul.training.method.semisupervised;

import java.util.Arrays;
import org.longhaul.training.tensor.Tensor;
import org.longhaul.training.tensor.Tensors;

/**
 * The label contrastive loss: how little of what is near an embedding has its class.
 *
 * <pre>
 *   l_c = -log( sum over pairs i != j, y_i = y_j = c of exp(sim(z_i, z_j) / tau)  /  sum over D_c of the same )
 *   L = sum over classes with two examples or more of l_c,       sim the cosine
 * </pre>
 *
 * <p>Source: FedAnchor, arXiv 2402.10191, section on the anchor head. What D_c holds could not be read; both readings are here. A
 * temperature is not known either.
 *
 * @param reading what D_c holds
 * @param temperature tau, above 0
 */
record LabelContrast(FedAnchor.Reading reading, double temperature) {
    /**
     * The loss, differentiable with respect to the embeddings; 0 where no class counts. A class without any pair in D_c does not
     * count.
     *
     * @param embeddings [B, d]
     * @param labels their classes, B of them
     */
    Tensor of(Tensor embeddings, long[] labels) {
        int rows = labels.length;
        int[] sizes = new int[classes(labels)];
        for (long label : labels) {
            sizes[(int) label]++;
        }
        float[] same = new float[rows * rows];
        float[] below = new float[rows * rows];
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < rows; j++) {
                boolean isSame = labels[i] == labels[j];
                same[i * rows + j] = i != j && isSame ? 1 : 0;
                below[i * rows + j] = reading == FedAnchor.Reading.ALL_PAIRS ? (i == j ? 0 : 1) : (isSame ? 0 : 1);
            }
        }
        int[] counted = counted(sizes, rows);
        if (counted.length == 0) {
            return embeddings.mul(0).sum();
        }
        float[] members = new float[counted.length * rows];
        for (int c = 0; c < counted.length; c++) {
            for (int i = 0; i < rows; i++) {
                members[c * rows + i] = labels[i] == counted[c] ? 1 : 0;
            }
        }
        Tensor unit = UnitRows.of(embeddings);
        // Less 1 / tau in every exponent, above and below the line, so that none is too large for a small tau.
        Tensor near =
                unit.matmul(unit.transpose(0, 1)).add(-1).mul(1 / temperature).exp();
        Tensor ofClass = like(members, embeddings, counted.length, rows);
        Tensor above =
                ofClass.matmul(near.mul(like(same, embeddings, rows, rows)).sum(1, true));
        Tensor line =
                ofClass.matmul(near.mul(like(below, embeddings, rows, rows)).sum(1, true));
        return line.log().sub(above.log()).sum();
    }

    private int[] counted(int[] sizes, int rows) {
        int[] counted = new int[sizes.length];
        int count = 0;
        for (int c = 0; c < sizes.length; c++) {
            if (sizes[c] > 1 && (reading == FedAnchor.Reading.ALL_PAIRS || sizes[c] < rows)) {
                counted[count++] = c;
            }
        }
        return Arrays.copyOf(counted, count);
    }

    private static int classes(long[] labels) {
        long most = -1;
        for (long label : labels) {
            most = Math.max(most, label);
        }
        return Math.toIntExact(most + 1);
    }

    private static Tensor like(float[] values, Tensor other, long... shape) {
        return Tensors.of(other.device(), values, shape).to(other.dtype());
    }
}
