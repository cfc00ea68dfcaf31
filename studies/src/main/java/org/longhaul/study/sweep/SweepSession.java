package org.longhaul.study.sweep;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.longhaul.extension.AtomicFiles;
import org.longhaul.scenario.engine.simulation.RunControl;
import org.longhaul.scenario.file.InvalidFileException;
import org.longhaul.scenario.run.FileTrouble;
import org.longhaul.scenario.run.UnitProgress;

/**
 * Carries a sweep out: trains what has to be trained, each training once, and replays every point; goes on where an earlier attempt
 * was stopped or killed. One thread uses it.
 */
public final class SweepSession implements AutoCloseable {
    private static final Duration STORE_EVERY = Duration.ofSeconds(5);

    private final Sweep sweep;
    private final SweepPlan plan;
    private final SweepFolder folder;
    private final Journal journal;
    private final StoreFeed feed;
    private final SweepEngine engine;
    private final SweepEngine.Options options;
    private final RunControl control;
    private final SweepProgress progress;
    private final BitSet done = new BitSet();
    private final BitSet strays = new BitSet();
    private final Map<Path, String> untrained = new ConcurrentHashMap<>();
    private final AtomicInteger failed = new AtomicInteger();
    private long storedNanos = System.nanoTime();
    private boolean isStoring;

    private SweepSession(
            SweepPlan plan,
            SweepFolder folder,
            StoreFeed feed,
            SweepEngine engine,
            SweepEngine.Options options,
            RunControl control,
            SweepProgress progress)
            throws IOException {
        this.sweep = plan.sweep();
        this.plan = plan;
        this.folder = folder;
        this.feed = feed;
        this.engine = engine;
        this.options = options;
        this.control = control;
        this.progress = progress;
        this.journal = Journal.open(folder.journal(), (result, from, until) -> {
            done.set(Math.toIntExact(result.point()));
            if (result.hasFailed()) {
                failed.incrementAndGet();
            }
        });
    }

    /**
     * Opens a sweep's directory, which is made where there is none.
     *
     * @param directory where results are kept
     * @param store the store of all runs
     * @param fresh whether to forget what an earlier sweep left in the directory
     * @throws SweepFolder.UnusableException if the directory is in use, or holds something else
     */
    public static SweepSession open(
            SweepPlan plan,
            Path directory,
            Path store,
            boolean fresh,
            SweepEngine engine,
            SweepEngine.Options options,
            RunControl control,
            SweepProgress progress)
            throws IOException {
        SweepFolder folder =
                SweepFolder.open(directory, plan.sweep(), plan.figures().names(), fresh);
        try {
            return new SweepSession(
                    plan, folder, new StoreFeed(store, folder, plan.sweep()), engine, options, control, progress);
        } catch (IOException | RuntimeException e) {
            folder.close();
            throw e;
        }
    }

    /**
     * Does what is still to be done, and writes table and store.
     *
     * @throws RunControl.StoppedException if it was asked to stop; everything up to there is kept
     */
    public void run() throws IOException {
        try {
            progress.pointsStarted(sweep.size(), done.cardinality());
            if (done.cardinality() < sweep.size()) {
                if (plan.scan() == null) {
                    replayRuns();
                } else {
                    trainAndReplay(plan.scan());
                }
            }
        } finally {
            finish();
        }
    }

    /** Recorded runs are replayed as they are. */
    private void replayRuns() throws IOException {
        List<Path> runs = Objects.requireNonNull(sweep.file().runs());
        for (int run = 0; run < runs.size(); run++) {
            BitSet points = open();
            int number = run;
            points.stream().filter(point -> sweep.run(point) != number).forEach(points::clear);
            solve(points, runs.get(run));
        }
    }

    private void trainAndReplay(TrainingScan scan) throws IOException {
        Map<TrainingGroup, BitSet> groups = new LinkedHashMap<>();
        BitSet open = open();
        for (int point = open.nextSetBit(0); point >= 0; point = open.nextSetBit(point + 1)) {
            TrainingGroup group = scan.likely(point);
            if (group == null) {
                strays.set(point);
            } else {
                groups.computeIfAbsent(group, each -> new BitSet()).set(point);
            }
        }
        train(groups.keySet());
        for (Map.Entry<TrainingGroup, BitSet> entry : groups.entrySet()) {
            solve(entry.getKey(), entry.getValue());
        }
        // What belongs to no group after all is planned one by one.
        BitSet left = (BitSet) strays.clone();
        for (int point = left.nextSetBit(0); point >= 0; point = left.nextSetBit(point + 1)) {
            control.check();
            stray(scan, point);
        }
    }

    private void stray(TrainingScan scan, int point) throws IOException {
        TrainingGroup group;
        try {
            group = scan.group(scan.plan(point));
        } catch (InvalidFileException | IllegalArgumentException e) {
            keep(PointResult.refused(point, PointSolver.oneLine(e)));
            return;
        }
        train(List.of(group));
        BitSet one = new BitSet();
        one.set(point);
        strays.clear();
        solve(group, one);
        if (strays.get(point)) {
            keep(PointResult.refused(point, "its trainings differ from those of its own plan"));
        }
    }

    /** Trains what some groups need and is not trained yet. */
    private void train(Iterable<TrainingGroup> groups) throws IOException {
        List<Path> folders = new ArrayList<>();
        long[] steps = new long[1];
        for (TrainingGroup group : groups) {
            for (TrainingGroup.Needed needed : group.trainings()) {
                Path path = folder.training(needed);
                if (!folders.contains(path) && !untrained.containsKey(path)) {
                    TrainingFolder.prepare(path, group, needed, scenario(), options.device());
                    if (!TrainingFolder.isOver(path)) {
                        folders.add(path);
                        steps[0] += needed.plan().steps();
                    }
                }
            }
        }
        if (folders.isEmpty()) {
            return;
        }
        progress.trainingsStarted(folders.size(), steps[0]);
        engine.train(folders, new Ear(), control);
    }

    private void solve(TrainingGroup group, BitSet points) throws IOException {
        for (TrainingGroup.Needed needed : group.trainings()) {
            String cause = untrained.get(folder.training(needed));
            if (cause != null) {
                refuse(
                        points,
                        needed.method().label() + ", seed " + needed.seed() + ", could not be trained: " + cause);
                return;
            }
        }
        if (!group.asking().isEmpty()) {
            for (int point = points.nextSetBit(0); point >= 0; point = points.nextSetBit(point + 1)) {
                control.check();
                live(point);
            }
            return;
        }
        Path base = folder.base(group);
        try {
            TrainingFolder.base(base, group, this::trained, scenario(), control);
        } catch (RunControl.StoppedException e) {
            throw e;
        } catch (InvalidFileException | IllegalArgumentException | IllegalStateException e) {
            refuse(points, PointSolver.oneLine(e));
            return;
        }
        solve(points, base);
    }

    private UnitProgress trained(TrainingGroup.Needed needed) throws IOException {
        return Objects.requireNonNull(TrainingFolder.trained(folder.training(needed)), "a training that is over");
    }

    /** A point at which a method asks the network: it is trained on the way. */
    private void live(int point) throws IOException {
        Path path = folder.live(point);
        AtomicFiles.delete(path);
        TrainingScan scan = Objects.requireNonNull(plan.scan());
        try {
            TrainingScan.Planned planned = scan.plan(point);
            TrainingGroup own = TrainingGroup.of(planned.source(), planned.plan());
            Files.createDirectories(Objects.requireNonNull(path.getParent()));
            keep(new PointResult(
                    point,
                    plan.figures()
                            .rows(TrainingFolder.run(
                                    path, own, this::trained, scenario(), control, options.threads()))));
        } catch (RunControl.StoppedException e) {
            throw e;
        } catch (InvalidFileException | IllegalArgumentException e) {
            keep(PointResult.refused(point, PointSolver.oneLine(e)));
        } catch (RuntimeException e) {
            keep(PointSolver.fault(point, e));
        } finally {
            AtomicFiles.delete(path);
        }
    }

    private void refuse(BitSet points, String cause) throws IOException {
        for (int point = points.nextSetBit(0); point >= 0; point = points.nextSetBit(point + 1)) {
            keep(PointResult.refused(point, cause));
        }
    }

    private void solve(BitSet points, Path run) throws IOException {
        if (!points.isEmpty()) {
            engine.solve(
                    new SweepEngine.Points(folder.sweepFile(), plan.figures().names(), run, points, plan.replay(run)),
                    new Ear(),
                    control);
        }
    }

    private Path scenario() {
        return Objects.requireNonNull(sweep.file().scenario());
    }

    private BitSet open() {
        BitSet open = sweep.points();
        open.andNot(done);
        return open;
    }

    private void keep(PointResult result) throws IOException {
        keep(result.point(), Journal.line(result), result.hasFailed());
    }

    private void keep(long point, byte[] line, boolean hasFailed) throws IOException {
        // Others go on meanwhile: a store takes as long as many points.
        if (isStoreDue(Math.toIntExact(point), line, hasFailed)) {
            feed.store(journal.force(), Duration.ZERO);
            synchronized (this) {
                isStoring = false;
                storedNanos = System.nanoTime();
            }
        }
    }

    /** Keeps a result. @return whether it is time to store what there is, which whoever hears it then does */
    private synchronized boolean isStoreDue(int point, byte[] line, boolean hasFailed) throws IOException {
        if (done.get(point)) {
            return false;
        }
        journal.add(line);
        done.set(point);
        failed.addAndGet(hasFailed ? 1 : 0);
        progress.solved(done.cardinality(), failed.get());
        boolean isDue = !isStoring && System.nanoTime() - storedNanos >= STORE_EVERY.toNanos();
        isStoring |= isDue;
        return isDue;
    }

    /** Hears an engine. */
    private final class Ear implements SweepEngine.Listener {
        private final Map<Path, Long> steps = new ConcurrentHashMap<>();
        private final AtomicInteger over = new AtomicInteger();

        @Override
        public void trained(Path path) {
            progress.stepped(sum(), over.incrementAndGet());
        }

        @Override
        public void untrained(Path path, String cause) {
            untrained.put(path, cause);
            progress.note(path.getFileName() + " could not be trained: " + cause);
            progress.stepped(sum(), over.incrementAndGet());
        }

        @Override
        public void stepped(Path path, long count) {
            steps.put(path, count);
            progress.stepped(sum(), over.get());
        }

        private long sum() {
            return steps.values().stream().mapToLong(Long::longValue).sum();
        }

        @Override
        public void solved(long point, byte @Nullable [] line) {
            if (line == null) {
                synchronized (strays) {
                    strays.set(Math.toIntExact(point));
                }
                return;
            }
            try {
                keep(point, line, Journal.hasFailed(line));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private void finish() throws IOException {
        long end = journal.force();
        table().write(folder.journal(), folder.table());
        try {
            String why = feed.store(end, Duration.ofSeconds(5));
            if (why != null) {
                progress.note("The store does not have all points yet: " + why
                        + "\nThe table has; the same command stores them later.");
            }
        } catch (IOException e) {
            progress.note("The store does not have all points yet: " + FileTrouble.words(e));
        }
    }

    private SweepTable table() {
        return new SweepTable(sweep, plan.figures().names());
    }

    /** The table's file. */
    public Path tableFile() {
        return folder.table();
    }

    /** How many points failed, or have a method that did. */
    public int failed() {
        return failed.get();
    }

    /** How many points are done. */
    public int done() {
        return done.cardinality();
    }

    /** The best rows. @throws IOException if the journal cannot be read */
    public BestPoints best(String figure, int most) throws IOException {
        return BestPoints.of(sweep, plan, table(), folder.journal(), figure, most);
    }

    @Override
    public void close() throws IOException {
        try {
            journal.close();
        } finally {
            folder.close();
        }
    }
}
