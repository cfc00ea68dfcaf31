package org.longhaul.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.longhaul.analysis.record.MethodRecord;
import org.longhaul.analysis.record.RunRecord;
import org.longhaul.analysis.record.measure.CurvePoint;
import org.longhaul.scenario.file.InvalidFileException;

/** What an exchange is rounded to in training is what it is charged in, wherever the format is stated. */
final class WireFormatTest {
    private static final long CHARGED = 125_000_000;

    private static final String SCENARIO =
            """
            name: formats
            topology: {builder: star, hosts: 2, bandwidth: 1 Gbit/s, latency: 1 ms}
            compute: {stepTime: 100 ms}
            model: {kind: quadratic, layers: 1, elements: 64, offsetDeviation: 1, noiseDeviation: 1}
            projectAs: {architecture: mpt-125m, parameters: 125000000%s}
            training: {steps: 24, batch: 1, context: 1, optimizer: {kind: adamw, learningRate: 0.05}}
            methods:
            %s
            network: {fidelity: analytic}
            """;

    @TempDir
    Path folder;

    private int runs;

    private RunRecord run(String ofProjection, String methods) {
        return Runs.run(folder.resolve("run" + runs++), SCENARIO.formatted(ofProjection, methods.indent(2)));
    }

    @Test
    void whereverAFormatIsStatedTheSameTrainsAndIsCharged() {
        RunRecord projected = run(", wireFormat: bf16", "- id: ddp");
        RunRecord ofMethod = run("", "- {id: ddp, wireFormat: bf16}");
        RunRecord ofPayload = run("", "- {id: ddp, gradientFormat: bf16}");
        RunRecord over = run(", wireFormat: fp32", "- {id: ddp, wireFormat: bf16}");
        RunRecord exact = run("", "- id: ddp");
        for (RunRecord run : List.of(ofMethod, ofPayload, over)) {
            assertThat(losses(run)).isEqualTo(losses(projected)).isNotEqualTo(losses(exact));
            assertThat(ddp(run).totals().volume())
                    .isEqualTo(ddp(projected).totals().volume());
        }
        assertThat(ddp(projected).totals().volume().chargedBytes()).isEqualTo(24 * 2 * CHARGED);
        assertThat(ddp(projected).totals().volume().vectorBytes()).isEqualTo(24 * 2 * 192);
        assertThat(ddp(exact).totals().volume().chargedBytes()).isEqualTo(24 * 4 * CHARGED);
        for (RunRecord run : List.of(projected, ofMethod, ofPayload, exact)) {
            assertThat(ddp(run).totals().units()).isEqualTo(24);
        }
    }

    @Test
    void eachPayloadIsChargedInItsOwnFormatAndCountsAsOneVector() {
        RunRecord run = run(
                "",
                "- {id: des-loc, parameterPeriod: 6, firstMomentPeriod: 6, secondMomentPeriod: 6, firstMomentFormat: bf16}");
        MethodRecord method = run.methods().get(0);
        assertThat(method.totals().volume().chargedBytes()).isEqualTo(4 * (2 + 4 + 4) * CHARGED);
        assertThat(method.totals().units()).isEqualTo(12);
        assertThat(method.exchanges()).hasSize(3).allSatisfy(exchange -> assertThat(exchange.units())
                .isEqualTo(1));
    }

    @Test
    void aFormatThatContradictsAnotherIsRefusedWithBothPlaces() {
        assertThatThrownBy(() -> run(", wireFormat: bf16", "- {id: ddp, gradientFormat: fp32}"))
                .isInstanceOf(InvalidFileException.class)
                .hasMessageContaining("test.yaml:8:31: methods[0].gradientFormat: gradientFormat (fp32) contradicts"
                        + " projectAs.wireFormat (bf16)");
        assertThatThrownBy(() -> run("", "- {id: local-adam, stateFormat: fp16, wireFormat: bf16}"))
                .isInstanceOf(InvalidFileException.class)
                .hasMessageContaining("stateFormat (fp16) contradicts methods[0].wireFormat (bf16)");
        assertThat(run(", wireFormat: bf16", "- {id: ddp, gradientFormat: bf16}")
                        .methods())
                .hasSize(1);
    }

    @Test
    void anAssumptionNamesTheFormat() {
        assertThat(formats(run(", wireFormat: bf16", "- id: ddp"))).containsExactly("wire format: bf16");
        assertThat(formats(run("", "- id: ddp\n- {id: local-adam, period: 8, stateFormat: fp16}")))
                .containsExactly("wire format of ddp: fp32", "wire format of local-adam: fp32, stateFormat fp16");
    }

    private static List<String> formats(RunRecord run) {
        return run.provenance().assumptions().stream()
                .filter(assumption -> assumption.subject().startsWith("wire format"))
                .map(assumption -> assumption.subject() + ": " + assumption.value())
                .toList();
    }

    private static MethodRecord ddp(RunRecord run) {
        return Runs.method(run, "ddp");
    }

    private static List<Double> losses(RunRecord run) {
        return ddp(run).curve().stream().map(CurvePoint::training).toList();
    }
}
