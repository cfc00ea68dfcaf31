package org.longhaul.scenario.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.longhaul.analysis.record.MethodRecord;
import org.longhaul.analysis.record.Outcome;
import org.longhaul.analysis.record.WorkerAbsence;
import org.longhaul.analysis.record.measure.CurvePoint;
import org.longhaul.scenario.Runs;
import org.longhaul.scenario.engine.plan.RunPlan;
import org.longhaul.scenario.engine.simulation.ProgressListener;
import org.longhaul.scenario.engine.simulation.RunControl;
import org.longhaul.scenario.run.RunDirectory;
import org.longhaul.scenario.trace.StepEvents;
import org.longhaul.simulator.workload.RunLengthTrace;
import org.longhaul.training.communicate.Answer;
import org.longhaul.training.communicate.RollCall;
import org.longhaul.training.tensor.Device;

/**
 * Random crashes, joins, cuts, slow phases, deadlines and rejoins within training. Who is a member is worked out from the schedule
 * alone; the course of a run is asked for nothing but the times of its roll calls. A slice runs with all tests;
 * {@code -Dlonghaul.properties=all} draws 300.
 */
final class MembershipSchedulesTest {
    private static final int ALL = 300;
    private static final int SLICE = 8;
    private static final int WORKERS = 4;
    private static final int STEPS = 24;
    private static final int PERIOD = 4;
    private static final int CHECKPOINT = 5;
    private static final int BATCH = 2;
    private static final long MILLI = 1_000_000;
    private static final long HEARTBEAT = 100 * MILLI;
    private static final long TIMEOUT = 250 * MILLI;

    private static final List<String> METHODS = List.of(
            "{id: diloco, parameterPeriod: 4}",
            "{id: des-loc, parameterPeriod: 4, firstMomentPeriod: 8, secondMomentPeriod: 2}",
            "{id: local-adam, period: 4}",
            "{id: ddp}",
            "{id: fedavg, parameterPeriod: 4}",
            "{id: powersgd, rank: 1}");

    @TempDir
    Path folder;

    /** A time in which a host is down, or cut off from all others. */
    private record Window(int host, long from, long until, boolean isCut) {
        boolean holds(long nanos) {
            return from <= nanos && nanos < until;
        }
    }

    /** What happens, and the text of the scenario in which it does. */
    private record Schedule(String method, List<Window> windows, boolean isSlow, int quorum, boolean hasDeadline) {
        static Schedule draw(long seed) {
            Random random = new Random(seed);
            List<Window> windows = new ArrayList<>();
            int count = random.nextInt(6);
            for (int i = 0; i < count; i++) {
                long from = random.nextInt(4) == 0 ? 0 : random.nextInt(3000);
                long duration = random.nextInt(3) == 0 ? 5 + random.nextInt(60) : 60 + random.nextInt(1500);
                windows.add(new Window(
                        random.nextInt(WORKERS), from * MILLI, (from + duration) * MILLI, random.nextInt(3) == 0));
            }
            String method = METHODS.get(random.nextInt(METHODS.size()));
            return new Schedule(method, windows, random.nextInt(4) == 0, 1 + random.nextInt(3), random.nextInt(3) == 0);
        }

        String yaml() {
            StringBuilder faults = new StringBuilder();
            for (int i = 0; i < windows.size(); i++) {
                Window window = windows.get(i);
                faults.append(
                        window.isCut
                                ? String.format(
                                        Locale.ROOT,
                                        "  - {kind: partition, name: f%d, groups: [[host%d]], from: %d ms, until: %d ms}%n",
                                        i,
                                        window.host,
                                        window.from / MILLI,
                                        window.until / MILLI)
                                : String.format(
                                        Locale.ROOT,
                                        "  - {kind: maintenance, name: f%d, nodes: [host%d], first: %d ms, duration: %d ms}%n",
                                        i,
                                        window.host,
                                        window.from / MILLI,
                                        (window.until - window.from) / MILLI));
            }
            if (isSlow) {
                faults.append(
                        "  - {kind: slow-nodes, name: slow, nodes: [host1], factor: 3, from: 300 ms, until: 900 ms}\n");
            }
            return "name: schedule\n"
                    + "topology: {builder: star, hosts: 5, bandwidth: 1 Gbit/s, latency: 1 ms}\n"
                    + "workers: 4\nclients: 4\nserver: host4\nplacement: [host0, host1, host2, host3]\n"
                    + "compute: {stepTime: 100 ms}\n"
                    + "model: {kind: quadratic, layers: 1, elements: 4}\n"
                    + "training: {steps: " + STEPS + ", batch: " + BATCH + ", context: 1,"
                    + " optimizer: {kind: adamw, learningRate: 0.02}, evaluateEvery: 4}\n"
                    + "methods: [" + method + "]\n"
                    + "membership: {heartbeat: 100 ms, timeout: 250 ms, minimumWorkers: " + quorum
                    + ", checkpointPeriod: " + CHECKPOINT + (hasDeadline ? ", deadline: 900 ms" : "") + "}\n"
                    + (faults.isEmpty() ? "" : "faults:\n" + faults);
        }

        boolean sendsAllBack() {
            return method.contains("ddp") || method.contains("powersgd");
        }

        boolean hasServer() {
            return method.contains("fedavg");
        }

        boolean isUp(int host, long nanos) {
            return windows.stream().noneMatch(each -> !each.isCut && each.host == host && each.holds(nanos));
        }

        private boolean isCut(int host, long nanos) {
            return windows.stream().anyMatch(each -> each.isCut && each.host == host && each.holds(nanos));
        }

        /** Whether a worker is up and within reach of the server, or of the lowest that is up. */
        boolean isThere(int worker, long nanos) {
            if (!isUp(worker, nanos)) {
                return false;
            }
            int lowest = IntStream.range(0, WORKERS)
                    .filter(each -> isUp(each, nanos))
                    .findFirst()
                    .orElse(worker);
            return hasServer()
                    ? !isCut(worker, nanos)
                    : worker == lowest || (!isCut(worker, nanos) && !isCut(lowest, nanos));
        }

        List<Integer> present(long nanos) {
            return IntStream.range(0, WORKERS)
                    .filter(each -> isThere(each, nanos))
                    .boxed()
                    .toList();
        }

        boolean crashesWithin(int worker, long from, long until) {
            return windows.stream()
                    .anyMatch(each -> !each.isCut && each.host == worker && each.from > from && each.from < until);
        }

        boolean isThereThroughout(int worker, long from, long until) {
            return isThere(worker, from)
                    && isThere(worker, until)
                    && instants().stream().noneMatch(at -> at > from && at < until && !isThere(worker, at));
        }

        Set<Long> instants() {
            Set<Long> instants = new HashSet<>();
            windows.forEach(each -> {
                instants.add(each.from);
                instants.add(each.until);
            });
            return instants;
        }
    }

    static IntStream draws() {
        return IntStream.range(0, "all".equals(System.getProperty("longhaul.properties")) ? ALL : SLICE);
    }

    @ParameterizedTest
    @MethodSource("draws")
    @Timeout(60)
    void theScheduleSaysWhoIsAMember(int seed) throws IOException {
        Schedule schedule = Schedule.draw(seed);
        String yaml = schedule.yaml();
        List<Long> ends = new ArrayList<>();
        ProgressListener clock = new ProgressListener() {
            @Override
            public void simulated(long nanos) {
                ends.add(nanos);
            }
        };
        Path run = folder.resolve("run");
        MethodRecord method;
        RunLengthTrace<StepEvents> trace;
        RunPlan plan = Runs.plan(yaml);
        try (RunDirectory directory = RunDirectory.create(run, yaml, List.of(), Runs.manifest(run, yaml))) {
            method = new RunEngine(plan, directory, Device.CPU, 1, new RunControl(), clock)
                    .run()
                    .methods()
                    .get(0);
            trace = Objects.requireNonNull(
                            directory.unit(0, plan.methods().get(0).label(), 1).training())
                    .trace();
        }
        assertThat(method.outcome()).as(yaml).isEqualTo(Outcome.completed());
        long undone = members(schedule, trace, ends, method);
        assertThat(method.totals().steps()).as(yaml).isEqualTo(STEPS + undone);
        curve(schedule, method, undone);
        absences(schedule, method);
    }

    /** Follows the roll calls; returns how many steps were done for nothing. */
    private static long members(
            Schedule schedule, RunLengthTrace<StepEvents> trace, List<Long> ends, MethodRecord method) {
        String what = schedule.yaml();
        RunLengthTrace.Player<StepEvents> steps = trace.player();
        List<Integer> called = schedule.present(0).isEmpty()
                ? IntStream.range(0, WORKERS).boxed().toList()
                : schedule.present(0);
        if (schedule.instants().contains(0L) && !schedule.hasServer()) {
            // Cuts are not looked at before the first roll call.
            called = IntStream.range(0, WORKERS)
                    .filter(each -> schedule.isUp(each, 0))
                    .boxed()
                    .toList();
            called = called.isEmpty() ? IntStream.range(0, WORKERS).boxed().toList() : called;
        }
        long from = 0;
        long done = 0;
        long kept = 0;
        long undone = 0;
        long lostOfAll = 0;
        for (int index = 0; index < trace.steps(); index++) {
            StepEvents step = Objects.requireNonNull(steps.step(index));
            RollCall call = step.call();
            Answer answer = step.answer();
            if (call == null || answer == null) {
                continue;
            }
            long at = ends.get(index);
            boolean meets =
                    schedule.instants().contains(at) || schedule.instants().contains(from);
            if (from > 0 || !schedule.instants().contains(0L)) {
                assertThat(call.members()).as("%s%nstep %d", what, index).isEqualTo(called);
            }
            if (!meets) {
                assertThat(answer.present())
                        .as("%s%nstep %d at %d", what, index, at)
                        .isEqualTo(schedule.present(at))
                        .hasSizeGreaterThanOrEqualTo(schedule.quorum());
                for (int worker : call.members()) {
                    boolean isLost = schedule.crashesWithin(worker, from, at) || !schedule.isThere(worker, at);
                    if (isLost) {
                        assertThat(answer.heard())
                                .as("%s%nstep %d at %d", what, index, at)
                                .doesNotContain(worker);
                    } else if (schedule.isThereThroughout(worker, from, at) && !schedule.hasDeadline()) {
                        assertThat(answer.heard())
                                .as("%s%nstep %d at %d", what, index, at)
                                .contains(worker);
                    }
                }
            }
            boolean isWhole = answer.heard().equals(call.members());
            done++;
            if (schedule.sendsAllBack()) {
                if (!isWhole) {
                    for (long i = index - (done - kept) + 1; i <= index; i++) {
                        lostOfAll += Objects.requireNonNull(steps.step(i)).batches(WORKERS);
                    }
                    undone += done - kept;
                    done = kept;
                } else if (done % CHECKPOINT == 0) {
                    kept = done;
                }
            }
            boolean takesUp = schedule.sendsAllBack()
                    || (index + 1) % PERIOD == 0
                    || answer.heard().isEmpty();
            called = takesUp ? answer.present() : answer.heard();
            from = at;
        }
        if (schedule.sendsAllBack()) {
            assertThat(method.absences().stream()
                            .mapToLong(WorkerAbsence::lostItems)
                            .sum())
                    .as(what)
                    .isEqualTo(lostOfAll * BATCH);
        }
        return undone;
    }

    /** It goes on to the last step, and every loss is a number. */
    private static void curve(Schedule schedule, MethodRecord method, long undone) {
        List<CurvePoint> curve = method.curve();
        assertThat(curve.get(curve.size() - 1).step()).as(schedule.yaml()).isEqualTo(STEPS + undone);
        assertThat(curve.get(curve.size() - 1).values()).isNotEmpty();
        long before = -1;
        for (CurvePoint point : curve) {
            // The evaluation after the last step of a round counts with the end of the next step.
            assertThat(point.simulatedNanos()).as(schedule.yaml()).isGreaterThanOrEqualTo(before);
            assertThat(point.values().values()).as(schedule.yaml()).allMatch(Double::isFinite);
            before = point.simulatedNanos();
        }
    }

    /** Their parts follow one another; a crash is where the schedule has it, and is known by the rule of the heartbeats. */
    private static void absences(Schedule schedule, MethodRecord method) {
        String what = schedule.yaml();
        for (WorkerAbsence absence : method.absences()) {
            long lost = absence.beganNanos() + absence.lostWorkNanos();
            long known = lost + absence.detectionNanos();
            long taken = known + absence.replacementNanos();
            long resumed = taken + absence.stateTransferNanos();
            assertThat(absence.totalNanos()).as(what).isEqualTo(resumed - absence.beganNanos());
            assertThat(resumed).as(what).isLessThanOrEqualTo(method.totals().simulatedNanos());
            if (!absence.isOver()) {
                assertThat(resumed).as(what).isEqualTo(method.totals().simulatedNanos());
            }
            if (absence.cause() == WorkerAbsence.Cause.CRASH) {
                // One that crashes while it is cut off is lost from the cut on.
                Window crash = schedule.windows().stream()
                        .filter(each -> !each.isCut()
                                && each.host() == absence.worker()
                                && each.from() <= resumed
                                && each.until() >= lost)
                        .min(Comparator.comparingLong(Window::from))
                        .orElseThrow(() -> new AssertionError(what + ": no crash from " + lost + " to " + resumed));
                assertThat(crash.from() <= lost
                                || schedule.windows().stream().anyMatch(each -> each.isCut() && each.holds(lost)))
                        .as("%s%nlost at %d", what, lost)
                        .isTrue();
                assertThat(known)
                        .as("%s%nlost at %d", what, lost)
                        .isLessThanOrEqualTo(Math.max(lost, crash.from() / HEARTBEAT * HEARTBEAT + TIMEOUT));
            }
            if (!schedule.sendsAllBack() && absence.cause() != WorkerAbsence.Cause.NOT_THERE) {
                // H times its tokens of a step; of des-loc those up to the exchange that it did not come to.
                long most = (long) PERIOD * BATCH;
                assertThat(absence.lostItems()).as(what).isBetween(0L, most);
                if (!schedule.method().contains("des-loc") && absence.lostWorkNanos() > 0) {
                    assertThat(absence.lostItems()).as(what).isEqualTo(most);
                }
            }
        }
        for (int worker = 0; worker < WORKERS; worker++) {
            long end = -1;
            for (WorkerAbsence absence : method.absences()) {
                if (absence.worker() == worker) {
                    assertThat(absence.beganNanos()).as(what).isGreaterThanOrEqualTo(Math.max(0, end));
                    end = absence.beganNanos() + absence.totalNanos();
                }
            }
        }
    }
}
