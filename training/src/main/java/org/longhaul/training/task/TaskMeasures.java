package org.longhaul.training.task;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.longhaul.extension.Registry;

/** The measures on the class path. */
public final class TaskMeasures {
    /** Found once for the class loader that first asks: a sweep plans anew at every point. Other loaders may have others. */
    private static final class Found {
        static final @Nullable ClassLoader BY = Thread.currentThread().getContextClassLoader();
        static final List<MeasureKind> ALL = load();

        private Found() {}
    }

    private TaskMeasures() {}

    /** All of them, by id. */
    public static List<MeasureKind> all() {
        return Thread.currentThread().getContextClassLoader() == Found.BY ? Found.ALL : load();
    }

    private static List<MeasureKind> load() {
        return Registry.<MeasureKind>load("measure", MeasureKind.class).all();
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
