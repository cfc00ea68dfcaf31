package org.longhaul.training.dataset.file;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.google.auto.service.AutoService;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.longhaul.extension.Provides;
import org.longhaul.extension.Require;
import org.longhaul.training.data.DataFiles;
import org.longhaul.training.dataset.DatasetFactory;
import org.longhaul.training.dataset.Examples;
import org.longhaul.training.task.DataShape;

/**
 * Data of LEAF: JSON files in folders train and test, with users, and numbers and labels of each. Users are groups.
 *
 * <p>A file is {@code {"users": [...], "num_samples": [...], "user_data": {user: {"x": [[...], ...], "y": [...]}}}}, its keys in
 * any order; other keys are passed over. Examples whose x are text or names of pictures are refused.
 */
public final class Leaf {
    private static final int LARGEST_SIDE = 1 << 20;
    private static final int MOST_CLASSES = 100_000;
    private static final int MOST_ELEMENTS = 1 << 24;

    private Leaf() {}

    /** Where the files are and what is in them. */
    public record Settings(
            @JsonPropertyDescription("folder of the folders train and test") Path path,
            @JsonProperty(defaultValue = "[1, 28, 28]")
                    @JsonPropertyDescription("shape of x: channels, rows and columns of an image, or one number")
                    List<Integer> shape,
            @JsonProperty(defaultValue = "62") @JsonPropertyDescription("number of classes, y is 0 to one less")
                    int classes) {
        public Settings {
            shape = List.copyOf(shape);
            long elements = 1;
            for (int size : shape) {
                Require.count("shape", size, LARGEST_SIDE);
                elements = Math.min(elements * size, 1L + MOST_ELEMENTS);
            }
            if (shape.isEmpty() || elements > MOST_ELEMENTS) {
                throw new IllegalArgumentException(
                        "shape (" + shape + ") must have at least one size, and come to " + MOST_ELEMENTS + " at most");
            }
            Require.atLeast("classes", classes, 2);
            Require.count("classes", classes, MOST_CLASSES);
        }
    }

    /** Reads them. */
    @SuppressWarnings("rawtypes")
    @AutoService(DatasetFactory.class)
    @Provides(
            id = "leaf",
            description =
                    "Data of LEAF: JSON files of users with numbers and labels, FEMNIST for one; users are groups.",
            source = "Caldas et al., LEAF: A Benchmark for Federated Settings, arXiv 1812.01097")
    public static final class Factory implements DatasetFactory<Settings> {
        @Override
        public DataShape.Examples shape(Settings settings) {
            return new DataShape.Examples(settings.shape, settings.classes);
        }

        @Override
        public Examples create(Settings settings) {
            DataShape.Examples shape = shape(settings);
            ExpectedFiles expected = new ExpectedFiles(
                    "leaf",
                    "a folder with folders train and test of .json files (also .gz), each an object with users,"
                            + " num_samples and user_data, in which each user has x, lists of " + shape.elements()
                            + " numbers, and y, as many labels of 0 to " + (shape.classes() - 1));
            GroupedRows.Builder rows = new GroupedRows.Builder(expected, shape);
            Path folder = expected.folder(settings.path);
            read(expected, folder.resolve("train"), shape, rows);
            rows.endOfTraining();
            read(expected, folder.resolve("test"), shape, rows);
            return rows.build("");
        }
    }

    private static void read(ExpectedFiles expected, Path folder, DataShape.Examples shape, GroupedRows.Builder rows) {
        int before = rows.size();
        for (Path file : files(expected, folder)) {
            try (InputStream in = DataFiles.open(file)) {
                new LeafFile(expected, file, shape, rows).read(in);
            } catch (IOException e) {
                throw expected.fault(file, "cannot be read to its end: " + e.getMessage());
            }
        }
        if (rows.size() == before) {
            throw expected.fault(folder, "has no example");
        }
    }

    private static List<Path> files(ExpectedFiles expected, Path folder) {
        List<Path> files = expected.entries(folder).stream()
                .filter(Leaf::isJson)
                .filter(Files::isRegularFile)
                .toList();
        if (files.isEmpty()) {
            throw expected.fault(folder, "has no file that ends in .json");
        }
        return files;
    }

    private static boolean isJson(Path file) {
        String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
        return name.endsWith(".json") || name.endsWith(".json.gz") || name.endsWith(".json.zst");
    }
}
