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

    /**
     * Data was exchanged; the arithmetic has been done.
     *
     * @param isAwaitedLater whether the members go on while it travels, until they {@linkplain Awaited await} it
     */
    record Exchanged(Exchange exchange, boolean isAwaitedLater) implements TrainingEvent {
        /** The members wait for it. */
        public Exchanged(Exchange exchange) {
            this(exchange, false);
        }
    }

    /**
     * The members of an exchange waited for it.
     *
     * @param stepsAgo steps since it began; 0 for one of the same step
     * @param index its place among those exchanges of that step that are awaited later, from 0
     */
    record Awaited(int stepsAgo, int index) implements TrainingEvent {
        public Awaited {
            if (stepsAgo < 0 || index < 0) {
                throw new IllegalArgumentException(
                        "exchange " + index + " of " + stepsAgo + " steps ago must have no negative number.");
            }
        }

        /** The same, heard in a step that comes after the one that it was meant for. */
        public Awaited oneStepLater() {
            return new Awaited(stepsAgo + 1, index);
        }
    }
}
