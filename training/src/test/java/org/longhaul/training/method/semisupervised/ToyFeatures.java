package org.longhaul.training.method.semisupervised;

import java.util.List;
import java.util.random.RandomGenerator;
import org.longhaul.training.dataset.Examples;
import org.longhaul.training.partition.DataStreams;
import org.longhaul.training.task.DataShape;

/** Ten classes of normal points that a random layer has bent; every sixth is held out. */
final class ToyFeatures implements Examples {
    private static final int CLASSES = 10;
    private static final int LATENT = 8;
    private static final int FEATURES = 32;

    private final float[][] values;

    /**
     * Draws them.
     *
     * @param spread standard deviation of a class beside that of the classes' centres, 1
     */
    ToyFeatures(int size, double spread) {
        RandomGenerator random = DataStreams.stream(1, "toy", 0);
        double[][] centres = normal(CLASSES, random);
        double[][] layer = normal(FEATURES, random);
        values = new float[size][FEATURES];
        for (int item = 0; item < size; item++) {
            double[] latent = normal(1, random)[0];
            for (int i = 0; i < LATENT; i++) {
                latent[i] = centres[label(item)][i] + spread * latent[i];
            }
            for (int f = 0; f < FEATURES; f++) {
                double sum = 0;
                for (int i = 0; i < LATENT; i++) {
                    sum += layer[f][i] * latent[i] / 2;
                }
                values[item][f] = (float) Math.sin(sum + f);
            }
        }
    }

    private static double[][] normal(int rows, RandomGenerator random) {
        double[][] drawn = new double[rows][LATENT];
        for (double[] row : drawn) {
            for (int i = 0; i < row.length; i++) {
                row[i] = random.nextGaussian();
            }
        }
        return drawn;
    }

    @Override
    public int size() {
        return values.length;
    }

    @Override
    public DataShape.Examples shape() {
        return new DataShape.Examples(List.of(FEATURES), CLASSES);
    }

    @Override
    public boolean isHeldOut(int item) {
        return item % 6 == 5;
    }

    @Override
    public int label(int item) {
        return item / 6 % CLASSES;
    }

    @Override
    public int groups() {
        return 1;
    }

    @Override
    public int group(int item) {
        return 0;
    }

    @Override
    public void copy(int item, float[] target, int at) {
        System.arraycopy(values[item], 0, target, at, FEATURES);
    }

    @Override
    public String identity() {
        return "toy of " + values.length;
    }
}
