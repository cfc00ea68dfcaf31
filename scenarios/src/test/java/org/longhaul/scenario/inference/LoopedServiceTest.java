package org.longhaul.scenario.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.longhaul.analysis.record.RunRecord;
import org.longhaul.analysis.record.RunRecordJson;
import org.longhaul.scenario.Extensions;
import org.longhaul.scenario.Runs;
import org.longhaul.scenario.engine.simulation.RunControl;
import org.longhaul.scenario.file.InvalidFileException;
import org.longhaul.training.model.ArchitectureCatalogue;
import org.longhaul.training.model.BodyLoop;

/** A host that passes the body of a looped model as often as time allows; requests of 100 tokens, one at a time. */
final class LoopedServiceTest {
    private static final Path RECORD = Path.of("inference", "looped-model.json").toAbsolutePath();

    /** 100 tokens through mpt-350m once, at a hundredth of a T4's peak in half precision. */
    private static final double RATE = 65e10;

    private static final double LINES_MILLIS = 2 * 20 + 2 * 0.4;

    private static String text(Path record, String more) {
        return """
            name: one
            topology: {builder: star, hosts: 2, bandwidth: 10 Mbit/s, latency: 10 ms}
            requests:
              arrivals: {kind: one-at-a-time}
              count: 20
              clients: [host1]
              query: {distribution: constant, value: 500 B}
              answer: {distribution: constant, value: 500 B}
              promptTokens: {distribution: constant, value: 80}
              outputTokens: {distribution: constant, value: 20}
            compute: {device: t4, precision: fp16, mfu: 0.01}
            services: [{kind: looped, host: host0, architecture: mpt-350m, run: '%s', %s}]
            network: {fidelity: analytic}
            seeds: [1]
            """
                .formatted(record, more);
    }

    private static InferencePlan plan(String text) {
        return InferencePlanner.plan(new InferenceReader(Extensions.load()).parse("one.yaml", text), null);
    }

    private static UnitResult run(String more) {
        return runText(text(RECORD, more));
    }

    private static UnitResult runText(String text) {
        return new InferenceEngine(plan(text), text, new RunControl(), InferenceProgress.NONE)
                .run()
                .units()
                .get(0);
    }

    private static double computingMillis(int passes) {
        double flops = ArchitectureCatalogue.get("mpt-350m")
                .looped(new BodyLoop(6, 6, passes, false))
                .at(100)
                .forwardFlopsPerToken();
        return 100 * flops / RATE * 1e3;
    }

    @ParameterizedTest
    @CsvSource({"1", "2", "8"})
    void anAnswerTakesTheOperationsOfItsPasses(int passes) {
        UnitResult unit = run("budget: 10 s, passes: " + passes);
        assertThat(Objects.requireNonNull(unit.way()).computing() * 1e3)
                .isCloseTo(computingMillis(passes), within(1e-3));
        assertThat(unit.figures()).containsEntry("passes", (double) passes).containsEntry("in-time", 1.0);
        assertThat(unit.figures().get("perplexity"))
                .isCloseTo(MeasuredDepths.of(RECORD, null).get(passes), within(1e-9));
    }

    /** The recorded model is best with the four passes that it was trained with. */
    @ParameterizedTest
    @CsvSource({"1, 2", "2, 4"})
    void theBestThatIsInTimeIsTaken(int fits, int next) {
        double latest = LINES_MILLIS + computingMillis(next);
        assertThat(computingMillis(next) - computingMillis(fits)).isGreaterThan(20);
        UnitResult below = run("budget: " + Math.round(1000 * (latest - 5)) + " us");
        assertThat(below.figures()).containsEntry("passes", (double) fits).containsEntry("in-time", 1.0);
        UnitResult above = run("budget: " + Math.round(1000 * (latest + 5)) + " us");
        assertThat(above.figures()).containsEntry("passes", (double) next).containsEntry("in-time", 1.0);
    }

    /** A request and a half is computed at a time, in four slots: nobody waits, so that all have the best. */
    @Test
    void whoFindsAFreeSlotExpectsNoWait() {
        String budget = "budget: " + Math.round(1000 * (LINES_MILLIS + computingMillis(4) + 5)) + " us";
        String text = text(RECORD, budget)
                .replace("{kind: one-at-a-time}", "{kind: regular, perSecond: " + 1500 / computingMillis(4) + "}")
                .replace("name: one", "name: one\nslots: 4");
        assertThat(runText(text).figures()).containsEntry("passes", 4.0).containsEntry("in-time", 1.0);
    }

    @Test
    void whatWouldTakeNoTimeIsRefused() {
        assertThatThrownBy(
                        () -> runText(text(RECORD, "budget: 1 s").replaceAll("(?m)^ *(prompt|output)Tokens.*\n", "")))
                .isInstanceOf(InvalidFileException.class)
                .hasMessageContaining("services[0].architecture")
                .hasMessageContaining("requests state no tokens");
        assertThatThrownBy(() -> runText(text(RECORD, "budget: 1 s").replaceAll("(?m)^compute.*\n", "")))
                .isInstanceOf(InvalidFileException.class)
                .hasMessageContaining("services[0].host")
                .hasMessageContaining("no device is stated");
    }

    @Test
    void whatIsTakenForGrantedIsSaid() {
        InferencePlan plan = plan(text(RECORD, "budget: 1 s") + "work: {time: {distribution: constant, value: 1 s}}\n");
        assertThat(String.join("\n", plan.warnings())).contains("work has no effect");
        assertThat(plan.guesses())
                .anyMatch(each -> each.contains("as if memory were no limit"))
                .anyMatch(each -> each.contains("not on mpt-350m, whose operations are charged"))
                .noneMatch(each -> each.contains("more tokens than the context"));
        assertThat(plan(text(RECORD, "budget: 1 s").replace("value: 80", "value: 8000"))
                        .guesses())
                .anyMatch(each -> each.contains("more tokens than the context of mpt-350m (2048)"));
    }

    @Test
    void moreTimeThanTheBestTakesChangesNothing() {
        assertThat(run("budget: 100 s").figures()).containsEntry("passes", 4.0);
    }

    @Test
    void whatCannotBeInTimeIsAnsweredWithTheFewest() {
        assertThat(run("budget: 30 ms").figures()).containsEntry("passes", 1.0).containsEntry("in-time", 0.0);
    }

    @Test
    void whatWasNotMeasuredIsRefused(@TempDir Path folder) {
        assertThatThrownBy(() -> run("budget: 1 s, passes: 3"))
                .isInstanceOf(InvalidFileException.class)
                .hasMessageContaining("passes (3)")
                .hasMessageContaining("[1, 2, 4, 8, 16]");
        assertThatThrownBy(() -> run("budget: 1 s, method: dpd"))
                .isInstanceOf(InvalidFileException.class)
                .hasMessageContaining("method 'dpd'")
                .hasMessageContaining("allowed: ddp");
        assertThatThrownBy(() -> runText(text(RECORD, "budget: 1 s").replace("mpt-350m", "mpt-350n")))
                .isInstanceOf(InvalidFileException.class)
                .hasMessageContaining("services[0].architecture: architecture 'mpt-350n' is not known")
                .hasMessageContaining("Maybe \"mpt-350m\"");
        RunRecord plain = Runs.run(
                folder.resolve("plain"),
                """
                name: plain
                topology: {builder: star, hosts: 2, bandwidth: 1 Gbit/s, latency: 1 ms}
                compute: {stepTime: 1 ms}
                model: {kind: quadratic, layers: 1, elements: 2}
                training: {steps: 1, batch: 1, context: 1, optimizer: {kind: sgd, learningRate: 0.01}}
                methods: [{id: ddp}]
                """);
        RunRecordJson.write(plain, folder.resolve("record.json"));
        assertThatThrownBy(() -> MeasuredDepths.of(folder, null))
                .hasMessageContaining("was not read at several numbers of passes");
        assertThatThrownBy(() -> MeasuredDepths.of(folder.resolve("none"), null))
                .hasMessageContaining("is not a file");
    }
}
