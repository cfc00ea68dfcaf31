package org.longhaul.training.dataset.file;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.google.auto.service.AutoService;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.longhaul.extension.Provides;
import org.longhaul.extension.Require;
import org.longhaul.training.dataset.DatasetFactory;
import org.longhaul.training.dataset.Examples;
import org.longhaul.training.task.DataShape;

/**
 * Images in IDX files, as MNIST, Fashion-MNIST and EMNIST are published: four files, also gzipped.
 *
 * <p>A file begins with four bytes: two zeros, 0x08 for unsigned bytes, and the number of dimensions; then the size of each
 * dimension as a big-endian int of four bytes, then the values.
 */
public final class Idx {
    private static final int IMAGES = 0x0803;
    private static final int LABELS = 0x0801;
    private static final int LARGEST_SIDE = 4096;
    private static final int MOST_CLASSES = 1000;

    private final Settings settings;
    private final ExpectedFiles expected;
    private final ByteImages.Builder images;

    /** Where the files are and what is in them. */
    public record Settings(
            @JsonPropertyDescription("folder of the four files") Path path,
            @JsonProperty(defaultValue = "train")
                    @JsonPropertyDescription(
                            "what the names of the training files begin with; emnist-letters-train, say")
                    String train,
            @JsonProperty(defaultValue = "t10k")
                    @JsonPropertyDescription("what the names of the test files begin with, which are held out")
                    String test,
            @JsonProperty(defaultValue = "28") @JsonPropertyDescription("rows of an image, pixels") int height,
            @JsonProperty(defaultValue = "28") @JsonPropertyDescription("columns of an image, pixels") int width,
            @JsonProperty(defaultValue = "10") @JsonPropertyDescription("number of classes") int classes,
            @JsonProperty(defaultValue = "0")
                    @JsonPropertyDescription("label of the first class; 1 for EMNIST's letters")
                    int firstLabel,
            @JsonProperty(defaultValue = "false")
                    @JsonPropertyDescription("whether the file has columns where others have rows, as EMNIST's does")
                    boolean transposed,
            @JsonProperty(defaultValue = "0")
                    @JsonPropertyDescription("what is taken off each pixel, which is 0 to 1 before")
                    List<Double> mean,
            @JsonProperty(defaultValue = "1") @JsonPropertyDescription("what each pixel is divided by then")
                    List<Double> deviation,
            @JsonPropertyDescription("take only so many training images, from the first; if absent all") @Nullable
                    Integer limit) {
        public Settings {
            Require.count("height", height, LARGEST_SIDE);
            Require.count("width", width, LARGEST_SIDE);
            Require.atLeast("classes", classes, 2);
            Require.count("classes", classes, MOST_CLASSES);
            if (firstLabel < 0 || firstLabel > 255) {
                throw new IllegalArgumentException("firstLabel (" + firstLabel + ") must lie in [0, 255]");
            }
            ByteImages.require(mean, deviation, 1, limit);
        }
    }

    /** Reads them. */
    @SuppressWarnings("rawtypes")
    @AutoService(DatasetFactory.class)
    @Provides(
            id = "idx",
            description = "Images in IDX files, as MNIST, Fashion-MNIST and EMNIST are published; also gzipped.",
            source = "LeCun, Cortes and Burges, The MNIST database; Xiao et al., Fashion-MNIST, arXiv 1708.07747")
    public static final class Factory implements DatasetFactory<Settings> {
        @Override
        public DataShape.Examples shape(Settings settings) {
            return shapeOf(settings);
        }

        @Override
        public Examples create(Settings settings) {
            return new Idx(settings).read();
        }
    }

    private Idx(Settings settings) {
        this.settings = settings;
        expected = new ExpectedFiles(
                "idx",
                "a folder with " + name(settings.train, "images") + ", " + name(settings.train, "labels") + ", "
                        + name(settings.test, "images") + " and " + name(settings.test, "labels")
                        + " (also .gz): images of " + settings.height + " x " + settings.width
                        + " unsigned bytes, magic number " + hexadecimal(IMAGES) + ", and labels, "
                        + hexadecimal(LABELS));
        images = new ByteImages.Builder(expected, shapeOf(settings), new PixelScale(settings.mean, settings.deviation));
    }

    private static DataShape.Examples shapeOf(Settings settings) {
        return new DataShape.Examples(List.of(1, settings.height, settings.width), settings.classes);
    }

    private static String name(String beginning, String what) {
        return beginning + "-" + what + (what.equals("images") ? "-idx3-ubyte" : "-idx1-ubyte");
    }

    private static String hexadecimal(int magic) {
        return String.format(Locale.ROOT, "0x%08X", magic);
    }

    private Examples read() {
        read(settings.train, ByteImages.most(settings.limit));
        images.endOfTraining();
        read(settings.test, Long.MAX_VALUE);
        return images.build();
    }

    private void read(String beginning, long most) {
        Path folder = expected.folder(settings.path);
        String imagesName = name(beginning, "images");
        String labelsName = name(beginning, "labels");
        Path imageFile = expected.file(folder, imagesName, imagesName.replace("-idx", ".idx"));
        Path labelFile = expected.file(folder, labelsName, labelsName.replace("-idx", ".idx"));
        try (FileBytes image = FileBytes.open(expected, imageFile);
                FileBytes label = FileBytes.open(expected, labelFile)) {
            long count = count(image, IMAGES);
            size(image, "rows", settings.height);
            size(image, "columns", settings.width);
            long labels = count(label, LABELS);
            if (labels != count) {
                throw label.fault("states " + labels + " labels; allowed: " + count + ", as many as \""
                        + imageFile.getFileName() + "\" states images");
            }
            long wanted = Math.min(count, most);
            byte[] pixels = new byte[images.bytes()];
            for (long i = 0; i < wanted; i++) {
                long found = label.unsignedByte("label " + (i + 1) + " of " + count);
                images.label(found - settings.firstLabel, found, labelFile);
                image.read(pixels, 0, pixels.length, "image " + (i + 1) + " of " + count);
                images.image(settings.transposed ? turned(pixels) : pixels, imageFile);
            }
            if (wanted == count) {
                requireEnd(image);
                requireEnd(label);
            }
        }
    }

    private static long count(FileBytes file, int magic) {
        long found = file.number(4, false, ByteOrder.BIG_ENDIAN, "its magic number");
        if (found != magic) {
            throw file.fault(
                    "begins with the magic number " + hexadecimal((int) found) + "; allowed: " + hexadecimal(magic));
        }
        return file.number(4, false, ByteOrder.BIG_ENDIAN, "its header");
    }

    private static void size(FileBytes file, String what, int stated) {
        long found = file.number(4, false, ByteOrder.BIG_ENDIAN, "its header");
        if (found != stated) {
            throw file.fault("has images of " + found + " " + what + "; allowed: " + stated + ", as the settings say");
        }
    }

    private static void requireEnd(FileBytes file) {
        if (!file.isAtEnd()) {
            throw file.fault("goes on after the " + file.position() + " bytes that its header states");
        }
    }

    /** The file's image goes down the columns, a model's along the rows. */
    private byte[] turned(byte[] pixels) {
        byte[] turned = new byte[pixels.length];
        for (int row = 0; row < settings.height; row++) {
            for (int column = 0; column < settings.width; column++) {
                turned[row * settings.width + column] = pixels[column * settings.height + row];
            }
        }
        return turned;
    }
}
