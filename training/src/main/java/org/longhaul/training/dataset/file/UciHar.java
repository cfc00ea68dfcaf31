package org.longhaul.training.dataset.file;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.google.auto.service.AutoService;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.longhaul.extension.Provides;
import org.longhaul.training.dataset.DatasetFactory;
import org.longhaul.training.dataset.Examples;
import org.longhaul.training.dataset.SensorExamples;
import org.longhaul.training.dataset.SensorLayout;
import org.longhaul.training.task.DataShape;

/**
 * Human Activity Recognition Using Smartphones (UCI): windows of 2.56 s at 50 Hz of thirty subjects and six activities, as raw
 * signals or as 561 features. Subjects are groups; the official split holds out whole subjects.
 *
 * <p><b>Shapes.</b> Raw: [1, signals, 128], a row for each signal, so that models of images take it; features: [561]. Units are the
 * files' own: g and radians a second; features lie in [-1, 1]. Class 0 is activity 1 (walking).
 */
public final class UciHar {
    private static final int WINDOW = 128;
    private static final int FEATURES = 561;
    private static final int CLASSES = 6;
    private static final int SUBJECTS = 30;
    private static final List<String> SIGNALS = List.of(
            "total_acc_x",
            "total_acc_y",
            "total_acc_z",
            "body_acc_x",
            "body_acc_y",
            "body_acc_z",
            "body_gyro_x",
            "body_gyro_y",
            "body_gyro_z");
    private static final List<String> SENSORS = List.of("accelerometer", "gyroscope");
    private static final List<Integer> WIDTHS = List.of(6 * WINDOW, 3 * WINDOW);

    private final Settings settings;
    private final ExpectedFiles expected;
    private final GroupedRows.Builder rows;

    /** What a model sees of a window. */
    public enum Representation {
        /** The signals. */
        RAW,
        /** What the authors computed of them. */
        FEATURES
    }

    /** Where the files are, and what of them. */
    public record Settings(
            @JsonPropertyDescription("folder of the folders train and test: UCI HAR Dataset") Path path,
            @JsonProperty(defaultValue = "raw")
                    @JsonPropertyDescription("what a model sees: raw (9 signals x 128) or features (561)")
                    Representation representation,
            @JsonProperty(defaultValue = "together")
                    @JsonPropertyDescription(
                            "what a raw example shows: both sensors (together), one at a time with zeros for the other (apart, for a partition by sensor), or one only (accelerometer, gyroscope)")
                    String sensors,
            @JsonProperty(defaultValue = "pad-to-summed")
                    @JsonPropertyDescription(
                            "where the input has a sensor that stands apart: its own rows (pad-concat), or the first, with zeros up to the rows of both (pad-to-summed) or of the accelerometer (pad-to-max)")
                    SensorLayout layout) {
        public Settings {
            SensorExamples.requireFit(SENSORS, layout, sensors);
            if (representation == Representation.FEATURES && !sensors.equals(SensorExamples.TOGETHER)) {
                throw new IllegalArgumentException("sensors (" + sensors
                        + ") must be together with representation: features, many of which come from both");
            }
        }
    }

    /** Reads them. */
    @SuppressWarnings("rawtypes")
    @AutoService(DatasetFactory.class)
    @Provides(
            id = "uci-har",
            description = "Activities of thirty people by the phone at their waist, raw signals or 561 features.",
            source =
                    "Anguita et al., A Public Domain Dataset for Human Activity Recognition Using Smartphones, ESANN 2013")
    public static final class Factory implements DatasetFactory<Settings> {
        @Override
        public DataShape.Examples shape(Settings settings) {
            return shapeOf(settings);
        }

        @Override
        public Examples create(Settings settings) {
            return new UciHar(settings).read();
        }
    }

    private UciHar(Settings settings) {
        this.settings = settings;
        expected = new ExpectedFiles(
                "uci-har",
                "the folder UCI HAR Dataset, in which train and test have y_*.txt (activities 1 to 6), subject_*.txt"
                        + " (1 to 30) and "
                        + (settings.representation == Representation.RAW
                                ? "Inertial Signals/total_acc_x_*.txt to body_gyro_z_*.txt with 128 numbers a line"
                                : "X_*.txt with 561 numbers a line"));
        rows = new GroupedRows.Builder(expected, wholeOf(settings.representation));
    }

    private static DataShape.Examples shapeOf(Settings settings) {
        return settings.representation == Representation.FEATURES
                ? wholeOf(settings.representation)
                : SensorExamples.shape(
                        WIDTHS.stream().mapToInt(width -> width).toArray(), settings.layout, CLASSES, WINDOW);
    }

    /** What is kept of a window. */
    private static DataShape.Examples wholeOf(Representation representation) {
        return new DataShape.Examples(
                representation == Representation.FEATURES ? List.of(FEATURES) : List.of(1, SIGNALS.size(), WINDOW),
                CLASSES);
    }

    private Examples read() {
        Path folder = expected.folder(settings.path);
        read(folder.resolve("train"), "train");
        rows.endOfTraining();
        read(folder.resolve("test"), "test");
        GroupedRows read = rows.build(", " + settings.representation);
        return settings.representation == Representation.FEATURES
                ? read
                : new SensorExamples(new PeoplesRows(read, SENSORS, WIDTHS, WINDOW), settings.layout, settings.sensors);
    }

    private void read(Path folder, String part) {
        expected.folder(folder);
        List<NumberLines> values = new ArrayList<>();
        try (NumberLines activities = open(folder, "y_" + part + ".txt");
                NumberLines subjects = open(folder, "subject_" + part + ".txt")) {
            if (settings.representation == Representation.FEATURES) {
                values.add(open(folder, "X_" + part + ".txt"));
            } else {
                for (String signal : SIGNALS) {
                    values.add(open(folder.resolve("Inertial Signals"), signal + "_" + part + ".txt"));
                }
            }
            windows(folder, activities, subjects, values);
        } finally {
            values.forEach(NumberLines::close);
        }
    }

    private NumberLines open(Path folder, String name) {
        return new NumberLines(expected, expected.file(folder, name));
    }

    private void windows(Path folder, NumberLines activities, NumberLines subjects, List<NumberLines> values) {
        double[] one = new double[1];
        double[] numbers = new double[settings.representation == Representation.FEATURES ? FEATURES : WINDOW];
        float[] example = new float[values.size() * numbers.length];
        while (activities.next()) {
            int activity = whole(activities, one, CLASSES, "activity");
            requireLine(subjects, activities);
            int subject = whole(subjects, one, SUBJECTS, "subject");
            for (int signal = 0; signal < values.size(); signal++) {
                requireLine(values.get(signal), activities);
                values.get(signal).numbers(numbers);
                for (int i = 0; i < numbers.length; i++) {
                    example[signal * numbers.length + i] = (float) numbers[i];
                }
            }
            rows.add(example, activity - 1, "subject " + subject, folder);
        }
        if (activities.number() == 0) {
            throw activities.fault("is missing: the file is empty");
        }
        requireEnd(subjects, activities);
        values.forEach(each -> requireEnd(each, activities));
    }

    private static int whole(NumberLines lines, double[] one, int most, String what) {
        lines.numbers(one);
        if (!(one[0] >= 1 && one[0] <= most && one[0] == Math.rint(one[0]))) {
            throw lines.fault("has " + what + " " + ExpectedFiles.shown(one[0]) + "; allowed: 1 to " + most);
        }
        return (int) one[0];
    }

    private static void requireLine(NumberLines lines, NumberLines activities) {
        if (!lines.next()) {
            throw lines.fault(
                    "is the last; allowed: as many lines as the file of activities has, which goes on with line "
                            + activities.number());
        }
    }

    private static void requireEnd(NumberLines lines, NumberLines activities) {
        if (lines.next()) {
            throw lines.fault(
                    "is one too many; allowed: as many lines as the file of activities has, which ends with line "
                            + activities.number());
        }
    }
}
