package org.longhaul.training.dataset.file;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.google.auto.service.AutoService;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.longhaul.extension.Provides;
import org.longhaul.training.dataset.DatasetFactory;
import org.longhaul.training.dataset.Examples;
import org.longhaul.training.task.DataShape;

/**
 * Street View House Numbers, cropped digits: MATLAB files with X of 32 x 32 x 3 x N bytes and y of N labels, 1 to 9, and 10 for the
 * digit 0. Class 0 is the digit 0.
 */
public final class Svhn {
    private static final DataShape.Examples SHAPE = new DataShape.Examples(List.of(3, 32, 32), 10);
    private static final int SIDE = 32;
    private static final int CHANNELS = 3;
    private static final int CLASSES = 10;

    private final ExpectedFiles expected = new ExpectedFiles(
            "svhn",
            "a folder with train_32x32.mat and test_32x32.mat (and extra_32x32.mat with extra: true), MATLAB files of"
                    + " version 5 to 7 with the bytes X, 32 x 32 x 3 x N, and the labels y, 1 to 10");
    private final ByteImages.Builder images;

    /** Where the files are. */
    public record Settings(
            @JsonPropertyDescription("folder of train_32x32.mat and test_32x32.mat") Path path,
            @JsonProperty(defaultValue = "false")
                    @JsonPropertyDescription("whether to train on extra_32x32.mat as well")
                    boolean extra,
            @JsonProperty(defaultValue = "0") @JsonPropertyDescription(PixelScale.MEAN) List<Double> mean,
            @JsonProperty(defaultValue = "1") @JsonPropertyDescription(PixelScale.DEVIATION) List<Double> deviation,
            @JsonPropertyDescription("take only so many images of each training file, from the first; if absent all")
                    @Nullable
                    Integer limit) {
        public Settings {
            ByteImages.require(mean, deviation, CHANNELS, limit);
        }
    }

    /** Reads them. */
    @SuppressWarnings("rawtypes")
    @AutoService(DatasetFactory.class)
    @Provides(
            id = "svhn",
            description = "Street View House Numbers: cropped digits of 32 x 32 pixels in colour, from the .mat files.",
            source = "Netzer et al., Reading Digits in Natural Images, NIPS Workshop 2011; format: MAT-file level 5")
    public static final class Factory implements DatasetFactory<Settings> {
        @Override
        public DataShape.Examples shape(Settings settings) {
            return SHAPE;
        }

        @Override
        public Examples create(Settings settings) {
            return new Svhn(settings).read(settings);
        }
    }

    private Svhn(Settings settings) {
        images = new ByteImages.Builder(expected, SHAPE, new PixelScale(settings.mean, settings.deviation));
    }

    private Examples read(Settings settings) {
        Path folder = expected.folder(settings.path);
        long most = ByteImages.most(settings.limit);
        read(expected.file(folder, "train_32x32.mat"), most);
        if (settings.extra) {
            read(expected.file(folder, "extra_32x32.mat"), most);
        }
        images.endOfTraining();
        read(expected.file(folder, "test_32x32.mat"), Long.MAX_VALUE);
        return images.build();
    }

    private void read(Path file, long most) {
        OneFile arrays = new OneFile(file, most);
        MatFile.read(expected, file, arrays);
        arrays.requireBoth();
    }

    /** The two arrays of a file, in whichever order they come. */
    private final class OneFile implements MatFile.Visitor {
        private final Path file;
        private final long most;
        private long pictures = -1;
        private long labels = -1;

        OneFile(Path file, long most) {
            this.file = file;
            this.most = most;
        }

        @Override
        public void array(String name, long[] dimensions, MatFile.Values values) {
            if (name.equals("X")) {
                requireFirst(pictures, name);
                pictures = pictures(dimensions, values);
            } else if (name.equals("y")) {
                requireFirst(labels, name);
                labels = labels(dimensions, values);
            }
        }

        private void requireFirst(long known, String name) {
            if (known >= 0) {
                throw expected.fault(file, "has two arrays " + name + "; allowed: one");
            }
        }

        private long pictures(long[] dimensions, MatFile.Values values) {
            // MATLAB leaves out a last dimension of 1.
            long count = dimensions.length == 3 ? 1 : dimensions.length == 4 ? dimensions[3] : -1;
            if (count < 1
                    || dimensions[0] != SIDE
                    || dimensions[1] != SIDE
                    || dimensions[2] != CHANNELS
                    || !values.isBytes()) {
                throw expected.fault(
                        file,
                        "has an array X of " + Arrays.toString(dimensions) + (values.isBytes() ? " bytes" : " numbers")
                                + "; allowed: [32, 32, 3, N] bytes");
            }
            byte[] stored = new byte[images.bytes()];
            byte[] turned = new byte[images.bytes()];
            for (long i = 0; i < Math.min(count, most); i++) {
                values.bytes(stored, "image " + (i + 1) + " of " + count);
                for (int channel = 0; channel < CHANNELS; channel++) {
                    for (int pixel = 0; pixel < SIDE * SIDE; pixel++) {
                        turned[channel * SIDE * SIDE + pixel % SIDE * SIDE + pixel / SIDE] =
                                stored[channel * SIDE * SIDE + pixel];
                    }
                }
                images.image(turned, file);
            }
            return count;
        }

        private long labels(long[] dimensions, MatFile.Values values) {
            long count = dimensions[0] * dimensions[1];
            if (dimensions.length != 2 || Math.min(dimensions[0], dimensions[1]) != 1) {
                throw expected.fault(
                        file, "has an array y of " + Arrays.toString(dimensions) + " numbers; allowed: [N, 1]");
            }
            for (long i = 0; i < Math.min(count, most); i++) {
                double found = values.next();
                if (!(found >= 1 && found <= CLASSES && found == Math.rint(found))) {
                    throw expected.fault(
                            file,
                            "has label " + ExpectedFiles.shown(found) + " for image " + (i + 1) + "; allowed: 1 to 10");
                }
                images.label((long) found % CLASSES, (long) found, file);
            }
            return count;
        }

        void requireBoth() {
            if (pictures < 0 || labels < 0 || pictures != labels) {
                throw expected.fault(
                        file,
                        "has " + (pictures < 0 ? "no array X" : pictures + " images in X") + " and "
                                + (labels < 0 ? "no array y" : labels + " labels in y")
                                + "; allowed: as many of the one as of the other");
            }
        }
    }
}
