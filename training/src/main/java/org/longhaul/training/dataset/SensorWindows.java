package org.longhaul.training.dataset;

import java.util.List;

/**
 * What several sensors recorded of people at the same time: windows, each with an activity, a person and a room, and the numbers of
 * each sensor. {@link SensorExamples} make a data set of them.
 *
 * <p>Thread-safety: safe for concurrent use.
 */
public interface SensorWindows {
    /** Number of windows, those for validation included. */
    int windows();

    /** Number of activities. */
    int classes();

    /** Names of the sensors, in lower-kebab-case. */
    List<String> sensors();

    /** Numbers that a sensor has of one window. */
    int width(int sensor);

    /**
     * Numbers of a row where they stand in rows, as many whole rows as each sensor has, so that models of images take them; 0 for
     * features without such an order.
     */
    default int rowLength() {
        return 0;
    }

    /** Whether a window is for validation and never trained on. */
    boolean isHeldOut(int window);

    /** The activity of a window, from 0. */
    int label(int window);

    /** Number of persons. */
    int persons();

    /** Whose window it is, from 0. */
    int person(int window);

    /** Number of rooms. */
    int rooms();

    /** Where it was recorded, from 0. */
    int room(int window);

    /** Writes what a sensor has of a window, {@link #width} numbers. */
    void copy(int window, int sensor, float[] target, int at);

    /** Everything that the windows depend on, in one line. */
    String identity();
}
