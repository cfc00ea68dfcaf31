package org.longhaul.scenario.trace;

import java.util.ArrayList;
import java.util.List;
import org.longhaul.training.communicate.TrainingEvent;
import org.longhaul.training.communicate.TrainingListener;

/** Gathers what training reports during one step. */
public final class StepListener implements TrainingListener {
    private final List<TrainingEvent> events = new ArrayList<>();

    @Override
    public void heard(TrainingEvent event) {
        events.add(event);
    }

    /** The events since the last call. */
    public StepEvents take() {
        StepEvents taken = new StepEvents(events);
        events.clear();
        return taken;
    }
}
