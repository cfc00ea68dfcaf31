package org.longhaul.scenario.trace;

import java.util.ArrayList;
import java.util.List;
import org.longhaul.training.communicate.CostListener;
import org.longhaul.training.communicate.Exchange;

/** Gathers what training reports during one step. */
public final class StepListener implements CostListener {
    private final List<TrainingEvent> events = new ArrayList<>();

    @Override
    public void gradients(long step) {
        events.add(new TrainingEvent.Gradients());
    }

    @Override
    public void exchange(Exchange exchange) {
        events.add(new TrainingEvent.Averaging(exchange));
    }

    @Override
    public void update(long step) {
        events.add(new TrainingEvent.Update());
    }

    /** The events since the last call. */
    public StepEvents take() {
        StepEvents taken = new StepEvents(events);
        events.clear();
        return taken;
    }
}
