package org.longhaul.wire.probe;

import java.io.IOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

/** What became of a task. */
final class TaskOutcome {
    private TaskOutcome() {}

    /** Returns its result, or throws what it threw. */
    static <T> T of(Future<T> task) throws IOException, InterruptedException {
        try {
            return task.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException cause) {
                throw new IOException(cause.getMessage(), cause);
            }
            throw new IllegalStateException(e.getCause());
        }
    }
}
