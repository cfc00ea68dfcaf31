package org.longhaul.training.method.semisupervised;

import java.util.random.RandomGenerator;

/** How much of two examples a mixture of them has. */
final class Mixup {
    private Mixup() {}

    /**
     * A draw from Beta(shape, shape), by two powers of uniform numbers that add up to 1 or less.
     *
     * <p>Source: Jöhnk, "Erzeugung von betaverteilten und gammaverteilten Zufallszahlen", Metrika 8, 1964; for shapes up to 1, where
     * at least half of all pairs are accepted.
     */
    static double share(double shape, RandomGenerator random) {
        while (true) {
            double x = Math.pow(random.nextDouble(), 1 / shape);
            double y = Math.pow(random.nextDouble(), 1 / shape);
            if (x + y <= 1 && x + y > 0) {
                return x / (x + y);
            }
        }
    }
}
