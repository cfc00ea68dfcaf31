package org.longhaul.training.communicate;

import java.util.List;
import org.longhaul.training.model.GroupFlops;

/** Something that training did and that costs time. Equal events are equal objects, whatever the step. */
public sealed interface TrainingEvent {

    /** These workers computed the loss and gradient of a batch of their own: a forward and a backward pass. */
    record Computed(Members members) implements TrainingEvent {
        /** Every worker did. */
        public Computed() {
            this(Members.EVERYONE);
        }
    }

    /**
     * Each of these workers passed over data beyond the batch that it trained on: a teacher's forward pass, the loss over all that
     * it has, squared gradients.
     *
     * @param forward forward passes, each over as many items as a training batch has
     * @param backward backward passes, in the same measure
     */
    record Passed(Members members, double forward, double backward) implements TrainingEvent {
        public Passed {
            if (!(forward >= 0 && backward >= 0 && forward + backward > 0 && forward + backward < 1e15)) {
                throw new IllegalArgumentException("forward (" + forward + ") and backward (" + backward
                        + ") must be passes, one of them at least.");
            }
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
     * Each of these workers wrote to storage, or read from it.
     *
     * @param elements values that one of them wrote or read, each of 4 bytes
     */
    record Stored(Members members, long elements, boolean isRead) implements TrainingEvent {}

    /** These workers factorized matrices, beside gradient and update: the bases of subspaces. */
    record Factorized(Members members, List<GroupFlops> flops) implements TrainingEvent {
        public Factorized {
            flops = List.copyOf(flops);
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
     * One member sent a vector to another, and goes on.
     *
     * @param exchange root and sender is the one, the only other member the other
     * @param isLetter whether the other goes on too, and asks for it later; otherwise it waits
     */
    record Sent(Exchange exchange, boolean isLetter) implements TrainingEvent {
        public Sent {
            if (exchange.members().size() != 2 || exchange.operation() != Exchange.Operation.BROADCAST) {
                throw new IllegalArgumentException("one sends to one other, found " + exchange + ".");
            }
        }

        /** Rank of who receives it. */
        public int receiver() {
            List<Integer> members = exchange.members();
            return members.get(0) == exchange.root() ? members.get(1) : members.get(0);
        }
    }

    /** The method asked the network which letters had arrived, and everybody waited for the answer. Nothing follows in the step. */
    record Asked(Question question) implements TrainingEvent {}

    /** The method asked who has come to the end of a round, and everybody waited for the answer. Nothing follows in the step. */
    record Called(RollCall call) implements TrainingEvent {}

    /**
     * What was heard before this in the step followed the answer to the roll call of the step before: its exchanges begin before
     * anything of this step.
     */
    record Resumed() implements TrainingEvent {}

    /** What the network answered. */
    record Answered(Answer answer) implements TrainingEvent {}

    /**
     * The members of an exchange waited for it, or some of them did.
     *
     * @param stepsAgo steps since it began; 0 for one of the same step
     * @param index its place among those exchanges and letters of that step that are awaited later, from 0
     * @param members who waited
     */
    record Awaited(int stepsAgo, int index, Members members) implements TrainingEvent {
        /** All members waited. */
        public Awaited(int stepsAgo, int index) {
            this(stepsAgo, index, Members.EVERYONE);
        }

        public Awaited {
            if (stepsAgo < 0 || index < 0) {
                throw new IllegalArgumentException(
                        "exchange " + index + " of " + stepsAgo + " steps ago must have no negative number.");
            }
        }

        /** The same, heard in a step that comes after the one that it was meant for. */
        public Awaited oneStepLater() {
            return new Awaited(stepsAgo + 1, index, members);
        }
    }
}
