package org.longhaul.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.longhaul.analysis.record.MethodRecord;
import org.longhaul.analysis.record.RunRecord;
import org.longhaul.analysis.record.measure.CurvePoint;

/** The model whose loss a run shows exists in the end, and what made it exist is charged like any other exchange. */
@NullUnmarked
final class ClosingExchangeTest {
    private static final String SCENARIO =
            """
            name: closing
            topology: {builder: star, hosts: 2, bandwidth: 1 Gbit/s, latency: 1 ms}
            compute: {stepTime: 100 ms}
            model: {kind: quadratic, layers: 1, elements: 64, offsetDeviation: 1, noiseDeviation: 1}
            projectAs: {architecture: mpt-125m}
            training:
              steps: 40
              batch: 1
              context: 1
              optimizer: {kind: adamw, learningRate: 0.05}
              evaluateEvery: 8
            methods:
              - {id: local-sgd, label: long round, parameterPeriod: 36}
              - {id: local-sgd, label: whole rounds, parameterPeriod: 20}
              - {id: local-sgd, label: broken round, parameterPeriod: 16}
              - {id: diloco, parameterPeriod: 36}
              - id: ddp
            network: {fidelity: analytic, overlap: none}
            """;

    @TempDir
    private static Path folder;

    private static RunRecord run;

    @BeforeAll
    static void run() {
        run = Runs.runAndReplay(folder.resolve("run"), SCENARIO);
    }

    @Test
    void isChargedOnceWhereARoundIsNotOver() {
        assertThat(exchanges(run, "long round")).isEqualTo(1 + 1);
        assertThat(exchanges(run, "whole rounds")).isEqualTo(2);
        assertThat(exchanges(run, "broken round")).isEqualTo(2 + 1);
        assertThat(exchanges(run, "diloco")).isEqualTo(1 + 1);
        assertThat(exchanges(run, "ddp")).isEqualTo(40);

        MethodRecord late = Runs.method(run, "long round");
        assertThat(late.totals().units()).isEqualTo(2);
        assertThat(late.arcs()).isNotEmpty();
        CurvePoint before = late.curve().get(35);
        CurvePoint last = late.curve().get(late.curve().size() - 1);
        assertThat(before.volume().chargedBytes()).isZero();
        assertThat(last.step()).isEqualTo(40);
        assertThat(last.volume()).isEqualTo(late.totals().volume());
        assertThat(last.simulatedNanos())
                .isEqualTo(late.totals().simulatedNanos())
                .isGreaterThan(4_000_000_000L);
    }

    @Test
    void virtualLossesStandBesideRealOnesBetweenExchanges() {
        assertThat(virtual(run, "ddp")).containsOnly(false);
        assertThat(virtual(run, "whole rounds")).containsExactly(false, true, true, true, true, false);
        assertThat(virtual(run, "broken round")).containsExactly(false, true, false, true, false, false);
        assertThat(virtual(run, "diloco")).containsExactly(false, true, true, true, true, false);

        // Outer parameters change at exchanges only.
        List<Double> outer = validation(Runs.method(run, "diloco"));
        assertThat(outer.subList(0, 5)).containsOnly(outer.get(0));
        assertThat(outer.get(5)).isLessThan(outer.get(0));

        MethodRecord late = Runs.method(run, "long round");
        CurvePoint before = late.curve().stream()
                .filter(point -> point.step() == 32)
                .findFirst()
                .orElseThrow();
        Double virtual = before.virtualValues().get("loss");
        assertThat(virtual).isNotEqualTo(before.values().get("loss"));
        assertThat(late.last(run.measures().virtualValues("loss"))).isEqualTo(virtual);
    }

    private static long exchanges(RunRecord run, String label) {
        return Runs.method(run, label).exchanges().stream()
                .mapToLong(exchange -> exchange.count())
                .sum();
    }

    private static List<Boolean> virtual(RunRecord run, String label) {
        return Runs.method(run, label).curve().stream()
                .filter(point -> !point.values().isEmpty())
                .map(point -> !point.virtualValues().isEmpty())
                .toList();
    }

    private static List<Double> validation(MethodRecord method) {
        return method.curve().stream()
                .map(point -> point.values().get("loss"))
                .filter(loss -> loss != null)
                .toList();
    }
}
