package org.longhaul.study.sweep;

/** Hears how far a sweep is; calls come from any thread. */
public interface SweepProgress {
    /** Something worth knowing. */
    void note(String what);

    /** Trainings begin: how many, and how many steps they have in all. */
    void trainingsStarted(int trainings, long steps);

    /** Steps that have been trained of all that are to be, and trainings that are over. */
    void stepped(long steps, int over);

    /** Points begin: how many there are, and how many were done before. */
    void pointsStarted(int points, int before);

    /** A point is done. */
    void solved(int done, int failed);
}
