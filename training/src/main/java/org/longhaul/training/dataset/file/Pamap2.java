package org.longhaul.training.dataset.file;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.google.auto.service.AutoService;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.longhaul.extension.Provides;
import org.longhaul.extension.Require;
import org.longhaul.training.dataset.DatasetFactory;
import org.longhaul.training.dataset.Examples;
import org.longhaul.training.dataset.SensorExamples;
import org.longhaul.training.dataset.SensorLayout;
import org.longhaul.training.task.DataShape;

/**
 * PAMAP2: nine people with sensors on hand, chest and ankle, 100 Hz, cut into windows. Subjects are groups.
 *
 * <p>A line has 54 columns: seconds, activity, heart rate, and for each of the three positions temperature, acceleration up to 16 g,
 * up to 6 g, angular velocity, magnetic field (three each) and four columns of orientation that its authors call invalid. Used are
 * acceleration up to 16 g, angular velocity and magnetic field.
 *
 * <p><b>Windows.</b> Lines of activities that are not listed (0 is in between two) and those with a NaN in a column that is used are
 * dropped. A window has lines of one activity, none further from the one before it than {@code mostGap}; windows of one stretch
 * begin {@code stride} lines apart.
 *
 * <p><b>Shape.</b> [1, columns, window], a row for each column, so that models of images take it. With {@code standardise} each
 * column has mean 0 and deviation 1 over what is trained on.
 *
 * <p>Differs from the source: it names no test set; whole subjects are held out here, those that {@code testSubjects} lists.
 */
public final class Pamap2 {
    private static final Pattern NAME = Pattern.compile("subject1([0-9][0-9])\\.dat(\\.gz|\\.zst)?");
    private static final int LONGEST_WINDOW = 10_000;
    private static final int MOST_ACTIVITY = 24;
    private static final int MOST_SUBJECT = 99;
    private static final int AXES = 3;

    private Pamap2() {}

    /** Where sensors are worn. */
    public enum Position {
        /** On the wrist of the dominant arm. */
        HAND(3),
        /** On the chest. */
        CHEST(20),
        /** On the ankle of the dominant side. */
        ANKLE(37);

        private final int firstColumn;

        Position(int firstColumn) {
            this.firstColumn = firstColumn;
        }
    }

    /** What they measure. */
    public enum Kind {
        /** Acceleration up to 16 g, m/s^2. */
        ACCELEROMETER(1),
        /** Angular velocity, rad/s. */
        GYROSCOPE(7),
        /** Magnetic field, microtesla. */
        MAGNETOMETER(10);

        private final int offset;

        Kind(int offset) {
            this.offset = offset;
        }
    }

    /** What counts as one sensor. */
    public enum Modality {
        /** All that is worn in one place. */
        POSITION,
        /** All that measures the same. */
        KIND
    }

    /** Where the files are, and what of them. */
    public record Settings(
            @JsonPropertyDescription("folder of subject101.dat to subject109.dat: Protocol") Path path,
            @JsonProperty(defaultValue = "[1, 2, 3, 4, 5, 6, 7, 12, 13, 16, 17, 24]")
                    @JsonPropertyDescription(
                            "activities that are classes, by their numbers, in this order; all others are dropped")
                    List<Integer> activities,
            @JsonProperty(defaultValue = "[6]")
                    @JsonPropertyDescription(
                            "subjects that are held out; the source names none, so the default is ours")
                    List<Integer> testSubjects,
            @JsonProperty(defaultValue = "[hand, chest, ankle]") @JsonPropertyDescription("places that are used")
                    List<Position> positions,
            @JsonProperty(defaultValue = "[accelerometer, gyroscope, magnetometer]")
                    @JsonPropertyDescription("kinds of measurement that are used")
                    List<Kind> kinds,
            @JsonProperty(defaultValue = "position")
                    @JsonPropertyDescription("what counts as one sensor: position (hand, ...) or kind (gyroscope, ...)")
                    Modality modality,
            @JsonProperty(defaultValue = "together")
                    @JsonPropertyDescription(
                            "what an example shows: all sensors (together), one at a time with zeros for the others (apart, for a partition by sensor), or the named one only")
                    String sensors,
            @JsonProperty(defaultValue = "pad-to-summed")
                    @JsonPropertyDescription(
                            "where the input has a sensor that stands apart: its own rows (pad-concat), or the first, with zeros up to the rows of all (pad-to-summed) or of the widest (pad-to-max)")
                    SensorLayout layout,
            @JsonProperty(defaultValue = "256")
                    @JsonPropertyDescription("lines of a window, 100 a second; the default is ours")
                    int window,
            @JsonProperty(defaultValue = "128")
                    @JsonPropertyDescription(
                            "lines from the beginning of a window to that of the next; the default is ours")
                    int stride,
            @JsonProperty(defaultValue = "100 ms")
                    @JsonPropertyDescription("longest time between two lines of a window, where some were dropped")
                    Duration mostGap,
            @JsonProperty(defaultValue = "true")
                    @JsonPropertyDescription(
                            "whether each column gets mean 0 and deviation 1 over what is trained on; else the file's units")
                    boolean standardise) {
        public Settings {
            activities = List.copyOf(activities);
            testSubjects = List.copyOf(testSubjects);
            positions = List.copyOf(positions);
            kinds = List.copyOf(kinds);
            requireDistinct("positions", positions);
            requireDistinct("kinds", kinds);
            requireDistinct("testSubjects", testSubjects);
            if (activities.size() < 2 || new HashSet<>(activities).size() < activities.size()) {
                throw new IllegalArgumentException("activities (" + activities + ") must be two or more, each once");
            }
            activities.forEach(each -> Require.count("activities", each, MOST_ACTIVITY));
            testSubjects.forEach(each -> Require.count("testSubjects", each, MOST_SUBJECT));
            Require.count("window", window, LONGEST_WINDOW);
            Require.count("stride", stride, LONGEST_WINDOW);
            if (mostGap.isNegative() || mostGap.isZero()) {
                throw new IllegalArgumentException("mostGap must be above 0 s");
            }
            SensorExamples.requireFit(names(modality == Modality.POSITION ? positions : kinds), layout, sensors);
        }

        private static void requireDistinct(String name, List<?> values) {
            if (values.isEmpty() || new HashSet<>(values).size() < values.size()) {
                throw new IllegalArgumentException(name + " (" + values + ") must be one or more, each once");
            }
        }

        /** Names of the sensors. */
        List<String> names() {
            return names(modality == Modality.POSITION ? positions : kinds);
        }

        private static List<String> names(List<? extends Enum<?>> sensors) {
            return sensors.stream()
                    .map(sensor -> sensor.name().toLowerCase(Locale.ROOT))
                    .toList();
        }

        /** Which of the 54 columns a model sees, from 0: those of each sensor together. */
        int[] columns() {
            int[] columns = new int[positions.size() * kinds.size() * AXES];
            int count = 0;
            for (int outer = 0; outer < names().size(); outer++) {
                for (int inner = 0; inner < columns.length / AXES / names().size(); inner++) {
                    Position position = positions.get(modality == Modality.POSITION ? outer : inner);
                    Kind kind = kinds.get(modality == Modality.POSITION ? inner : outer);
                    for (int axis = 0; axis < AXES; axis++) {
                        columns[count++] = position.firstColumn + kind.offset + axis;
                    }
                }
            }
            return columns;
        }

        /** Numbers of each sensor in a window. */
        int[] widths() {
            int[] widths = new int[names().size()];
            Arrays.fill(widths, window * columns().length / widths.length);
            return widths;
        }
    }

    /** Reads them. */
    @SuppressWarnings("rawtypes")
    @AutoService(DatasetFactory.class)
    @Provides(
            id = "pamap2",
            description = "Activities of nine people by sensors on hand, chest and ankle (PAMAP2), in windows.",
            source = "Reiss and Stricker, Introducing a New Benchmarked Dataset for Activity Monitoring, ISWC 2012")
    public static final class Factory implements DatasetFactory<Settings> {
        @Override
        public DataShape.Examples shape(Settings settings) {
            return SensorExamples.shape(
                    settings.widths(), settings.layout, settings.activities.size(), settings.window);
        }

        @Override
        public Examples create(Settings settings) {
            ExpectedFiles expected = new ExpectedFiles(
                    "pamap2",
                    "the folder Protocol with subject101.dat to subject109.dat (also .gz), 54 columns a line with blanks"
                            + " between them, NaN where a value is missing");
            Pamap2Windows.Builder windows = new Pamap2Windows.Builder(expected, settings);
            Map<Integer, Path> files = files(expected, settings.path);
            List<Path> tests = new ArrayList<>();
            for (int subject : settings.testSubjects) {
                Path file = files.get(subject);
                if (file == null) {
                    throw expected.fault(
                            settings.path,
                            "has no file of subject " + subject + ", whom testSubjects names; allowed: "
                                    + files.keySet());
                }
                tests.add(file);
            }
            files.forEach((subject, file) -> {
                if (!settings.testSubjects.contains(subject)) {
                    windows.read(file, "subject " + subject);
                }
            });
            windows.endOfTraining();
            for (int i = 0; i < tests.size(); i++) {
                windows.read(tests.get(i), "subject " + settings.testSubjects.get(i));
            }
            return new SensorExamples(windows.build(settings.path), settings.layout, settings.sensors);
        }
    }

    private static Map<Integer, Path> files(ExpectedFiles expected, Path folder) {
        Map<Integer, Path> files = new TreeMap<>();
        for (Path file : expected.entries(folder)) {
            Matcher name = NAME.matcher(String.valueOf(file.getFileName()));
            if (name.matches()) {
                files.putIfAbsent(Integer.parseInt(name.group(1)), file);
            }
        }
        if (files.isEmpty()) {
            throw expected.fault(folder, "has no file subject101.dat to subject109.dat");
        }
        return files;
    }
}
