package org.longhaul.scenario.trace;

import org.longhaul.training.communicate.Exchange;

/** Something that training did within a step and that costs time. */
public sealed interface TrainingEvent {

    /** Every worker computed its gradient: a forward and a backward pass. */
    record Gradients() implements TrainingEvent {}

    /** Every worker applied its local update. */
    record Update() implements TrainingEvent {}

    /** Workers averaged a payload. */
    record Averaging(Exchange exchange) implements TrainingEvent {}
}
