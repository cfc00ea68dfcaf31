package org.longhaul.study.sweep;

import com.google.auto.service.AutoService;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.longhaul.extension.Provides;
import org.longhaul.scenario.engine.simulation.ProgressListener;
import org.longhaul.scenario.engine.simulation.RunControl;
import org.longhaul.scenario.replay.Replay;

/** This machine: trainings in slots, points on threads. */
@AutoService(SweepEngine.class)
@Provides(id = "local", description = "This machine: trainings in slots, points on threads.", source = "definition")
public final class LocalEngine implements SweepEngine {
    private @Nullable Options options;

    /** Found by its id. */
    public LocalEngine() {}

    @Override
    public void open(Options wanted) {
        if (wanted.master() != null) {
            throw new IllegalArgumentException("--master is for engines with a cluster, such as --engine spark");
        }
        options = wanted;
    }

    private Options options() {
        return Objects.requireNonNull(options, "open comes first");
    }

    @Override
    public void train(List<Path> folders, Listener listener, RunControl control) throws IOException {
        int slots = Math.max(1, Math.min(options().slots(), folders.size()));
        AtomicInteger next = new AtomicInteger();
        AtomicBoolean isBroken = new AtomicBoolean();
        together(slots, () -> {
            for (int i = next.getAndIncrement(); i < folders.size() && !isBroken.get(); i = next.getAndIncrement()) {
                control.check();
                Path folder = folders.get(i);
                try {
                    TrainingFolder.train(folder, options().device(), threads(slots), control, steps(folder, listener));
                    listener.trained(folder);
                } catch (RunControl.StoppedException e) {
                    throw e;
                } catch (IOException e) {
                    // A disk that is full is no fault of the point: the sweep stops, and goes on when that is mended.
                    isBroken.set(true);
                    throw new UncheckedIOException(e);
                } catch (RuntimeException | LinkageError e) {
                    listener.untrained(folder, TrainingFolder.cause(e));
                }
            }
        });
    }

    /** Cores that a training may use while others run beside it. */
    private int threads(int slots) {
        return Math.max(1, options().threads() / slots);
    }

    private static ProgressListener steps(Path folder, Listener listener) {
        return new ProgressListener() {
            @Override
            public void stepped(long stepsDone, double loss, boolean trained) {
                listener.stepped(folder, stepsDone);
            }
        };
    }

    @Override
    public void solve(Points points, Listener listener, RunControl control) throws IOException {
        Replay known = points.replay();
        PointSolver solver = known == null
                ? PointSolver.open(points.sweepFile(), points.figures(), points.run())
                : PointSolver.of(points.sweepFile(), points.figures(), known);
        BitSet open = (BitSet) points.points().clone();
        Object lock = new Object();
        int[] next = {open.nextSetBit(0)};
        together(Math.min(options().threads(), Math.max(1, open.cardinality())), () -> {
            while (true) {
                control.check();
                int point;
                synchronized (lock) {
                    point = next[0];
                    next[0] = point < 0 ? -1 : open.nextSetBit(point + 1);
                }
                if (point < 0) {
                    return;
                }
                listener.solved(point, solver.line(point));
            }
        });
    }

    /** Does the same on several threads, and waits for all of them; the first failure is thrown. */
    private static void together(int threads, Runnable work) throws IOException {
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                all.add(pool.submit(work));
            }
            Throwable failure = null;
            for (Future<?> each : all) {
                try {
                    each.get();
                } catch (ExecutionException e) {
                    failure = failure == null ? e.getCause() : failure;
                }
            }
            rethrow(failure);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } finally {
            pool.shutdown();
        }
    }

    private static void rethrow(@Nullable Throwable failure) throws IOException {
        if (failure instanceof UncheckedIOException e) {
            throw Objects.requireNonNull(e.getCause());
        }
        if (failure instanceof RuntimeException e) {
            throw e;
        }
        if (failure instanceof Error e) {
            throw e;
        }
        if (failure != null) {
            throw new IOException(failure);
        }
    }

    @Override
    public void close() {
        // Every call gives back its threads.
    }
}
