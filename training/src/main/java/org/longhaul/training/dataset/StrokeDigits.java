package org.longhaul.training.dataset;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.google.auto.service.AutoService;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.random.RandomGenerator;
import org.longhaul.extension.Provides;
import org.longhaul.training.partition.DataStreams;
import org.longhaul.training.task.DataShape;

/**
 * Synthetic handwriting: ten digit shapes of a few lines each, drawn at 28 x 28 pixels by writers who differ.
 *
 * <p><b>Model.</b> A writer has a slant, a rotation, a height and a width, a pen and a tremor of its own; each example
 * departs from them, is moved, and gets noise. All of it is drawn from streams named by (seed, writer) and (seed, example),
 * so that an example is the same whatever others there are. Examples go round the writers, and each writer writes every digit
 * equally often. Pixels are bytes; a model sees them as 0 to 1. An example is drawn when it is first looked at, since a
 * short training sees few of them.
 *
 * <p>Thread-safety: safe; threads that look at an example at once draw the same.
 */
public final class StrokeDigits implements Examples {
    private static final int SIDE = 28;
    private static final int PIXELS = SIDE * SIDE;
    private static final int CLASSES = 10;
    private static final int MOST_EXAMPLES = 1_000_000;
    private static final double SOFTNESS = 1.1;
    private static final double UNIT = 8.5;

    /** What a model sees of the bytes 0 to 255. */
    private static final float[] GREYS = greys();

    private final Settings settings;
    private final DigitShapes shapes = new DigitShapes();
    private final Hand[] writers;

    /** Pixels of the examples; null where nobody has looked yet. */
    private final AtomicReferenceArray<byte[]> drawn;

    /** Sizes and the seed. */
    public record Settings(
            @JsonProperty(defaultValue = "100") @JsonPropertyDescription("writers, each with a hand of its own")
                    int writers,
            @JsonProperty(defaultValue = "6000") @JsonPropertyDescription("examples to train on") int examples,
            @JsonProperty(defaultValue = "1000") @JsonPropertyDescription("further examples to validate on")
                    int validation,
            @JsonProperty(defaultValue = "1")
                    @JsonPropertyDescription("seed of the drawing; no seed of a run changes it")
                    long seed) {
        public Settings {
            within("writers", writers);
            within("examples", examples);
            within("validation", validation);
        }

        private static void within(String name, int value) {
            if (value < 1 || value > MOST_EXAMPLES) {
                throw new IllegalArgumentException(name + " (" + value + ") must lie in [1, " + MOST_EXAMPLES + "]");
            }
        }
    }

    /** Draws them. */
    @SuppressWarnings("rawtypes")
    @AutoService(DatasetFactory.class)
    @Provides(id = "digits", description = "Synthetic handwritten digits, 28 x 28 pixels, by writers who differ.")
    public static final class Factory implements DatasetFactory<Settings> {
        @Override
        public DataShape.Examples shape(Settings settings) {
            return shapeOfAll();
        }

        @Override
        public Examples create(Settings settings) {
            return new StrokeDigits(settings);
        }
    }

    /** How somebody writes, or how one example came out. */
    private record Hand(
            double slant, double rotation, double width, double height, double pen, double tremor, double phase) {
        static Hand of(RandomGenerator random) {
            return new Hand(
                    0.22 * random.nextGaussian(),
                    0.14 * random.nextGaussian(),
                    1 + 0.10 * random.nextGaussian(),
                    1 + 0.08 * random.nextGaussian(),
                    0.9 + 0.35 * random.nextDouble(),
                    0.06 * Math.abs(random.nextGaussian()),
                    2 * Math.PI * random.nextDouble());
        }

        Hand varied(RandomGenerator random) {
            return new Hand(
                    slant + 0.10 * random.nextGaussian(),
                    rotation + 0.08 * random.nextGaussian(),
                    width * (1 + 0.08 * random.nextGaussian()),
                    height * (1 + 0.06 * random.nextGaussian()),
                    Math.max(0.5, pen + 0.12 * random.nextGaussian()),
                    tremor + 0.02 * Math.abs(random.nextGaussian()),
                    phase + random.nextGaussian());
        }
    }

    /** All examples of the settings. */
    public StrokeDigits(Settings settings) {
        this.settings = settings;
        HeldInMemory.length(settings.examples, settings.validation, PIXELS);
        drawn = new AtomicReferenceArray<>(size());
        writers = new Hand[settings.writers];
        for (int writer = 0; writer < writers.length; writer++) {
            writers[writer] = Hand.of(DataStreams.stream(settings.seed, "digits.writer", writer));
        }
    }

    private static float[] greys() {
        float[] greys = new float[256];
        for (int value = 0; value < greys.length; value++) {
            greys[value] = value / 255f;
        }
        return greys;
    }

    private byte[] pixels(int item) {
        byte[] known = drawn.get(item);
        if (known == null) {
            known = draw(item);
            drawn.set(item, known);
        }
        return known;
    }

    private byte[] draw(int item) {
        // Training and validation examples have streams of their own, so that more of the one leave the other alone.
        RandomGenerator random = isHeldOut(item)
                ? DataStreams.stream(settings.seed, "digits.validation", item - settings.examples)
                : DataStreams.stream(settings.seed, "digits.example", item);
        Hand hand = writers[group(item)].varied(random);
        double centreX = SIDE / 2.0 + 1.6 * random.nextGaussian();
        double centreY = SIDE / 2.0 + 1.6 * random.nextGaussian();
        double noise = 0.12 + 0.12 * random.nextDouble();
        double cos = Math.cos(hand.rotation);
        double sin = Math.sin(hand.rotation);
        StrokePen pen = new StrokePen(SIDE);
        for (DigitShapes.Line line : shapes.of(label(item))) {
            double beforeX = 0;
            double beforeY = 0;
            double[] points = line.points();
            for (int i = 0; i < points.length; i += 2) {
                double x = points[i] + hand.tremor * Math.sin(hand.phase + 5 * points[i + 1]);
                double y = points[i + 1] + hand.tremor * Math.cos(hand.phase + 5 * points[i]);
                x = hand.width * x - hand.slant * y;
                y = hand.height * y;
                double turnedX = centreX + UNIT * (cos * x - sin * y);
                double turnedY = centreY + UNIT * (sin * x + cos * y);
                if (i > 0) {
                    pen.line(beforeX, beforeY, turnedX, turnedY, hand.pen + SOFTNESS);
                }
                beforeX = turnedX;
                beforeY = turnedY;
            }
        }
        byte[] pixels = new byte[PIXELS];
        for (int pixel = 0; pixel < PIXELS; pixel++) {
            double grey = pen.ink(pixel, hand.pen, SOFTNESS) + noise * random.nextGaussian();
            pixels[pixel] = (byte) Math.round(255 * Math.max(0, Math.min(1, grey)));
        }
        return pixels;
    }

    @Override
    public int size() {
        return settings.examples + settings.validation;
    }

    @Override
    public DataShape.Examples shape() {
        return shapeOfAll();
    }

    private static DataShape.Examples shapeOfAll() {
        return new DataShape.Examples(List.of(1, SIDE, SIDE), CLASSES);
    }

    @Override
    public boolean isHeldOut(int item) {
        return item >= settings.examples;
    }

    /** Examples go round the writers; with each round the digit changes. */
    @Override
    public int label(int item) {
        int place = place(item);
        return (place / settings.writers + place % settings.writers) % CLASSES;
    }

    @Override
    public int groups() {
        return settings.writers;
    }

    @Override
    public int group(int item) {
        return place(item) % settings.writers;
    }

    @Override
    public List<String> attributes() {
        return List.of("writer");
    }

    private int place(int item) {
        return isHeldOut(item) ? item - settings.examples : item;
    }

    @Override
    public void copy(int item, float[] target, int at) {
        byte[] pixels = pixels(item);
        for (int pixel = 0; pixel < PIXELS; pixel++) {
            target[at + pixel] = GREYS[pixels[pixel] & 0xff];
        }
    }

    @Override
    public String identity() {
        return "digits " + settings;
    }
}
