package org.longhaul.scenario.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.longhaul.analysis.record.MethodRecord;
import org.longhaul.analysis.record.Outcome;
import org.longhaul.analysis.record.RunRecord;
import org.longhaul.analysis.record.measure.CurvePoint;
import org.longhaul.analysis.record.measure.Target;
import org.longhaul.analysis.statistics.Comparison;
import org.longhaul.analysis.statistics.Standing;
import org.longhaul.analysis.statistics.TimeToTarget;
import org.longhaul.analysis.text.RunTable;
import org.longhaul.scenario.Runs;
import org.longhaul.scenario.engine.RunEngine;
import org.longhaul.scenario.engine.plan.RunPlan;
import org.longhaul.scenario.engine.planner.Planner;
import org.longhaul.scenario.engine.planner.Preflight;
import org.longhaul.scenario.engine.simulation.ProgressListener;
import org.longhaul.scenario.engine.simulation.RunControl;
import org.longhaul.scenario.file.InvalidFileException;
import org.longhaul.training.tensor.Device;

/** A method that ends by its target or by a projected time instead of by its number of steps. */
@NullUnmarked
final class StopRuleTest {
    private static final long STEP_NANOS = 100_000_000;

    private static final String SCENARIO =
            """
            name: stops
            topology: {builder: star, hosts: 2, bandwidth: 1 Gbit/s, latency: 1 ms}
            compute: {stepTime: 100 ms}
            model: {kind: quadratic, layers: 1, elements: 64, offsetDeviation: 0.2, noiseDeviation: 0.2}
            projectAs: {architecture: mpt-125m}
            training:
              steps: 400
              batch: 1
              context: 1
              optimizer: {kind: adamw, learningRate: 0.05}
              evaluateEvery: 5
            methods:
              - {id: local-sgd, parameterPeriod: 7}
              - {id: diloco, label: far apart, parameterPeriod: 64}
              - id: ddp
            network: {fidelity: analytic, overlap: none}
            checkpoints: {everySteps: 50}
            """;

    private static final String AT_TARGET = with("target") + "targets: [{loss: 10}]\n";
    private static final String AT_TIME = with("23 s");

    @TempDir
    private static Path shared;

    private static RunRecord atTarget;
    private static RunRecord atTime;

    @TempDir
    Path folder;

    @BeforeAll
    static void run() {
        atTarget = Runs.runAndReplay(shared.resolve("target"), AT_TARGET);
        atTime = Runs.runAndReplay(shared.resolve("time"), AT_TIME);
    }

    private static String with(String until) {
        return SCENARIO.replace("  steps: 400\n", "  steps: 400\n  until: " + until + "\n");
    }

    private static long exchanges(MethodRecord method) {
        return method.exchanges().stream().mapToLong(e -> e.count()).sum();
    }

    private static CurvePoint fromEnd(MethodRecord method, int back) {
        return method.curve().get(method.curve().size() - 1 - back);
    }

    @Test
    void theEvaluationThatReachesTheTargetIsTheLastBeforeTheClosingExchange() {
        RunRecord whole = Runs.runAndReplay(folder.resolve("whole"), SCENARIO);
        RunRecord run = atTarget;
        Target target = run.targets().get(0);
        for (MethodRecord method : run.methods()) {
            long steps = method.totals().steps();
            TimeToTarget.Reached reached = (TimeToTarget.Reached) TimeToTarget.of(run.measures(), method, target);
            assertThat(reached).isEqualTo(TimeToTarget.of(run.measures(), Runs.method(whole, method.label()), target));
            assertThat(reached.step()).isEqualTo(steps).isLessThan(400);
            assertThat(method.outcome().kind()).isEqualTo(Outcome.Kind.COMPLETED);
            assertThat(method.outcome().message()).contains("target").contains("after " + steps + " of 400 steps");
            assertThat(method.totals().items()).isEqualTo(2 * steps);
            assertThat(fromEnd(method, 0).simulatedNanos())
                    .isEqualTo(method.totals().simulatedNanos());
            assertThat(fromEnd(method, 0).volume()).isEqualTo(method.totals().volume());
            assertThat(fromEnd(method, 0).virtualValues()).isEmpty();
        }
        MethodRecord local = Runs.method(run, "local-sgd");
        long steps = local.totals().steps();
        assertThat(steps % 7).isNotZero();
        assertThat(exchanges(local)).isEqualTo(steps / 7 + 1);
        assertThat(fromEnd(local, 1).step()).isEqualTo(steps);
        assertThat(fromEnd(local, 1).virtualValues()).containsKey("loss");
        assertThat(fromEnd(local, 1).simulatedNanos())
                .isLessThan(fromEnd(local, 0).simulatedNanos());
        assertThat(fromEnd(local, 1).volume().chargedBytes())
                .isLessThan(fromEnd(local, 0).volume().chargedBytes());

        MethodRecord ddp = Runs.method(run, "ddp");
        assertThat(exchanges(ddp)).isEqualTo(ddp.totals().steps());
        assertThat(fromEnd(ddp, 1).step()).isLessThan(fromEnd(ddp, 0).step());
        // The outer momentum goes past where the rounds had come.
        MethodRecord far = Runs.method(run, "far apart");
        assertThat(fromEnd(far, 0).values().get("loss")).isGreaterThan(10);
        assertThat(far.outcome().message()).contains("; after its closing exchange the loss is 1");

        assertThat(Comparison.of(run).methods())
                .allSatisfy(m -> assertThat(m.standing()).isEqualTo(Standing.FINISHED));
        assertThat(RunTable.markdown(Comparison.of(run)))
                .contains("ddp stopped at the target, a loss of 10")
                .contains("after " + ddp.totals().steps() + " of 400 steps.");
    }

    @Test
    void everyMethodGetsTheSameProjectedTimeWithinAStep() {
        RunRecord run = atTime;
        for (MethodRecord method : run.methods()) {
            long steps = method.totals().steps();
            assertThat(steps).isLessThan(400);
            assertThat(method.outcome().message())
                    .startsWith("stopped at 23")
                    .endsWith("after " + steps + " of 400 steps");
            // An exchange of 125 million values takes longer than a step computes, and may both end a step and a run.
            long exchange = method.exchanges().get(0).maxNanos();
            assertThat(method.totals().simulatedNanos())
                    .isBetween(23_000_000_000L, 23_000_000_000L + STEP_NANOS + 2 * exchange);
            assertThat(fromEnd(method, 0).step()).isEqualTo(steps);
            assertThat(fromEnd(method, 0).values()).containsKey("loss");
            assertThat(fromEnd(method, 0).simulatedNanos())
                    .isEqualTo(method.totals().simulatedNanos());
        }
        assertThat(exchanges(Runs.method(run, "far apart")))
                .isEqualTo(Runs.method(run, "far apart").totals().steps() / 64 + 1);
        assertThat(Runs.method(run, "ddp").totals().steps())
                .isLessThan(Runs.method(run, "local-sgd").totals().steps());
    }

    @Test
    void aMethodWhoseStepsEndBeforeTheTimeSaysSo() {
        RunRecord run = Runs.runAndReplay(folder.resolve("run"), with("10 h").replace("steps: 400", "steps: 128"));
        for (MethodRecord method : run.methods()) {
            assertThat(method.totals().steps()).isEqualTo(128);
            assertThat(method.outcome()).isEqualTo(Outcome.completed("did all its 128 steps before 10 h were over"));
        }
    }

    @Test
    void aTargetThatIsNotReachedLeavesTheWholeBudget() {
        String never = AT_TARGET.replace("loss: 10", "loss: 0.000001").replace("steps: 400", "steps: 128");
        RunRecord run = Runs.runAndReplay(folder.resolve("run"), never);
        assertThat(run.methods()).allSatisfy(method -> {
            assertThat(method.totals().steps()).isEqualTo(128);
            assertThat(method.outcome()).isEqualTo(Outcome.completed());
        });
    }

    @Test
    void methodsThatTrainAlikeEndEachAtTheSameTimeOnTheirOwnClock() {
        RunRecord run = Runs.runAndReplay(folder.resolve("run"), twins(AT_TIME));
        MethodRecord fast = Runs.method(run, "ddp");
        MethodRecord slow = Runs.method(run, "slow");
        assertThat(slow.totals().steps()).isLessThan(fast.totals().steps());
        assertThat(slow.totals().simulatedNanos()).isGreaterThanOrEqualTo(23_000_000_000L);
        RunRecord targets = Runs.runAndReplay(folder.resolve("targets"), twins(AT_TARGET));
        assertThat(Runs.method(targets, "slow").totals().steps())
                .isEqualTo(Runs.method(targets, "ddp").totals().steps());
    }

    /** With ddp alone, and the same on slower workers. */
    private static String twins(String scenario) {
        return scenario.replaceAll("  - \\{id: .*\n", "")
                .replace("  - id: ddp\n", "  - id: ddp\n  - {id: ddp, label: slow, compute: {stepTime: 4 s}}\n");
    }

    /** Asks to stop at some steps of every method, the one among them that will turn out to be its last. */
    private static final class Stopping implements ProgressListener {
        private final RunControl control;
        private final RunRecord whole;
        private long last;

        Stopping(RunControl control, RunRecord whole) {
            this.control = control;
            this.whole = whole;
        }

        @Override
        public void unitStarted(String label, long seed, int unit, int units, long steps) {
            last = Runs.method(whole, label).totals().steps();
        }

        @Override
        public void stepped(long stepsDone, double loss, boolean isLive) {
            if (isLive && (stepsDone % 60 == 3 || stepsDone == last)) {
                control.stop();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"target", "time"})
    void stoppedAndResumedItEndsWithTheSameRecord(String rule) throws IOException {
        String scenario = rule.equals("target") ? AT_TARGET : AT_TIME;
        RunRecord undisturbed = rule.equals("target") ? atTarget : atTime;
        Path run = folder.resolve("stopped");
        int stops = 0;
        try (RunDirectory directory = RunDirectory.create(run, scenario, List.of(), Runs.manifest(run, scenario))) {
            assertThat(directory).isNotNull();
        }
        RunRecord resumed = null;
        while (resumed == null) {
            RunControl control = new RunControl();
            try (RunDirectory directory = RunDirectory.open(run)) {
                resumed = new RunEngine(
                                Runs.plan(scenario),
                                directory,
                                Device.CPU,
                                1,
                                control,
                                new Stopping(control, undisturbed))
                        .run();
            } catch (RunControl.StoppedException e) {
                stops++;
                assertThat(stops).isLessThan(30);
            }
        }
        assertThat(stops).isGreaterThanOrEqualTo(6);
        assertThat(Objects.requireNonNull(resumed.provenance().fingerprint()))
                .isEqualTo(undisturbed.provenance().fingerprint());
        for (MethodRecord method : undisturbed.methods()) {
            MethodRecord again = Runs.method(resumed, method.label());
            assertThat(again.curve()).isEqualTo(method.curve());
            assertThat(again.outcome()).isEqualTo(method.outcome());
            assertThat(again.totals().simulatedNanos())
                    .isEqualTo(method.totals().simulatedNanos());
            assertThat(again.totals().volume()).isEqualTo(method.totals().volume());
            assertThat(again.exchanges()).isEqualTo(method.exchanges());
            assertThat(again.departures()).isEqualTo(method.departures());
        }
        // What was trained is kept; only the results are made anew.
        try (Stream<Path> files = Files.walk(run)) {
            for (Path file : files.filter(f -> f.getFileName().toString().startsWith("result"))
                    .toList()) {
                Files.delete(file);
            }
        }
        try (RunDirectory directory = RunDirectory.open(run)) {
            RunEngine engine = Runs.engine(Runs.plan(scenario), directory);
            assertThat(engine.discardDamaged()).hasSize(3);
            RunRecord again = engine.run();
            assertThat(again.provenance().fingerprint())
                    .isEqualTo(undisturbed.provenance().fingerprint());
        }
    }

    private static List<String> forecast(String yaml) {
        var source = Runs.READER.parse("test.yaml", yaml);
        RunPlan plan = Planner.plan(source.scenario(), source.document(), null);
        return Preflight.quick(plan, source.document(), 0).lines();
    }

    @Test
    void theForecastEndsWhereTheRunWill() {
        RunRecord run = atTime;
        assertThat(forecast(AT_TIME).toString())
                .contains("stops at 23 s, after about "
                        + Runs.method(run, "ddp").totals().steps() + " of its 400 steps");
        assertThat(forecast(AT_TIME.replace("steps: 400", "steps: 100000000").replace("23 s", "2 h"))
                        .toString())
                .contains(" of its 100000000 steps");
        assertThat(forecast(with("10 h")))
                .filteredOn(line -> line.contains("all its 400 steps are over before 10 h"))
                .hasSize(3);
        assertThat(forecast(AT_TARGET))
                .filteredOn(line -> line.contains("stops at the target, a loss of 10"))
                .hasSize(3);
    }

    @Test
    void refusesWhatCannotEnd() {
        assertThatThrownBy(() -> Runs.plan(with("target")))
                .isInstanceOf(InvalidFileException.class)
                .hasMessageContaining("training.until")
                .hasMessageContaining("targets");
        assertThatThrownBy(() -> Runs.plan(with("targte")))
                .isInstanceOf(InvalidFileException.class)
                .hasMessageContaining("targte");
        assertThatThrownBy(() -> Runs.plan(with("0 s")))
                .isInstanceOf(InvalidFileException.class)
                .hasMessageContaining("until");
        assertThatThrownBy(() -> Runs.plan(
                        AT_TIME + "background: {jobs: [{name: other, replay: ddp, hosts: [host-0, host-1]}]}\n"))
                .isInstanceOf(InvalidFileException.class)
                .hasMessageContaining("background.jobs[0].replay");
    }
}
