package org.longhaul.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.longhaul.analysis.record.MethodRecord;
import org.longhaul.analysis.record.RunRecord;
import org.longhaul.analysis.record.measure.CurvePoint;
import org.longhaul.scenario.file.InvalidFileException;
import org.longhaul.training.model.DecoderShape;

/** A body that is passed several times: more computing, the same bytes, and a model that is read at several depths. */
final class LoopedModelsTest {
    private static final String CHARGED =
            """
            name: looped
            topology: {builder: star, hosts: 2, bandwidth: 100 Mbit/s, latency: 1 ms}
            compute: {device: h100-sxm, mfu: 0.00001}
            model: {kind: quadratic, layers: 2, elements: 16}
            projectAs:
              shape: {layers: 4, width: 64, heads: 4, feedForward: 128, vocabulary: 16, context: 32, tied: true}
              batch: 4%s
            training: {steps: 4, batch: 1, context: 1, optimizer: {kind: sgd, learningRate: 0.05}}
            methods: [{id: ddp}, {id: local-sgd, parameterPeriod: 2}]
            network: {fidelity: analytic, overlap: none}
            """;

    @TempDir
    Path folder;

    private int runs;

    private MethodRecord ddp(String loop) {
        return Runs.run(folder.resolve("run" + runs++), CHARGED.formatted(loop))
                .methods()
                .get(0);
    }

    private static long computing(MethodRecord method) {
        return method.workers().get(0).computeNanos();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4})
    void theChargedModelComputesMoreAndSendsTheSame(int passes) {
        MethodRecord once = ddp("");
        MethodRecord looped = ddp("\n  bodyLoop: {iterations: " + passes + "}");
        DecoderShape shape = DecoderShape.llamaLike(4, 64, 4, 4, 128, 16, 32, true, null);
        double head = shape.groups().get(5).flopsShare();
        double expected = head + (1 - head) * (1 + 2.0 * passes + 1) / 4;
        assertThat((double) computing(looped) / computing(once)).isCloseTo(expected, within(1e-4));
        assertThat(looped.totals().volume()).isEqualTo(once.totals().volume());
    }

    @Test
    void aLoopThatLeavesNoBodyIsRefused() {
        assertThatThrownBy(() -> ddp("\n  bodyLoop: {iterations: 2, headBlocks: 3}"))
                .isInstanceOf(InvalidFileException.class)
                .hasMessageContaining("test.yaml:6")
                .hasMessageContaining("headBlocks (3) and tailBlocks (1) must leave a block of the 4 layers");
    }

    private String trained(String loop, String projection) throws IOException {
        Path text = folder.resolve("text.txt");
        Files.writeString(
                text,
                IntStream.range(0, 600)
                        .mapToObj(i -> "the " + List.of("cat", "dog", "cow").get(i % 3) + " sees number " + i)
                        .collect(Collectors.joining("\n\n")));
        return """
            name: looped
            topology: {builder: star, hosts: 2, bandwidth: 100 Mbit/s, latency: 1 ms}
            compute: {stepTime: 100 ms}
            model: {kind: transformer, layers: 4, width: 16, heads: 2%s}
            data: {corpus: {kind: text, path: '%s'}, validationSequences: 8}
            %straining: {steps: 6, batch: 4, context: 16, optimizer: {kind: adamw, learningRate: 0.01}, evaluateEvery: 3}
            methods: [{id: ddp}]
            network: {fidelity: analytic}
            """
                .formatted(loop, text, projection);
    }

    private RunRecord run(String yaml) {
        return Runs.run(folder.resolve("trained" + runs++), yaml);
    }

    private static CurvePoint last(RunRecord run) {
        List<CurvePoint> curve = run.methods().get(0).curve();
        return curve.get(curve.size() - 1);
    }

    @Test
    void aTableHasPerplexitiesAtSeveralDepthsAndTheLossIsThatOfTheJudgedDepth() throws IOException {
        RunRecord run = run(trained(", loop: {bodyIterations: 2, evaluationIterations: 4, readAt: [1, 2, 4]}", ""));
        var last = last(run).values();
        assertThat(last.keySet())
                .containsExactlyInAnyOrder(
                        "loss", "bits-per-byte", "perplexity-at-1", "perplexity-at-2", "perplexity-at-4");
        assertThat(Math.log(last.getOrDefault("perplexity-at-4", Double.NaN)))
                .isCloseTo(last.getOrDefault("loss", Double.NaN), within(1e-9));
        assertThat(last.get("perplexity-at-2")).isNotEqualTo(last.get("perplexity-at-4"));
    }

    @Test
    void depthsOfEvaluationDoNotChangeWhatTrains() throws IOException {
        RunRecord two = run(trained(", loop: {bodyIterations: 2}", ""));
        RunRecord four = run(trained(", loop: {bodyIterations: 2, evaluationIterations: 4}", ""));
        assertThat(last(two).training()).isEqualTo(last(four).training());
        assertThat(last(two).values().get("loss"))
                .isNotEqualTo(last(four).values().get("loss"));
    }

    @Test
    void onePassIsTheRunWithoutALoop() throws IOException {
        RunRecord plain = run(trained("", ""));
        RunRecord once = run(trained(", loop: {bodyIterations: 1}", ""));
        assertThat(once.provenance().fingerprint()).isEqualTo(plain.provenance().fingerprint());
    }

    @Test
    void lossesOfOneDepthDoNotStandBesideTimesOfAnother() throws IOException {
        String mpt = "projectAs: {architecture: mpt-125m%s}\n";
        String two = trained(", loop: {bodyIterations: 2}", mpt.formatted(", bodyLoop: {iterations: 4}"));
        assertThatThrownBy(() -> Runs.plan(two))
                .isInstanceOf(InvalidFileException.class)
                .hasMessageContaining("projectAs.bodyLoop")
                .hasMessageContaining("passes its body 4 times, and the trained one 2 times")
                .hasMessageContaining("bodyLoop: {iterations: 2}");
        String once = trained("", mpt.formatted(", bodyLoop: {iterations: 4}"));
        assertThatThrownBy(() -> Runs.plan(once))
                .isInstanceOf(InvalidFileException.class)
                .hasMessageContaining("passes its body 4 times, and the trained one once");
    }

    /** Of the three blocks of mpt-75m none stands for the one of twelve that is passed twice. */
    @Test
    void aLoopThatStandsForNothingIsRefused() throws IOException {
        String twelve = trained(", loop: {headBlocks: 5, tailBlocks: 6}", "projectAs: {architecture: mpt-75m}\n")
                .replace("layers: 4", "layers: 12");
        assertThatThrownBy(() -> Runs.plan(twelve))
                .isInstanceOf(InvalidFileException.class)
                .hasMessageContaining("stand for nothing in 'mpt-75m'")
                .hasMessageNotContaining("passes its body");
    }

    /** Head and tail of four blocks are three of twelve each. */
    @Test
    void theChargedModelHasTheLoopOfTheTrainedOne() throws IOException {
        String mpt = "projectAs: {architecture: mpt-125m%s}\n";
        String lent = trained(", loop: {bodyIterations: 2}", mpt.formatted(""));
        String stated = trained(
                ", loop: {bodyIterations: 2}",
                mpt.formatted(", bodyLoop: {iterations: 2, headBlocks: 3, tailBlocks: 3}"));
        assertThat(Runs.plan(lent).methods().get(0).charged())
                .isEqualTo(Runs.plan(stated).methods().get(0).charged());
        assertThat(Runs.plan(lent).methods().get(0).charged().name())
                .isEqualTo("mpt-125m, the middle 6 of 12 blocks passed 2 times");
    }
}
