package org.longhaul.training.dataset;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.longhaul.extension.Spelling;
import org.longhaul.training.task.DataShape;

/**
 * A data set of {@link SensorWindows}: each window as all its sensors saw it together, and as each alone did.
 *
 * <p><b>Order.</b> The example number of a window w as sensor s saw it is w (S + 1) + s, for S sensors; w (S + 1) + S is what all
 * saw. Which of these the workers have is the setting {@code sensors}. They are grouped by user, room and, where each sensor stands
 * alone, sensor.
 *
 * <p><b>Validation</b> is on what all sensors saw, on one sensor's where workers have that one only, and on each alone where no
 * input holds all. What is held out of a worker's own data is as its sensors saw it.
 *
 * <p><b>Source.</b> Split levels and layouts: the code of Iacob et al., "Privacy in Multimodal Federated Human Activity Recognition",
 * arXiv 2305.12134. Thread-safety: as the windows.
 */
public final class SensorExamples implements Examples {
    /** Workers have windows as all sensors saw them. */
    public static final String TOGETHER = "together";
    /** Workers have windows as one sensor saw them. */
    public static final String APART = "apart";

    private final SensorWindows windows;
    private final SensorLayout layout;
    private final String dealt;
    private final DataShape.Examples shape;
    private final int views;

    /** The sensor that the workers have, or all of them together; -1 where they have each alone. */
    private final int only;

    /** Which is validated on; -1 for each alone. */
    private final int validated;

    /**
     * The examples of some windows.
     *
     * @param layout where one sensor's numbers stand
     * @param dealt which the workers have: {@value #TOGETHER}, {@value #APART} or the name of the only one
     * @throws IllegalArgumentException if there is no such sensor, or no input holds all of them
     */
    public SensorExamples(SensorWindows windows, SensorLayout layout, String dealt) {
        this.windows = windows;
        this.layout = layout;
        this.dealt = dealt;
        requireFit(windows.sensors(), layout, dealt);
        int sensors = windows.sensors().size();
        int[] widths = IntStream.range(0, sensors).map(windows::width).toArray();
        shape = shape(widths, layout, windows.classes(), windows.rowLength());
        views = sensors + 1;
        only = dealt.equals(TOGETHER) ? sensors : windows.sensors().indexOf(dealt);
        validated = only >= 0 ? only : layout == SensorLayout.PAD_TO_MAX ? -1 : sensors;
    }

    /** What examples look like; reads nothing. */
    public static DataShape.Examples shape(int[] widths, SensorLayout layout, int classes) {
        return shape(widths, layout, classes, 0);
    }

    /**
     * The same of windows whose numbers stand in rows.
     *
     * @param rowLength see {@link SensorWindows#rowLength}
     */
    public static DataShape.Examples shape(int[] widths, SensorLayout layout, int classes, int rowLength) {
        IntStream all = Arrays.stream(widths);
        int width = layout == SensorLayout.PAD_TO_MAX ? all.max().orElseThrow() : all.sum();
        return new DataShape.Examples(
                rowLength == 0 ? List.of(width) : List.of(1, width / rowLength, rowLength), classes);
    }

    /**
     * Checks settings.
     *
     * @throws IllegalArgumentException if there is no such sensor, or no input holds all of them
     */
    public static void requireFit(List<String> sensors, SensorLayout layout, String dealt) {
        List<String> allowed = IntStream.range(0, sensors.size() + 2)
                .mapToObj(i -> i == 0 ? TOGETHER : i == 1 ? APART : sensors.get(i - 2))
                .toList();
        if (!allowed.contains(dealt)) {
            throw new IllegalArgumentException("sensors (" + dealt + ") must be one of " + String.join(", ", allowed)
                    + Spelling.maybe(dealt, allowed));
        }
        if (layout == SensorLayout.PAD_TO_MAX && dealt.equals(TOGETHER)) {
            throw new IllegalArgumentException("layout (pad-to-max) has room for the longest sensor only, so sensors"
                    + " (together) cannot be its input; take pad-concat or pad-to-summed, or sensors: apart");
        }
    }

    @Override
    public List<String> sensors() {
        return windows.sensors();
    }

    @Override
    public int sensor(int item) {
        int view = item % views;
        return view == views - 1 ? ALL_SENSORS : view;
    }

    @Override
    public int seenBy(int item, int sensor) {
        return item - item % views + (sensor == ALL_SENSORS ? views - 1 : sensor);
    }

    @Override
    public boolean isDealt(int item) {
        int view = item % views;
        return only < 0 ? view < views - 1 : view == only;
    }

    @Override
    public boolean isValidated(int item) {
        int view = item % views;
        return isHeldOut(item) && (validated < 0 ? view < views - 1 : view == validated);
    }

    @Override
    public int size() {
        return windows.windows() * views;
    }

    @Override
    public DataShape.Examples shape() {
        return shape;
    }

    @Override
    public boolean isHeldOut(int item) {
        return windows.isHeldOut(item / views);
    }

    @Override
    public int label(int item) {
        return windows.label(item / views);
    }

    @Override
    public int groups() {
        return windows.persons();
    }

    @Override
    public int group(int item) {
        return windows.person(item / views);
    }

    @Override
    public List<String> attributes() {
        return only < 0 ? List.of("user", "room", "sensor") : List.of("user", "room");
    }

    @Override
    public int values(int attribute) {
        return switch (attribute) {
            case 0 -> windows.persons();
            case 1 -> windows.rooms();
            default -> windows.sensors().size();
        };
    }

    @Override
    public int value(int attribute, int item) {
        return switch (attribute) {
            case 0 -> windows.person(item / views);
            case 1 -> windows.room(item / views);
            default -> sensor(item);
        };
    }

    @Override
    public String valueName(int attribute, int value) {
        return attribute == 2 ? windows.sensors().get(value) : Integer.toString(value);
    }

    @Override
    public void copy(int item, float[] target, int at) {
        int sensor = sensor(item);
        if (sensor == ALL_SENSORS && layout == SensorLayout.PAD_TO_MAX) {
            throw new IllegalArgumentException("an input of layout pad-to-max has no room for all sensors.");
        }
        Arrays.fill(target, at, at + shape.elements(), 0);
        int place = at;
        for (int each = 0; each < views - 1; each++) {
            if (each == sensor || sensor == ALL_SENSORS) {
                boolean isFirst = sensor != ALL_SENSORS && layout != SensorLayout.PAD_CONCAT;
                windows.copy(item / views, each, target, isFirst ? at : place);
            }
            place += windows.width(each);
        }
    }

    @Override
    public String identity() {
        return windows.identity() + ", sensors " + dealt + ", layout " + layout;
    }
}
