package org.longhaul.simulator.collective.execution;

/** Hears how far an executing plan is; called from the event loop. */
public interface PlanListener {

    /**
     * A participant has entered a round, or behind the last one the end, where rounds are not entered together; called before
     * {@link #participantDone}.
     */
    default void roundEntered(int participant, int round) {}

    /** All sends and receives of a participant are done. */
    void participantDone(int participant);

    /** All participants are done; called after the last {@link #participantDone}. */
    void planDone();
}
