package org.longhaul.wire.projection;

import com.google.common.hash.Hashing;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.longhaul.scenario.engine.simulation.ProgressListener;
import org.longhaul.scenario.run.UnitProgress;
import org.longhaul.scenario.trace.StepEvents;
import org.longhaul.simulator.compute.ComputeModel;
import org.longhaul.simulator.fault.Fault;
import org.longhaul.simulator.timeline.Category;
import org.longhaul.simulator.timeline.Span;
import org.longhaul.simulator.timeline.TimelineSink;
import org.longhaul.simulator.workload.RunLengthTrace;
import org.longhaul.training.communicate.TrainingEvent;
import org.longhaul.wire.incident.RunEvent;
import org.longhaul.wire.incident.RunLog;
import org.longhaul.wire.record.ByteSample;
import org.longhaul.wire.record.ClockReading;
import org.longhaul.wire.record.PeerBytes;
import org.longhaul.wire.record.RankHeader;
import org.longhaul.wire.record.RankWriter;
import org.longhaul.wire.record.StepRecorder;
import org.longhaul.wire.record.WireEnd;
import org.longhaul.wire.record.WireEvaluation;
import org.longhaul.wire.record.WireFolder;
import org.longhaul.wire.record.WireMember;
import org.longhaul.wire.record.WireRun;
import org.longhaul.wire.record.WireStall;
import org.longhaul.wire.record.WireUnit;

/**
 * A wire run with known truth: what the simulator says happens, written by each member's own clock as if it had been measured.
 * Members begin and are evaluated at odd times, which must not count.
 */
public final class MadeUpRun {
    /** How long each evaluation takes, nanoseconds. */
    public static final long EVALUATION = 7_654_321;

    /** From a method's beginning to that of the next, nanoseconds. */
    private static final long UNIT = 100_000_000_000L;

    /**
     * Files of the trainings that runs were made up from, by the scenario's text: what is trained depends on no network, and
     * most runs of a test class differ by nothing else.
     */
    private static final Map<String, Map<String, byte[]>> TRAINED = new ConcurrentHashMap<>();

    private static final String TRAINED_IN = "simulated";

    private final WireFolder folder;
    private final String scenario;
    private final WireRun run;
    private Stopped stopped = new Stopped(-1, 0, 0);
    private BiConsumer<WireUnit, ProjectedUnit> struck = (unit, projected) -> {};

    private MadeUpRun(WireFolder folder, String scenario, WireRun run) {
        this.folder = folder;
        this.scenario = scenario;
        this.run = run;
    }

    /**
     * A process that is stopped when it has computed.
     *
     * @param step counted from 1
     */
    public record Stopped(int rank, long step, long nanos) {}

    /** A process is stopped in its exchange, for as long as it computes longer in the truth. */
    public void stopping(Stopped process) {
        stopped = process;
    }

    /**
     * Begins a run.
     *
     * @param methods labels
     * @param nodes of the workers
     */
    public static MadeUpRun of(
            WireFolder folder, String scenario, String topology, List<String> methods, List<String> nodes)
            throws IOException {
        Files.createDirectories(folder.path());
        Files.writeString(folder.scenario(), scenario);
        Files.writeString(folder.topology(), topology);
        List<WireMember> members = new ArrayList<>();
        List<ClockReading> clocks = new ArrayList<>();
        for (int rank = 0; rank < nodes.size(); rank++) {
            members.add(new WireMember(rank, nodes.get(rank), "here", "127.0.0.1", 1, "made up", null));
            for (int session = 0; session < 2; session++) {
                clocks.add(new ClockReading(session, rank, 0, -begin(rank), 1_000));
            }
        }
        List<WireUnit> units = new ArrayList<>();
        for (String method : methods) {
            units.add(new WireUnit(units.size(), method, 1));
        }
        WireRun run = new WireRun(
                WireRun.SCHEMA_VERSION,
                "made-up",
                "made-up",
                Hashing.sha256().hashString(scenario, StandardCharsets.UTF_8).toString(),
                "test",
                "2026-01-01T00:00:00Z",
                members,
                nodes.size(),
                clocks,
                units,
                "gloo");
        folder.write(run);
        for (Map.Entry<String, byte[]> file :
                TRAINED.getOrDefault(scenario, Map.of()).entrySet()) {
            Path target = folder.path().resolve(file.getKey());
            Files.createDirectories(Objects.requireNonNull(target.getParent()));
            Files.write(target, file.getValue());
        }
        return new MadeUpRun(folder, scenario, run);
    }

    private static long begin(int rank) {
        return 1_000_000_000_000L * (rank + 1);
    }

    /** Writes what members compute and the network does to them. @param changes of the truth, such as another library's constants */
    public void write(ComputeModel compute, List<String> changes) throws IOException {
        write(compute, changes, List.of(), List.of());
    }

    /**
     * The same while a link is down at a time of each method, which is written down by the clock.
     *
     * @param link as it was called where it was taken down
     * @param sides ranks that still reached each other, by side
     * @param fault that takes it down in the truth
     */
    public void writeStruck(
            ComputeModel compute, String link, List<List<Integer>> sides, Fault fault, long from, long until)
            throws IOException {
        struck = (unit, projected) -> {
            long[] now = {0};
            RunLog log = new RunLog(folder, 0, () -> now[0], Clock.systemUTC());
            now[0] = byClock(unit, projected, from);
            log.outage(RunEvent.What.DOWN, link, sides, null);
            now[0] = byClock(unit, projected, until);
            log.outage(RunEvent.What.UP, link, sides, null);
        };
        write(compute, List.of(), List.of(fault), List.of());
        new RunLog(folder, 0, System::nanoTime, Clock.systemUTC()).note(RunEvent.What.DONE, null);
    }

    private static long byClock(WireUnit unit, ProjectedUnit projected, long nanos) {
        long evaluations = projected.training().evaluations().stream()
                .filter(each -> each.step() > 0 && projected.ends()[(int) each.step() - 1] <= nanos)
                .count();
        return unit.index() * UNIT + nanos + EVALUATION * evaluations;
    }

    /**
     * The same with a session that breaks and one that goes on from a checkpoint. Rank 0 made one more step in the first than the
     * others.
     *
     * @param broken steps that all members made in the first
     * @param saved steps of the checkpoint
     */
    public void writeBroken(ComputeModel compute, int broken, int saved) throws IOException {
        int all = Math.toIntExact(
                projector(List.of()).method(run.units().get(0)).training().steps());
        SessionSteps first = new SessionSteps(0, 0, 0, broken + 1);
        write(compute, List.of(), List.of(), List.of(first, new SessionSteps(1, saved, broken + 1, all - saved)));
    }

    private Projector projector(List<String> changes) throws IOException {
        return Projector.of(folder, run).with(run, changes);
    }

    private void write(ComputeModel compute, List<String> changes, List<Fault> faults, List<SessionSteps> broken)
            throws IOException {
        Projector projector = projector(changes);
        for (WireUnit unit : run.units()) {
            long steps = projector.method(unit).training().steps();
            List<SessionSteps> sessions =
                    broken.isEmpty() ? List.of(new SessionSteps(0, 0, 0, Math.toIntExact(steps))) : broken;
            for (SessionSteps session : sessions) {
                UnitProjection truth = projector.unit(unit, session, faults, new ProgressListener() {});
                List<Span> spans = new ArrayList<>();
                ProjectedUnit projected = truth.simulated(compute, new TimelineSink() {
                    @Override
                    public boolean accepts(long startNanos) {
                        return true;
                    }

                    @Override
                    public void span(Span span) {
                        spans.add(span);
                    }
                });
                struck.accept(unit, projected);
                boolean breaks = session != sessions.get(sessions.size() - 1);
                for (int rank = 0; rank < run.workers(); rank++) {
                    int made = breaks && rank > 0 ? session.count() - 1 : session.count();
                    write(unit, rank, session, made, truth.steps(), spans, projected);
                }
            }
        }
        Map<String, byte[]> trained = new HashMap<>();
        try (Stream<Path> files = Files.walk(folder.path().resolve(TRAINED_IN))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                trained.put(folder.path().relativize(file).toString(), Files.readAllBytes(file));
            }
        }
        TRAINED.put(scenario, trained);
    }

    private static final class Hand {
        private long at;
    }

    private void write(
            WireUnit unit,
            int rank,
            SessionSteps session,
            int made,
            RunLengthTrace<StepEvents> trace,
            List<Span> all,
            ProjectedUnit projected)
            throws IOException {
        Ends ends = new Ends(all, rank);
        Map<Long, UnitProgress.Evaluation> evaluations = new HashMap<>();
        projected.training().evaluations().forEach(e -> evaluations.put(e.step(), e));
        Hand hand = new Hand();
        long shift = begin(rank) + unit.index() * UNIT;
        try (RankWriter writer = RankWriter.append(
                folder.rankFile(unit, rank), new RankHeader(unit.label(), unit.seed(), rank, session.session()))) {
            writer.bytes(new ByteSample(shift, List.of(new PeerBytes((rank + 1) % 2, 100, 0, 0))));
            StepRecorder recorder = new StepRecorder(writer, () -> hand.at);
            RunLengthTrace.Player<StepEvents> player = trace.player();
            for (long step = 0; step < made; step++) {
                long number = session.doneBefore() + step + 1;
                hand.at = shift + ends.stepBegin(step);
                recorder.begin(number);
                StepEvents events = Objects.requireNonNull(player.step(step));
                int next = (int)
                        events.events().stream().filter(MadeUpRun::isLater).count();
                for (TrainingEvent event : events.events()) {
                    long end = ends.phase(event, step);
                    if (event instanceof TrainingEvent.Awaited awaited) {
                        end = ends.exchange(step - awaited.stepsAgo(), awaited.index());
                    } else if (event instanceof TrainingEvent.Exchanged && !isLater(event)) {
                        end = ends.exchange(step, next++);
                    }
                    boolean stops = rank == stopped.rank()
                            && number == stopped.step()
                            && event instanceof TrainingEvent.Computed;
                    hand.at = Math.max(hand.at, shift + end) - (stops ? stopped.nanos() : 0);
                    recorder.heard(event);
                    if (stops) {
                        writer.stalled(new WireStall(hand.at, hand.at + stopped.nanos()));
                    }
                }
                recorder.end(lossAfter(projected.training(), number));
                UnitProgress.Evaluation evaluation = evaluations.get(number);
                if (evaluation != null) {
                    long now = hand.at;
                    writer.evaluation(new WireEvaluation(
                            number, now, now + EVALUATION, rank == 0 ? evaluation.values() : Map.of()));
                    shift += EVALUATION;
                }
            }
            if (made < session.count()
                    || session.doneBefore() + made
                            < projected.training().trace().steps()) {
                return;
            }
            long sent = projected.payloadBytes(rank);
            writer.bytes(new ByteSample(hand.at, List.of(new PeerBytes((rank + 1) % 2, 100 + sent, 0, 0))));
            writer.ended(WireEnd.finished(session.doneBefore() + made, hand.at));
        }
    }

    private static boolean isLater(TrainingEvent event) {
        return event instanceof TrainingEvent.Exchanged exchanged && exchanged.isAwaitedLater();
    }

    private static double lossAfter(UnitProgress training, long step) {
        for (UnitProgress.Evaluation evaluation : training.evaluations()) {
            if (evaluation.step() >= step && evaluation.training() != null) {
                return evaluation.training();
            }
        }
        return Double.NaN;
    }

    /** When a worker's phases and exchanges ended. */
    private static final class Ends {
        private final Map<String, Long> ends = new HashMap<>();
        private final Map<Long, Long> stepEnds = new HashMap<>();

        Ends(List<Span> all, int rank) {
            for (Span span : all) {
                if (span.worker() == rank && span.category() != Category.EXCHANGE) {
                    ends.merge(span.label() + "/" + span.step(), span.endNanos(), Math::max);
                    stepEnds.merge(span.step(), span.endNanos(), Math::max);
                    if (span.exchange() != Span.NONE) {
                        ends.merge("#" + span.exchangeStep() + "/" + span.exchange(), span.endNanos(), Math::max);
                    }
                }
            }
        }

        long stepBegin(long step) {
            long begin = 0;
            for (long before = 0; before < step; before++) {
                begin = Math.max(begin, stepEnds.getOrDefault(before, 0L));
            }
            return begin;
        }

        long phase(TrainingEvent event, long step) {
            String phase = event instanceof TrainingEvent.Computed ? "backward" : "update";
            return event instanceof TrainingEvent.Computed || event instanceof TrainingEvent.Updated
                    ? ends.getOrDefault(phase + "/" + step, 0L)
                    : 0;
        }

        long exchange(long step, int index) {
            return ends.getOrDefault("#" + step + "/" + index, 0L);
        }
    }
}
