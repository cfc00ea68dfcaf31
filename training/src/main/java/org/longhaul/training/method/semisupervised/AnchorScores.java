package org.longhaul.training.method.semisupervised;

import java.util.Arrays;
import org.longhaul.training.tensor.Tensor;
import org.longhaul.training.tensor.Tensors;

/** How near embeddings are to those of anchors of each class. */
final class AnchorScores {
    private AnchorScores() {}

    /** Anchors that vote. */
    static final int NEIGHBOURS = 5;

    /**
     * The scores.
     *
     * @param embeddings [N, d]
     * @param anchors [A, d]
     * @param labels classes of the anchors
     * @return N rows of one score for each class; a class without anchors has the lowest there is
     */
    static double[] of(Tensor embeddings, Tensor anchors, int[] labels, int classes, FedAnchor.Score aggregation) {
        Tensor cosines = UnitRows.of(embeddings).matmul(UnitRows.of(anchors).transpose(0, 1));
        int count = labels.length;
        int[] sizes = new int[classes];
        Arrays.stream(labels).forEach(label -> sizes[label]++);
        if (aggregation == FedAnchor.Score.MEAN) {
            float[] shares = new float[count * classes];
            for (int a = 0; a < count; a++) {
                shares[a * classes + labels[a]] = 1f / sizes[labels[a]];
            }
            Tensor ofClass =
                    Tensors.of(embeddings.device(), shares, count, classes).to(embeddings.dtype());
            double[] means = cosines.matmul(ofClass).reshape(-1).toDoubles();
            for (int i = 0; i < means.length; i++) {
                means[i] = sizes[i % classes] == 0 ? -1 : means[i];
            }
            return means;
        }
        double[] near = cosines.reshape(-1).toDoubles();
        int rows = near.length / count;
        double[] scores = new double[rows * classes];
        for (int row = 0; row < rows; row++) {
            double[] own = Arrays.copyOfRange(near, row * count, (row + 1) * count);
            if (aggregation == FedAnchor.Score.MAX) {
                largest(own, labels, scores, row * classes, classes);
            } else {
                votes(own, labels, scores, row * classes);
            }
        }
        return scores;
    }

    private static void largest(double[] near, int[] labels, double[] scores, int at, int classes) {
        Arrays.fill(scores, at, at + classes, -1);
        for (int a = 0; a < near.length; a++) {
            scores[at + labels[a]] = Math.max(scores[at + labels[a]], near[a]);
        }
    }

    private static void votes(double[] near, int[] labels, double[] scores, int at) {
        int voters = Math.min(NEIGHBOURS, near.length);
        for (int vote = 0; vote < voters; vote++) {
            int best = 0;
            for (int a = 1; a < near.length; a++) {
                best = near[a] > near[best] ? a : best;
            }
            near[best] = Double.NEGATIVE_INFINITY;
            scores[at + labels[best]] += 1.0 / voters;
        }
    }
}
