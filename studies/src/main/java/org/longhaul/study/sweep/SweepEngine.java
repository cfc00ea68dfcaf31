package org.longhaul.study.sweep;

import java.io.IOException;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.longhaul.extension.Extension;
import org.longhaul.scenario.engine.simulation.RunControl;
import org.longhaul.scenario.replay.Replay;
import org.longhaul.training.tensor.Device;

/**
 * Extension point: where the trainings and points of a sweep are computed. An engine hands over each result as it comes; the
 * sweep's directory, its journal and its store stay with the program that was started.
 */
public interface SweepEngine extends Extension<SweepEngine.Settings>, AutoCloseable {
    /** No settings: options are. */
    record Settings() {}

    /**
     * What the command line asks for.
     *
     * @param threads points that this machine simulates at a time
     * @param slots trainings that this machine runs at a time
     * @param device where to train
     * @param master the cluster, for engines that have one; null for none
     */
    record Options(int threads, int slots, Device device, @Nullable String master) {}

    /** Hears what became of work; calls may come from any thread. */
    interface Listener {
        /** A training is over and lies in its folder. */
        void trained(Path folder);

        /** A training cannot be done. */
        void untrained(Path folder, String cause);

        /** A training came so far. */
        void stepped(Path folder, long steps);

        /** A point is done: the line of the journal; null where it needs trainings of its own. */
        void solved(long point, byte @Nullable [] line);
    }

    /**
     * Points that replay one run.
     *
     * @param replay the run, where this machine has read it already; null where it has not
     */
    record Points(Path sweepFile, List<String> figures, Path run, BitSet points, @Nullable Replay replay) {}

    /** Begins, once, before anything else. @throws IllegalArgumentException if the options do not fit */
    void open(Options options);

    /**
     * Trains what the folders hold, in whatever order.
     *
     * @throws RunControl.StoppedException if it was asked to stop; what is begun is kept where it can be
     */
    void train(List<Path> folders, Listener listener, RunControl control) throws IOException;

    /**
     * Simulates points.
     *
     * @throws RunControl.StoppedException if it was asked to stop
     */
    void solve(Points points, Listener listener, RunControl control) throws IOException;

    @Override
    default Class<Settings> settingsType() {
        return Settings.class;
    }

    /** Gives back what {@link #open} took. */
    @Override
    void close();
}
