package org.longhaul.training.dataset;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.google.auto.service.AutoService;
import java.util.List;
import java.util.random.RandomGenerator;
import org.longhaul.extension.Provides;
import org.longhaul.extension.Require;
import org.longhaul.training.partition.DataStreams;
import org.longhaul.training.task.DataShape;

/**
 * Synthetic colour images: each class has several smooth random pictures, and an example is one of them, moved, perhaps mirrored,
 * and with noise.
 *
 * <p><b>Model.</b> A picture is, in each of three colours, a sum of cosines of 0 to 3 half waves across and down with normal
 * coefficients that fall with the square of the frequency; so it can be moved by any distance. Pixels are bytes; a model sees them as 0 to
 * 1. Pictures are drawn from streams named by (seed, class, picture), examples by (seed, example). Examples go round the classes, then
 * the pictures, so that all are equally frequent; the picture's number within its class is the group.
 *
 * <p>Thread-safety: immutable.
 */
public final class PrototypeImages implements Examples {
    private static final int COLOURS = 3;
    private static final int WAVES = 4;
    private static final int MOST_EXAMPLES = 1_000_000;

    private final Settings settings;
    private final byte[] pixels;

    /** Sizes, difficulty and the seed. */
    public record Settings(
            @JsonProperty(defaultValue = "16") @JsonPropertyDescription("height and width in pixels, from 16 to 32")
                    int side,
            @JsonProperty(defaultValue = "10") @JsonPropertyDescription("classes") int classes,
            @JsonProperty(defaultValue = "3") @JsonPropertyDescription("pictures of each class") int prototypes,
            @JsonProperty(defaultValue = "4000") @JsonPropertyDescription("examples to train on") int examples,
            @JsonProperty(defaultValue = "1000") @JsonPropertyDescription("further examples to validate on")
                    int validation,
            @JsonProperty(defaultValue = "0.1")
                    @JsonPropertyDescription("standard deviation of how far an example is moved, in parts of the side")
                    double shift,
            @JsonProperty(defaultValue = "0.15")
                    @JsonPropertyDescription("standard deviation of the noise of a pixel, where white is 1")
                    double noise,
            @JsonProperty(defaultValue = "true")
                    @JsonPropertyDescription("whether half of the examples are mirrored, left for right")
                    boolean mirrored,
            @JsonProperty(defaultValue = "1")
                    @JsonPropertyDescription("seed of the drawing; no seed of a run changes it")
                    long seed) {
        public Settings {
            if (side < 16 || side > 32) {
                throw new IllegalArgumentException("side (" + side + ") must lie in [16, 32]");
            }
            Require.atLeast("classes", classes, 2);
            Require.count("classes", classes, 1000);
            Require.count("prototypes", prototypes, 1000);
            Require.count("examples", examples, MOST_EXAMPLES);
            Require.count("validation", validation, MOST_EXAMPLES);
            if (examples < (long) classes * prototypes) {
                throw new IllegalArgumentException("examples (" + examples + ") must be at least "
                        + (long) classes * prototypes + ", one of each of the " + prototypes + " pictures of " + classes
                        + " classes");
            }
            Require.notNegative("shift", shift, 1);
            Require.notNegative("noise", noise, 1);
        }
    }

    /** Draws them. */
    @SuppressWarnings("rawtypes")
    @AutoService(DatasetFactory.class)
    @Provides(
            id = "prototypes",
            description =
                    "Synthetic colour images, 16 x 16 to 32 x 32 pixels: smooth random pictures, moved, with noise.")
    public static final class Factory implements DatasetFactory<Settings> {
        @Override
        public DataShape.Examples shape(Settings settings) {
            return shapeOf(settings);
        }

        @Override
        public Examples create(Settings settings) {
            return new PrototypeImages(settings);
        }
    }

    private PrototypeImages(Settings settings) {
        this.settings = settings;
        int perImage = shapeOf(settings).elements();
        pixels = new byte[HeldInMemory.length(settings.examples, settings.validation, perImage)];
        double[][] pictures = new double[settings.classes * settings.prototypes][];
        for (int picture = 0; picture < pictures.length; picture++) {
            long stream = (long) (picture % settings.classes) << 32 | picture / settings.classes;
            pictures[picture] = picture(DataStreams.stream(settings.seed, "prototypes.picture", stream));
        }
        for (int item = 0; item < size(); item++) {
            draw(item, pictures[group(item) * settings.classes + label(item)]);
        }
    }

    /** Coefficients [colour][waves down][waves across] of a picture whose contrast is that of every other. */
    private static double[] picture(RandomGenerator random) {
        double[] coefficients = new double[COLOURS * WAVES * WAVES];
        double squares = 0;
        for (int i = 0; i < coefficients.length; i++) {
            int down = i / WAVES % WAVES;
            int across = i % WAVES;
            if (down + across == 0) {
                continue;
            }
            coefficients[i] = random.nextGaussian() / (1 + 0.5 * (down * down + across * across));
            squares += coefficients[i] * coefficients[i] / ((down > 0 ? 2 : 1) * (across > 0 ? 2 : 1));
        }
        double scale = 0.2 / Math.sqrt(squares / COLOURS);
        for (int i = 0; i < coefficients.length; i++) {
            coefficients[i] *= scale;
        }
        return coefficients;
    }

    private void draw(int item, double[] picture) {
        // Training and validation examples have streams of their own, so that more of the one leave the other alone.
        RandomGenerator random = isHeldOut(item)
                ? DataStreams.stream(settings.seed, "prototypes.validation", item - settings.examples)
                : DataStreams.stream(settings.seed, "prototypes.example", item);
        int side = settings.side;
        double[] down = waves(settings.shift * random.nextGaussian(), false);
        double[] across = waves(settings.shift * random.nextGaussian(), random.nextBoolean() && settings.mirrored);
        double[] row = new double[WAVES];
        int at = item * COLOURS * side * side;
        for (int colour = 0; colour < COLOURS; colour++) {
            for (int y = 0; y < side; y++) {
                for (int wave = 0; wave < WAVES; wave++) {
                    row[wave] = 0;
                    for (int other = 0; other < WAVES; other++) {
                        row[wave] += picture[(colour * WAVES + other) * WAVES + wave] * down[other * side + y];
                    }
                }
                for (int x = 0; x < side; x++) {
                    double grey = 0.5 + settings.noise * random.nextGaussian();
                    for (int wave = 0; wave < WAVES; wave++) {
                        grey += row[wave] * across[wave * side + x];
                    }
                    pixels[at++] = (byte) Math.round(255 * Math.max(0, Math.min(1, grey)));
                }
            }
        }
    }

    /** Cosines [wave][pixel] along a side that is moved by a part of itself. */
    private double[] waves(double shift, boolean isMirrored) {
        int side = settings.side;
        double[] waves = new double[WAVES * side];
        for (int wave = 0; wave < WAVES; wave++) {
            for (int pixel = 0; pixel < side; pixel++) {
                double place = ((isMirrored ? side - 1 - pixel : pixel) + 0.5) / side + shift;
                waves[wave * side + pixel] = Math.cos(Math.PI * wave * place);
            }
        }
        return waves;
    }

    @Override
    public int size() {
        return settings.examples + settings.validation;
    }

    @Override
    public DataShape.Examples shape() {
        return shapeOf(settings);
    }

    private static DataShape.Examples shapeOf(Settings settings) {
        return new DataShape.Examples(List.of(COLOURS, settings.side, settings.side), settings.classes);
    }

    @Override
    public boolean isHeldOut(int item) {
        return item >= settings.examples;
    }

    private int place(int item) {
        return isHeldOut(item) ? item - settings.examples : item;
    }

    @Override
    public int label(int item) {
        return place(item) % settings.classes;
    }

    @Override
    public int groups() {
        return settings.prototypes;
    }

    @Override
    public int group(int item) {
        return place(item) / settings.classes % settings.prototypes;
    }

    @Override
    public List<String> attributes() {
        return List.of("prototype");
    }

    @Override
    public void copy(int item, float[] target, int at) {
        int perImage = COLOURS * settings.side * settings.side;
        for (int pixel = 0; pixel < perImage; pixel++) {
            target[at + pixel] = (pixels[item * perImage + pixel] & 0xff) / 255f;
        }
    }

    @Override
    public String identity() {
        return "prototypes " + settings;
    }
}
