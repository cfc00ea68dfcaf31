package org.longhaul.training.dataset.file;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.google.auto.service.AutoService;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.longhaul.extension.Provides;
import org.longhaul.training.dataset.DatasetFactory;
import org.longhaul.training.dataset.Examples;
import org.longhaul.training.task.DataShape;

/**
 * CIFAR-10 and CIFAR-100 in their binary version.
 *
 * <p>A record is the label (CIFAR-100: the coarse, then the fine one), one byte each, and 3,072 bytes: red, green and blue, 32 rows
 * of 32 pixels each. Files have nothing else.
 */
public final class Cifar {
    private static final int CHANNELS = 3;
    private static final int SIDE = 32;
    private static final int TRAINING_FILES = 5;

    private Cifar() {}

    /** Which of the two labels of CIFAR-100 is the class. */
    public enum Labels {
        /** A hundred classes. */
        FINE,
        /** Twenty superclasses of five each. */
        COARSE
    }

    /** Where CIFAR-10 is. */
    public record TenSettings(
            @JsonPropertyDescription("folder of the binary version, cifar-10-batches-bin") Path path,
            @JsonProperty(defaultValue = "0") @JsonPropertyDescription(PixelScale.MEAN) List<Double> mean,
            @JsonProperty(defaultValue = "1") @JsonPropertyDescription(PixelScale.DEVIATION) List<Double> deviation,
            @JsonPropertyDescription("take only so many training images, from the first; if absent all") @Nullable
                    Integer limit) {
        public TenSettings {
            ByteImages.require(mean, deviation, CHANNELS, limit);
        }
    }

    /** Where CIFAR-100 is, and which labels count. */
    public record HundredSettings(
            @JsonPropertyDescription("folder of the binary version, cifar-100-binary") Path path,
            @JsonProperty(defaultValue = "fine")
                    @JsonPropertyDescription("which label is the class: fine (100 classes) or coarse (20)")
                    Labels labels,
            @JsonProperty(defaultValue = "0") @JsonPropertyDescription(PixelScale.MEAN) List<Double> mean,
            @JsonProperty(defaultValue = "1") @JsonPropertyDescription(PixelScale.DEVIATION) List<Double> deviation,
            @JsonPropertyDescription("take only so many training images, from the first; if absent all") @Nullable
                    Integer limit) {
        public HundredSettings {
            ByteImages.require(mean, deviation, CHANNELS, limit);
        }
    }

    /** Reads CIFAR-10. */
    @SuppressWarnings("rawtypes")
    @AutoService(DatasetFactory.class)
    @Provides(
            id = "cifar-10",
            description = "CIFAR-10: 32 x 32 colour images of ten classes, from the binary version.",
            source = "Krizhevsky, Learning Multiple Layers of Features from Tiny Images, 2009")
    public static final class TenFactory implements DatasetFactory<TenSettings> {
        @Override
        public DataShape.Examples shape(TenSettings settings) {
            return shapeOf(10);
        }

        @Override
        public Examples create(TenSettings settings) {
            List<String> names = new ArrayList<>();
            for (int batch = 1; batch <= TRAINING_FILES; batch++) {
                names.add("data_batch_" + batch + ".bin");
            }
            return new Reading(
                            new ExpectedFiles(
                                    "cifar-10",
                                    "the folder of the binary version with data_batch_1.bin to data_batch_5.bin and"
                                            + " test_batch.bin: records of one label byte, 0 to 9, and 3072 bytes of"
                                            + " pixels"),
                            shapeOf(10),
                            new PixelScale(settings.mean, settings.deviation),
                            1,
                            0)
                    .read(settings.path, names, "test_batch.bin", settings.limit);
        }
    }

    /** Reads CIFAR-100. */
    @SuppressWarnings("rawtypes")
    @AutoService(DatasetFactory.class)
    @Provides(
            id = "cifar-100",
            description = "CIFAR-100: 32 x 32 colour images of a hundred classes or twenty, from the binary version.",
            source = "Krizhevsky, Learning Multiple Layers of Features from Tiny Images, 2009")
    public static final class HundredFactory implements DatasetFactory<HundredSettings> {
        @Override
        public DataShape.Examples shape(HundredSettings settings) {
            return shapeOf(settings.labels == Labels.FINE ? 100 : 20);
        }

        @Override
        public Examples create(HundredSettings settings) {
            return new Reading(
                            new ExpectedFiles(
                                    "cifar-100",
                                    "the folder of the binary version with train.bin and test.bin: records of two label"
                                            + " bytes, coarse 0 to 19 and fine 0 to 99, and 3072 bytes of pixels"),
                            shape(settings),
                            new PixelScale(settings.mean, settings.deviation),
                            2,
                            settings.labels == Labels.FINE ? 1 : 0)
                    .read(settings.path, List.of("train.bin"), "test.bin", settings.limit);
        }
    }

    private static DataShape.Examples shapeOf(int classes) {
        return new DataShape.Examples(List.of(CHANNELS, SIDE, SIDE), classes);
    }

    /** One reading of the files. */
    private static final class Reading {
        private final ExpectedFiles expected;
        private final ByteImages.Builder images;
        private final int labels;
        private final int chosen;

        /**
         * Reads nothing yet.
         *
         * @param labels label bytes of a record
         * @param chosen which of them is the class
         */
        Reading(ExpectedFiles expected, DataShape.Examples shape, PixelScale scale, int labels, int chosen) {
            this.expected = expected;
            this.labels = labels;
            this.chosen = chosen;
            images = new ByteImages.Builder(expected, shape, scale);
        }

        Examples read(Path path, List<String> training, String test, @Nullable Integer limit) {
            Path folder = expected.folder(path);
            long most = ByteImages.most(limit);
            for (String name : training) {
                read(expected.file(folder, name), most);
            }
            images.endOfTraining();
            read(expected.file(folder, test), Long.MAX_VALUE);
            return images.build();
        }

        private void read(Path file, long most) {
            byte[] label = new byte[labels];
            byte[] pixels = new byte[images.bytes()];
            try (FileBytes in = FileBytes.open(expected, file)) {
                if (in.isAtEnd()) {
                    throw in.fault("is empty");
                }
                for (int place = 1; images.images() < most && !in.isAtEnd(); place++) {
                    in.read(label, 0, labels, "record " + place);
                    int found = label[chosen] & 0xff;
                    images.label(found, found, file);
                    in.read(pixels, 0, pixels.length, "record " + place);
                    images.image(pixels, file);
                }
            }
        }
    }
}
