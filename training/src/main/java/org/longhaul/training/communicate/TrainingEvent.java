package org.longhaul.training.communicate;

/** Something that training did and that costs time. Equal events are equal objects, whatever the step. */
public sealed interface TrainingEvent {

    /** These workers computed the loss and gradient of a batch of their own: a forward and a backward pass. */
    record Computed(Members members) implements TrainingEvent {
        /** Every worker did. */
        public Computed() {
            this(Members.EVERYONE);
        }
    }

    /** These workers applied their optimizer's local update. */
    record Updated(Members members) implements TrainingEvent {
        /** Every worker did. */
        public Updated() {
            this(Members.EVERYONE);
        }
    }

    /** Data was exchanged; the arithmetic has been done. */
    record Exchanged(Exchange exchange) implements TrainingEvent {}
}
