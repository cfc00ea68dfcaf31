package org.longhaul.training.schedule;

import org.longhaul.extension.Extension;

/**
 * Extension point: makes a {@link Schedule}.
 *
 * @param <S> settings record
 */
public interface ScheduleFactory<S extends Record> extends Extension<S> {
    /**
     * Makes the schedule.
     *
     * @param settings validated settings
     * @param totalSteps steps of the run, at least 1
     * @throws IllegalArgumentException if the settings do not fit into the run's length
     */
    Schedule create(S settings, long totalSteps);
}
