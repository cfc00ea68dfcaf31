package org.longhaul.scenario.trace;

import java.util.List;
import org.longhaul.training.communicate.TrainingEvent;

/** The events of one training step in program order. Equal steps are one shared instance within a trace. */
public record StepEvents(List<TrainingEvent> events) {
    public StepEvents {
        events = List.copyOf(events);
    }

    /** Batches that were trained on: one for each worker that computed. */
    public long batches(int everyone) {
        long sum = 0;
        for (TrainingEvent event : events) {
            if (event instanceof TrainingEvent.Computed computed) {
                sum += computed.members().count(everyone);
            }
        }
        return sum;
    }

    /** The same as a step of its own, after the one to which they would have belonged. */
    public StepEvents afterTheirStep() {
        return new StepEvents(events.stream()
                .map(event -> event instanceof TrainingEvent.Awaited awaited ? awaited.oneStepLater() : event)
                .toList());
    }
}
