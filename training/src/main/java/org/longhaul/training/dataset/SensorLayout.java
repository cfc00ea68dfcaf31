package org.longhaul.training.dataset;

/** Where the numbers of one sensor stand in a model's input, which is the same for all; zeros stand everywhere else. */
public enum SensorLayout {
    /** Each sensor has places of its own, those that it has in the full input. */
    PAD_CONCAT,
    /** Each begins at the first place, and the input is as long as all together: sensors share places. */
    PAD_TO_SUMMED,
    /** Each begins at the first place, and the input is as long as the longest: no input holds all of them. */
    PAD_TO_MAX
}
