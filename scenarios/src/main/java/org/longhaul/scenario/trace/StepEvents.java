package org.longhaul.scenario.trace;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.longhaul.training.communicate.Answer;
import org.longhaul.training.communicate.Exchange;
import org.longhaul.training.communicate.Question;
import org.longhaul.training.communicate.RollCall;
import org.longhaul.training.communicate.TrainingEvent;

/** The events of one training step in program order. Equal steps are one shared instance within a trace. */
public record StepEvents(List<TrainingEvent> events) {
    private static final TrainingEvent RESUMED = new TrainingEvent.Resumed();

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

    /** The exchanges of the step, between two members or more. */
    public List<Exchange> exchanges() {
        List<Exchange> exchanges = new ArrayList<>();
        for (TrainingEvent event : events) {
            if (event instanceof TrainingEvent.Exchanged exchanged) {
                exchanges.add(exchanged.exchange());
            } else if (event instanceof TrainingEvent.Sent sent) {
                exchanges.add(sent.exchange());
            }
        }
        return exchanges;
    }

    /** What the method asked the network at the end of the step; null if it asked nothing. */
    public @Nullable Question question() {
        for (TrainingEvent event : events) {
            if (event instanceof TrainingEvent.Asked asked) {
                return asked.question();
            }
        }
        return null;
    }

    /** Whom the method called at the end of the step; null if nobody. */
    public @Nullable RollCall call() {
        for (TrainingEvent event : events) {
            if (event instanceof TrainingEvent.Called called) {
                return called.call();
            }
        }
        return null;
    }

    /** Whether its first exchanges belong to the step before, whose answer they followed. */
    public boolean resumes() {
        return events.contains(RESUMED);
    }

    /** The same without what followed the answer of the step before, and without a roll call of its own. */
    public StepEvents alone() {
        return call() == null
                ? this
                : new StepEvents(events.subList(events.indexOf(RESUMED) + 1, events.size()).stream()
                        .filter(event ->
                                !(event instanceof TrainingEvent.Called || event instanceof TrainingEvent.Answered))
                        .toList());
    }

    /** What the network answered; null if nothing was asked, or it is still to be answered. */
    public @Nullable Answer answer() {
        TrainingEvent last = events.isEmpty() ? null : events.get(events.size() - 1);
        return last instanceof TrainingEvent.Answered answered ? answered.answer() : null;
    }

    /** The step with more events at its end. */
    public StepEvents and(StepEvents later) {
        List<TrainingEvent> all = new ArrayList<>(events);
        all.addAll(later.events);
        return new StepEvents(all);
    }

    /** The same as a step of its own, after the one to which they would have belonged. */
    public StepEvents afterTheirStep() {
        return new StepEvents(events.stream()
                .map(event -> event instanceof TrainingEvent.Awaited awaited ? awaited.oneStepLater() : event)
                .toList());
    }
}
