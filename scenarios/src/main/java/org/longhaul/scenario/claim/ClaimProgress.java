package org.longhaul.scenario.claim;

import java.util.List;
import org.longhaul.scenario.engine.simulation.ProgressListener;

/** Hears how far claims are. Trainings under way at a time are heard from threads of their own. */
public interface ClaimProgress {
    /** A claim has its verdict. */
    void judged(Judgement judgement);

    /**
     * A training begins or goes on.
     *
     * @param name of its paper and run
     * @return what hears how far it is
     */
    default ProgressListener began(String name) {
        return new ProgressListener() {};
    }

    /** What will be trained, in the order in which it is begun; before anything begins. */
    default void planned(List<Planned> trainings) {}

    /**
     * A training.
     *
     * @param name of its paper and run
     * @param units what it does, one after another
     */
    record Planned(String name, List<ProgressListener.Work> units) {
        public Planned {
            units = List.copyOf(units);
        }
    }
}
