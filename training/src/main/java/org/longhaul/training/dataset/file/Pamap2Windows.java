package org.longhaul.training.dataset.file;

import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import com.google.common.primitives.ImmutableIntArray;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.longhaul.training.dataset.SensorWindows;

/**
 * Windows of PAMAP2's stretches of lines, which overlapping windows share: those to train on first, then those held out.
 *
 * <p>Thread-safety: immutable.
 */
final class Pamap2Windows implements SensorWindows {
    private final Pamap2.Settings settings;
    private final int columns;
    private final int window;
    private final int columnsOfOne;
    private final List<float[]> stretches;
    private final ImmutableIntArray stretchOf;
    private final ImmutableIntArray firstLine;
    private final ImmutableIntArray labels;
    private final ImmutableIntArray groups;
    private final int persons;
    private final int trained;
    private final double[] mean;
    private final double[] deviation;
    private final String identity;

    private Pamap2Windows(Builder from, String identity) {
        settings = from.settings;
        columns = from.columns.length;
        window = settings.window();
        columnsOfOne = columns / settings.names().size();
        stretches = from.stretches;
        stretchOf = from.stretchOf.build();
        firstLine = from.firstLine.build();
        labels = from.labels.build();
        groups = from.groups.build();
        persons = from.names.size();
        trained = from.trained;
        mean = from.mean;
        deviation = from.deviation;
        this.identity = identity;
    }

    /** Reads files one after another. Not thread-safe. */
    static final class Builder {
        private static final int COLUMNS = 54;
        private static final int MOST_ACTIVITY = 99;
        private static final double NANOS = 1e9;
        /** Nearly three hours; a longer stretch is cut. */
        private static final int MOST_LINES = 1_000_000;

        private final ExpectedFiles expected;
        private final Pamap2.Settings settings;
        private final int[] columns;
        private final HeapShare memory;
        private final Hasher hash = Hashing.murmur3_128().newHasher();
        private final List<float[]> stretches = new ArrayList<>();
        private final Map<String, Integer> names = new LinkedHashMap<>();
        private final double[] mean;
        private final double[] deviation;
        private final ImmutableIntArray.Builder stretchOf = ImmutableIntArray.builder();
        private final ImmutableIntArray.Builder firstLine = ImmutableIntArray.builder();
        private final ImmutableIntArray.Builder labels = ImmutableIntArray.builder();
        private final ImmutableIntArray.Builder groups = ImmutableIntArray.builder();
        private int count;
        private int trained;
        private float[] stretch = new float[0];
        private int lines;

        Builder(ExpectedFiles expected, Pamap2.Settings settings) {
            this.expected = expected;
            this.settings = settings;
            columns = settings.columns();
            memory = new HeapShare(expected);
            mean = new double[columns.length];
            deviation = new double[columns.length];
            Arrays.fill(deviation, 1);
        }

        void read(Path file, String subject) {
            boolean[] wanted = new boolean[COLUMNS];
            wanted[0] = true;
            wanted[1] = true;
            for (int column : columns) {
                wanted[column] = true;
            }
            double mostGap = settings.mostGap().toNanos() / NANOS;
            double[] numbers = new double[COLUMNS];
            double before = 0;
            int label = -1;
            try (NumberLines in = new NumberLines(expected, file)) {
                while (in.next()) {
                    in.numbers(numbers, wanted);
                    int next = settings.activities().indexOf(activity(in, numbers[1]));
                    if (next < 0 || lacks(in, numbers)) {
                        continue;
                    }
                    double gap = numbers[0] - before;
                    if (next != label || gap <= 0 || gap > mostGap || lines == MOST_LINES) {
                        endOfStretch(label, subject);
                    }
                    label = next;
                    before = numbers[0];
                    line(numbers, file);
                }
                endOfStretch(label, subject);
                if (in.number() == 0) {
                    throw in.fault("is missing: the file is empty");
                }
            }
        }

        private static int activity(NumberLines in, double found) {
            if (!(found >= 0 && found <= MOST_ACTIVITY && found == Math.rint(found))) {
                throw in.fault("has activity " + ExpectedFiles.shown(found)
                        + " in column 2; allowed: a whole number of 0 to " + MOST_ACTIVITY);
            }
            return (int) found;
        }

        /** Whether a number that is used is missing. */
        private boolean lacks(NumberLines in, double[] numbers) {
            boolean lacks = Double.isNaN(numbers[0]);
            for (int column : columns) {
                lacks |= Double.isNaN(numbers[column]);
                if (Double.isInfinite((float) numbers[column])) {
                    throw in.fault("has " + numbers[column] + " in column " + (column + 1)
                            + "; allowed: numbers that a float can hold, and NaN");
                }
            }
            return lacks;
        }

        private void line(double[] numbers, Path file) {
            if ((lines + 1) * columns.length > stretch.length) {
                int larger = Math.max(settings.window() * columns.length, 2 * stretch.length);
                memory.more(4L * (larger - stretch.length), file);
                stretch = Arrays.copyOf(stretch, larger);
            }
            for (int i = 0; i < columns.length; i++) {
                stretch[lines * columns.length + i] = (float) numbers[columns[i]];
            }
            lines++;
        }

        /** Keeps the lines since the last end, if they fill a window. */
        private void endOfStretch(int label, String subject) {
            if (lines >= settings.window()) {
                float[] kept = Arrays.copyOf(stretch, lines * columns.length);
                stretches.add(kept);
                stretch = new float[0];
                for (float number : kept) {
                    hash.putFloat(number);
                }
                int group = names.computeIfAbsent(subject, name -> names.size());
                hash.putString(subject, StandardCharsets.UTF_8).putInt(label);
                for (int first = 0; first + settings.window() <= lines; first += settings.stride()) {
                    window(stretches.size() - 1, first, label, group);
                }
            }
            lines = 0;
        }

        private void window(int of, int first, int label, int group) {
            stretchOf.add(of);
            firstLine.add(first);
            labels.add(label);
            groups.add(group);
            count++;
        }

        /** What was read so far is what is trained on; all that follows is held out. */
        void endOfTraining() {
            trained = count;
            if (!settings.standardise()) {
                return;
            }
            long all = 0;
            double[] squares = new double[columns.length];
            // Sums about the first line, so that large means take no digits from small deviations.
            float[] origin = stretches.isEmpty() ? new float[columns.length] : stretches.get(0);
            for (float[] each : stretches) {
                for (int i = 0; i < each.length; i++) {
                    double from = each[i] - (double) origin[i % columns.length];
                    mean[i % columns.length] += from;
                    squares[i % columns.length] += from * from;
                }
                all += each.length / columns.length;
            }
            for (int i = 0; i < columns.length; i++) {
                double average = mean[i] / Math.max(1, all);
                double variance = squares[i] / Math.max(1, all) - average * average;
                mean[i] = average + origin[i];
                // A column that stands still says nothing: it becomes 0.
                deviation[i] = variance > 1e-12 ? Math.sqrt(variance) : 1;
            }
        }

        Pamap2Windows build(Path folder) {
            if (trained == 0 || trained == count) {
                throw expected.fault(
                        folder,
                        "comes to " + trained + " windows to train on and " + (count - trained)
                                + " that are held out; allowed: at least one of each\nMaybe state a shorter window, other"
                                + " activities or other testSubjects.");
            }
            return new Pamap2Windows(
                    this,
                    expected.id() + ", " + trained + " and " + (count - trained) + " windows of " + settings.window()
                            + " every " + settings.stride() + ", columns " + Arrays.toString(columns)
                            + (settings.standardise() ? ", standardised" : "") + ", content " + hash.hash());
        }
    }

    @Override
    public int windows() {
        return labels.length();
    }

    @Override
    public int classes() {
        return settings.activities().size();
    }

    @Override
    public List<String> sensors() {
        return settings.names();
    }

    @Override
    public int width(int sensor) {
        return columnsOfOne * window;
    }

    @Override
    public int rowLength() {
        return window;
    }

    @Override
    public boolean isHeldOut(int window) {
        return window >= trained;
    }

    @Override
    public int label(int window) {
        return labels.get(window);
    }

    @Override
    public int persons() {
        return persons;
    }

    @Override
    public int person(int window) {
        return groups.get(window);
    }

    @Override
    public int rooms() {
        return 1;
    }

    @Override
    public int room(int window) {
        return 0;
    }

    @Override
    public void copy(int of, int sensor, float[] target, int at) {
        float[] stretch = stretches.get(stretchOf.get(of));
        int first = firstLine.get(of);
        for (int row = 0; row < columnsOfOne; row++) {
            int column = sensor * columnsOfOne + row;
            for (int line = 0; line < window; line++) {
                float number = stretch[(first + line) * columns + column];
                target[at + row * window + line] = (float) ((number - mean[column]) / deviation[column]);
            }
        }
    }

    @Override
    public String identity() {
        return identity;
    }
}
