package org.longhaul.simulator.collective.execution;

/** Hears how far an executing plan is; called from the event loop. */
public interface PlanListener {

    /** All sends and receives of a participant are done. */
    void participantDone(int participant);

    /** All participants are done; called after the last {@link #participantDone}. */
    void planDone();
}
