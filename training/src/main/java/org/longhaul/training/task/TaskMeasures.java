package org.longhaul.training.task;

import java.util.ArrayList;
import java.util.List;
import org.longhaul.extension.PerClassLoader;
import org.longhaul.extension.Registry;

/** The measures on the class path. */
public final class TaskMeasures {
    private static final PerClassLoader<List<MeasureKind>> FOUND = new PerClassLoader<>(
            () -> Registry.<MeasureKind>load("measure", MeasureKind.class).all());

    private TaskMeasures() {}

    /** All of them, by id. */
    public static List<MeasureKind> all() {
        return FOUND.get();
    }

    /** Those that a task has: the loss first, then by id. */
    public static List<MeasureKind> of(Task task) {
        List<MeasureKind> fitting = new ArrayList<>();
        for (MeasureKind kind : all()) {
            if (kind.id().equals(Measure.LOSS)) {
                fitting.add(0, kind);
            } else if (kind.fits(task)) {
                fitting.add(kind);
            }
        }
        return List.copyOf(fitting);
    }
}
