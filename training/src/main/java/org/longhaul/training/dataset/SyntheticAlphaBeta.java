package org.longhaul.training.dataset;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.google.auto.service.AutoService;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.longhaul.extension.Provides;
import org.longhaul.extension.Require;
import org.longhaul.training.partition.DataStreams;
import org.longhaul.training.task.DataShape;

/**
 * Points of users, each of whom has a linear classifier and a place of its own: Synthetic(alpha, beta).
 *
 * <pre>
 *   u_k ~ N(0, alpha)   W_k [60, 10], b_k [10] ~ N(u_k, 1)     how much users' classifiers differ
 *   B_k ~ N(0, beta)    v_k [60] ~ N(B_k, 1)                   how much users' points do
 *   x ~ N(v_k, diag(j^-1.2)), j = 1 .. 60                      y = argmax(W_k^T x + b_k)
 *   n_k = leastSize + floor(exp(N(4, sizeDeviation)))
 * </pre>
 *
 * <p>alpha and beta are standard deviations. u_k adds the same to every score of a point, so alpha changes no class: users'
 * classifiers differ by their own draws at any alpha. The last tenth of each user's points is for validation. Users are the groups: a partition
 * by group over as many clients as users gives each client one user. All is drawn from streams named by (seed, user) and (seed,
 * point).
 *
 * <p>Source: Li et al., "Federated Optimization in Heterogeneous Networks", arXiv 1812.06127, section 5.1 and appendix; sizes,
 * standard deviations and the tenth as in the code published with it.
 *
 * <p>Thread-safety: immutable.
 */
public final class SyntheticAlphaBeta implements Examples {
    private static final int FEATURES = 60;

    /** Standard deviation of each feature around its user's. */
    private static final double[] DEVIATIONS = IntStream.range(0, FEATURES)
            .mapToDouble(feature -> Math.pow(feature + 1, -0.6))
            .toArray();

    private static final int CLASSES = 10;
    private static final double SIZE_LOCATION = 4;
    private static final DataShape.Examples SHAPE = new DataShape.Examples(List.of(FEATURES), CLASSES);

    private final Settings settings;
    /** User k has points starts[k] .. starts[k + 1] - 1. */
    private final int[] starts;

    private final float[] features;
    private final byte[] labels;

    /** How much users differ. */
    public record Settings(
            @JsonProperty(defaultValue = "30") @JsonPropertyDescription("users, each with a classifier of its own")
                    int users,
            @JsonProperty(defaultValue = "1")
                    @JsonPropertyDescription(
                            "standard deviation of the means of the users' classifiers; it moves all scores of a user alike, and so no class")
                    double alpha,
            @JsonProperty(defaultValue = "1")
                    @JsonPropertyDescription("standard deviation of the means of the users' points")
                    double beta,
            @JsonProperty(defaultValue = "50") @JsonPropertyDescription("points that every user has at least")
                    int leastSize,
            @JsonProperty(defaultValue = "2")
                    @JsonPropertyDescription(
                            "standard deviation of the logarithm of the further points of a user, whose mean is 4; 0 for equal sizes")
                    double sizeDeviation,
            @JsonProperty(defaultValue = "1")
                    @JsonPropertyDescription("seed of the drawing; no seed of a run changes it")
                    long seed) {
        public Settings {
            Require.count("users", users, 100_000);
            Require.notNegative("alpha", alpha, 100);
            Require.notNegative("beta", beta, 100);
            Require.count("leastSize", leastSize, 1_000_000);
            Require.notNegative("sizeDeviation", sizeDeviation, 3);
        }
    }

    /** Draws them. */
    @SuppressWarnings("rawtypes")
    @AutoService(DatasetFactory.class)
    @Provides(
            id = "synthetic-alpha-beta",
            description =
                    "Synthetic(alpha, beta): 60 features, 10 classes, users with classifiers and points of their own.",
            source = "Li et al., Federated Optimization in Heterogeneous Networks, 2020")
    public static final class Factory implements DatasetFactory<Settings> {
        @Override
        public DataShape.Examples shape(Settings settings) {
            return SHAPE;
        }

        @Override
        public Examples create(Settings settings) {
            return new SyntheticAlphaBeta(settings);
        }
    }

    private SyntheticAlphaBeta(Settings settings) {
        this.settings = settings;
        starts = new int[settings.users + 1];
        long all = 0;
        for (int user = 0; user < settings.users; user++) {
            double further = Math.exp(SIZE_LOCATION
                    + settings.sizeDeviation
                            * DataStreams.stream(settings.seed, "alpha-beta.size", user)
                                    .nextGaussian());
            all += settings.leastSize + (long) further;
            if (all * FEATURES > HeldInMemory.MOST) {
                throw new IllegalArgumentException("users (" + settings.users + ") of leastSize (" + settings.leastSize
                        + ") points and more must not have more than " + HeldInMemory.MOST / FEATURES
                        + " together, as they are held in memory");
            }
            starts[user + 1] = (int) all;
        }
        features = new float[(int) all * FEATURES];
        labels = new byte[(int) all];
        double[][] weights = new double[CLASSES][FEATURES];
        double[] bias = new double[CLASSES];
        double[] centre = new double[FEATURES];
        for (int user = 0; user < settings.users; user++) {
            drawUser(user, weights, bias, centre);
            for (int item = starts[user]; item < starts[user + 1]; item++) {
                drawPoint(user, item, weights, bias, centre);
            }
        }
    }

    private void drawUser(int user, double[][] weights, double[] bias, double[] centre) {
        RandomGenerator random = DataStreams.stream(settings.seed, "alpha-beta.user", user);
        double ofClassifier = settings.alpha * random.nextGaussian();
        double ofPoints = settings.beta * random.nextGaussian();
        for (int feature = 0; feature < FEATURES; feature++) {
            centre[feature] = ofPoints + random.nextGaussian();
        }
        for (int label = 0; label < CLASSES; label++) {
            for (int feature = 0; feature < FEATURES; feature++) {
                weights[label][feature] = ofClassifier + random.nextGaussian();
            }
            bias[label] = ofClassifier + random.nextGaussian();
        }
    }

    private void drawPoint(int user, int item, double[][] weights, double[] bias, double[] centre) {
        long stream = (long) user << 32 | (item - starts[user]);
        RandomGenerator random = DataStreams.stream(settings.seed, "alpha-beta.point", stream);
        int at = item * FEATURES;
        for (int feature = 0; feature < FEATURES; feature++) {
            features[at + feature] = (float) (centre[feature] + DEVIATIONS[feature] * random.nextGaussian());
        }
        double most = Double.NEGATIVE_INFINITY;
        for (int label = 0; label < CLASSES; label++) {
            double score = bias[label];
            for (int feature = 0; feature < FEATURES; feature++) {
                score += weights[label][feature] * features[at + feature];
            }
            if (score > most) {
                most = score;
                labels[item] = (byte) label;
            }
        }
    }

    @Override
    public int size() {
        return labels.length;
    }

    @Override
    public DataShape.Examples shape() {
        return SHAPE;
    }

    @Override
    public boolean isHeldOut(int item) {
        int user = group(item);
        int all = starts[user + 1] - starts[user];
        return item - starts[user] >= (int) (0.9 * all);
    }

    @Override
    public int label(int item) {
        return labels[item];
    }

    @Override
    public int groups() {
        return settings.users;
    }

    @Override
    public int group(int item) {
        int found = Arrays.binarySearch(starts, item);
        return found >= 0 ? found : -found - 2;
    }

    @Override
    public List<String> attributes() {
        return List.of("user");
    }

    @Override
    public void copy(int item, float[] target, int at) {
        System.arraycopy(features, item * FEATURES, target, at, FEATURES);
    }

    @Override
    public String identity() {
        return "synthetic-alpha-beta " + settings;
    }
}
