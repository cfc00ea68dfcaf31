package org.longhaul.study.sweep;

/** Hears how far a sweep is; calls come from any thread. */
public interface SweepProgress {
    /** Something worth knowing. */
    default void note(String what) {}

    /** Trainings begin: how many, and how many steps they have in all. */
    default void trainingsStarted(int trainings, long steps) {}

    /** Steps that have been trained of all that are to be. */
    default void stepped(long steps, int over) {}

    /** Points begin: how many there are, and how many were done before. */
    default void pointsStarted(int points, int before) {}

    /** A point is done. */
    default void solved(int done, int failed) {}
}
