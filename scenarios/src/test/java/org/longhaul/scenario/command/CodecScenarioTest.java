package org.longhaul.scenario.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.longhaul.analysis.record.MethodRecord;
import org.longhaul.analysis.record.measure.CurvePoint;
import org.longhaul.scenario.Runs;
import org.longhaul.scenario.file.InvalidFileException;

/** Codecs in scenarios: what a file may say, what training makes of it and what the network is charged. */
final class CodecScenarioTest {
    private static final long CHARGED = 125_000_000;
    private static final int STEPS = 24;
    private static final int TRAINED = 600;

    private static final String SCENARIO =
            """
            name: codecs
            topology: {builder: star, hosts: 4, bandwidth: 1 Gbit/s, latency: 1 ms}
            compute: {stepTime: 100 ms}
            model: {kind: quadratic, layers: 1, elements: 200, offsetDeviation: 1, noiseDeviation: 1}
            projectAs: {architecture: mpt-125m, parameters: 125000000}
            training: {steps: 24, batch: 1, context: 1, optimizer: {kind: adamw, learningRate: 0.05}}
            methods: [{id: METHOD}]
            network: {fidelity: analytic}
            """;

    @TempDir
    Path folder;

    private int runs;

    private MethodRecord run(String method) {
        return Runs.run(folder.resolve("run" + runs++), SCENARIO.replace("METHOD", method))
                .methods()
                .get(0);
    }

    @Test
    void oneInAHundredIsGatheredAtEightBytesAValue() {
        MethodRecord dense = run("ddp");
        MethodRecord sparse = run("ddp, wireFormat: {top-k: {share: 0.01}}");
        assertThat(losses(sparse)).isNotEqualTo(losses(dense));
        assertThat(sparse.totals().volume().vectorBytes()).isEqualTo(STEPS * 8 * TRAINED / 100);
        assertThat(sparse.totals().volume().chargedBytes()).isEqualTo(STEPS * 8 * CHARGED / 100);
        assertThat(sparse.totals().units()).isEqualTo(STEPS);
        assertThat(sparse.exchanges()).singleElement().satisfies(exchange -> {
            assertThat(exchange.pattern()).isEqualTo("all-gather");
            assertThat(exchange.units()).isEqualTo(1);
        });
        // Every worker's share goes to the three others.
        assertThat((double) sparse.totals().volume().linkBytes())
                .isBetween(3.0 * STEPS * 8 * CHARGED / 100, 3.1 * STEPS * 8 * CHARGED / 100);
    }

    @Test
    void scalesAreChargedWithTheBlocksOfTheChargedModel() {
        MethodRecord eights = run("ddp, wireFormat: {int8: {block: 50}}");
        assertThat(eights.totals().volume().vectorBytes()).isEqualTo(STEPS * (TRAINED + 4 * 12));
        assertThat(eights.totals().volume().chargedBytes()).isEqualTo(STEPS * (CHARGED + 4 * CHARGED / 50));
        MethodRecord fours = run("diloco, parameterPeriod: 8, pseudoGradientFormat: fp4-e3m0");
        assertThat(fours.totals().volume().vectorBytes()).isEqualTo(3 * (TRAINED / 2 + 4 * 3));
        assertThat(fours.totals().volume().chargedBytes()).isEqualTo(3 * (CHARGED / 2 + 4 * ((CHARGED + 255) / 256)));
        assertThat(fours.exchanges()).singleElement().satisfies(exchange -> assertThat(exchange.pattern())
                .isEqualTo("all-reduce"));
    }

    /** Gradients of a quadratic model are never 0, so that a mask costs its bitmap. */
    @Test
    void aMaskIsChargedAtTheDensityOfTheTraining() {
        MethodRecord masked = run("local-sgd, parameterPeriod: 8, wireFormat: mask");
        MethodRecord dense = run("local-sgd, parameterPeriod: 8");
        assertThat(losses(masked)).isEqualTo(losses(dense));
        assertThat(masked.totals().volume().vectorBytes()).isEqualTo(3 * (TRAINED / 8 + 4 * TRAINED));
        assertThat(masked.totals().volume().chargedBytes()).isEqualTo(3 * (CHARGED / 8 + 4 * CHARGED));
    }

    /** The run is charged the factor that it saw; before it nothing is known of one, whatever a stand-in's values would give. */
    @Test
    void aForecastKnowsNothingOfCompression() throws IOException {
        MethodRecord plain = run("diloco, parameterPeriod: 8, wireFormat: bf16");
        MethodRecord deflated = run("diloco, parameterPeriod: 8, wireFormat: {deflate: {values: bf16}}");
        assertThat(losses(deflated)).isEqualTo(losses(plain));
        assertThat(deflated.totals().volume().chargedBytes())
                .isBetween(3 * 2 * CHARGED * 7 / 10, 3 * 2 * CHARGED * 98 / 100);
        Path scenario = Files.writeString(
                folder.resolve("deflated.yaml"),
                SCENARIO.replace("METHOD", "diloco, parameterPeriod: 8, wireFormat: {deflate: {values: bf16}}"));
        assertThat(Said.done("validate", scenario.toString())).contains("750 MB charged per worker");
    }

    /** What needs the whole gradient cannot go out while the rest of it is computed. */
    @Test
    void onlyPartsOverlapWithTheBackwardPass() {
        double overlapped = Runs.seconds(run("ddp, overlap: bucketed, wireFormat: {one-bit: {block: 1000}}"));
        double whole = Runs.seconds(run("ddp, overlap: bucketed, wireFormat: one-bit"));
        double after = Runs.seconds(run("ddp, overlap: none, wireFormat: one-bit"));
        assertThat(whole).isEqualTo(after);
        assertThat(overlapped).isLessThan(0.97 * whole);
    }

    /** Before a run the same is told: 10 MB for each of two steps, and no buckets of what is sent as a whole. */
    @Test
    void aForecastChargesWhatTheRunWill() throws IOException {
        Path scenario = Files.writeString(
                folder.resolve("forecast.yaml"),
                SCENARIO.replace("METHOD", "ddp, overlap: bucketed, wireFormat: top-k")
                        .replace("steps: 24", "steps: 2"));
        assertThat(Said.done("validate", scenario.toString()))
                .contains("20.0 MB charged per worker")
                .contains("bucket of ddp: none, since the codec needs the whole gradient");
    }

    @Test
    void whatCannotBeIsRefusedWhereItStands() {
        assertThatThrownBy(() -> run("ddp, wireFormat: topk"))
                .isInstanceOf(InvalidFileException.class)
                .hasMessageContaining("methods[0].wireFormat: there is no codec 'topk'")
                .hasMessageContaining("top-k");
        assertThatThrownBy(() -> run("ddp, wireFormat: {top-k: {share: 2}}"))
                .isInstanceOf(InvalidFileException.class)
                .hasMessageContaining("methods[0].wireFormat.top-k.share: share (2.0) must lie in (0, 1]");
        assertThatThrownBy(() -> run("ddp, wireFormat: {top-k: {shares: 0.1}}"))
                .isInstanceOf(InvalidFileException.class)
                .hasMessageContaining("methods[0].wireFormat.top-k.shares: unknown key 'shares'");
        assertThatThrownBy(() -> run("ddp, wireFormat: {kind: top-k}"))
                .isInstanceOf(InvalidFileException.class)
                .hasMessageContaining("{name: {settings}}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "local-sgd, parameterPeriod: 8",
                "sparta",
                "fedadam, parameterPeriod: 8",
                "noloco, parameterPeriod: 8",
                "local-adam, period: 8"
            })
    void wholeModelsAreNotSentInParts(String method) throws IOException {
        assertThat(Said.refused("validate", scenario(method + ", wireFormat: {top-k: {share: 0.01}}")))
                .contains("methods[0]: " + method.split(",", 2)[0] + " exchanges whole vectors")
                .contains("pseudo-gradients");
        Said.done("validate", scenario(method + ", wireFormat: mask"));
        Said.done("validate", scenario("diloco, parameterPeriod: 8, wireFormat: {top-k: {share: 0.01}}"));
    }

    /** Also the momenta of an optimizer that has several, each under a label of its own. */
    @Test
    void everyMomentumIsSentWhole() throws IOException {
        String method =
                "mt-dao, parameterPeriod: 8, firstMomentPeriods: [8, 8, 8], secondMomentPeriod: 8, optimizer: {kind:"
                        + " qh-adamw, learningRate: 0.01, momentumWeights: [0.1, 0.1, 0.7], firstDecays: [0.9, 0.99, 0.999]}";
        assertThat(Said.refused("validate", scenario(method + ", firstMomentFormat: {top-k: {share: 0.01}}")))
                .contains("'first-moment-1'", "'first-moment-2'", "'first-moment-3'");
        Said.done("validate", scenario(method + ", firstMomentFormat: bf16"));
    }

    private String scenario(String method) throws IOException {
        return Files.writeString(folder.resolve("validated.yaml"), SCENARIO.replace("METHOD", method))
                .toString();
    }

    private static List<Double> losses(MethodRecord method) {
        return method.curve().stream().map(CurvePoint::training).toList();
    }
}
