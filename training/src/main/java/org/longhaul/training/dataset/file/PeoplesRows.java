package org.longhaul.training.dataset.file;

import java.util.List;
import org.longhaul.training.dataset.SensorWindows;

/**
 * Windows of several sensors, kept as rows of the one after rows of the other. All were recorded in one room, as far as is known.
 *
 * @param widths numbers of each sensor
 * @param rowLength numbers of a row
 */
record PeoplesRows(GroupedRows rows, List<String> sensors, List<Integer> widths, int rowLength)
        implements SensorWindows {
    @Override
    public int windows() {
        return rows.size();
    }

    @Override
    public int classes() {
        return rows.labels();
    }

    @Override
    public int width(int sensor) {
        return widths.get(sensor);
    }

    @Override
    public boolean isHeldOut(int window) {
        return rows.isHeldOut(window);
    }

    @Override
    public int label(int window) {
        return rows.label(window);
    }

    @Override
    public int persons() {
        return rows.groups();
    }

    @Override
    public int person(int window) {
        return rows.group(window);
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
    public void copy(int window, int sensor, float[] target, int at) {
        int from = 0;
        for (int before = 0; before < sensor; before++) {
            from += widths.get(before);
        }
        rows.copy(window, from, widths.get(sensor), target, at);
    }

    @Override
    public String identity() {
        return rows.identity();
    }
}
