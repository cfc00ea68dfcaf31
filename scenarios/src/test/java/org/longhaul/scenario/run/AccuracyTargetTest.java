package org.longhaul.scenario.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.longhaul.analysis.record.MethodRecord;
import org.longhaul.analysis.record.RunRecord;
import org.longhaul.analysis.record.measure.CurvePoint;
import org.longhaul.analysis.record.measure.MeasureInfo;
import org.longhaul.analysis.record.measure.Target;
import org.longhaul.analysis.statistics.ClientSpread;
import org.longhaul.analysis.statistics.Comparison;
import org.longhaul.analysis.statistics.TimeToTarget;
import org.longhaul.analysis.text.RunTable;
import org.longhaul.scenario.Runs;

/** A measure that should rise, from the scenario to the record; and targets that the model does not measure. */
class AccuracyTargetTest {
    private static final String CLASSIFIER =
            """
            name: digits
            topology: {builder: star, hosts: 3, bandwidth: 1 Gbit/s, latency: 1 ms}
            compute: {stepTime: 10 ms}
            model: {kind: mlp, hidden: [32]}
            data: {dataset: {kind: digits, writers: 6, examples: 360, validation: 120}}
            training:
              steps: 60
              until: target
              batch: 20
              optimizer: {kind: adamw, learningRate: 3e-3}
              evaluateEvery: 5
            methods: [{id: local-sgd, parameterPeriod: 7}, {id: ddp}]
            targets: [%s]
            """;

    @TempDir
    Path folder;

    @Test
    void trainingEndsOnceTheAccuracyIsHighEnough() {
        RunRecord run = Runs.run(folder.resolve("run"), CLASSIFIER.formatted("{accuracy: 0.6}"));

        MeasureInfo accuracy = run.measures().headline();
        assertThat(accuracy.id()).isEqualTo("accuracy");
        assertThat(accuracy.higherIsBetter()).isTrue();
        assertThat(run.measures().objectiveId()).isEqualTo("loss");
        assertThat(run.measures().item()).isEqualTo("example");
        assertThat(run.baseline()).as("the first method").isEqualTo("local-sgd");
        Target target = run.targets().get(0);
        assertThat(target.label()).isEqualTo("accuracy 60%");
        for (MethodRecord method : run.methods()) {
            long steps = method.totals().steps();
            assertThat(steps).isBetween(5L, 55L);
            assertThat(method.totals().items()).isEqualTo(steps * 3 * 20);
            assertThat(method.outcome().message())
                    .startsWith("stopped at the target, an accuracy of 60.00%, after " + steps + " of 60 steps");
            TimeToTarget.Reached reached = (TimeToTarget.Reached) TimeToTarget.of(run.measures(), method, target);
            assertThat(reached.step()).isEqualTo(steps);
            for (CurvePoint point : method.curve()) {
                if (point.step() < steps && !point.values().isEmpty()) {
                    assertThat(point.values().get("accuracy")).isLessThan(0.6);
                }
            }
            CurvePoint last = method.curve().get(method.curve().size() - 1);
            assertThat(last.values()).containsOnlyKeys("loss", "accuracy");
            assertThat(last.clients()).hasSize(3);
            // The clients' values add up, by their weights, to a share of all that is held out with them.
            double hits = 0;
            double weight = 0;
            for (var client : last.clients()) {
                hits += client.weight() * Objects.requireNonNull(client.values().get("accuracy"));
                weight += client.weight();
            }
            assertThat(hits / weight).isBetween(0.4, 1.0);
            assertThat(hits).isCloseTo(Math.rint(hits), org.assertj.core.api.Assertions.within(1e-3));
        }
        Comparison comparison = Comparison.of(run);
        ClientSpread clients =
                Objects.requireNonNull(comparison.methods().get(0).headline().clients());
        assertThat(clients.clients()).isEqualTo(3);
        assertThat(clients.worstTenth()).isLessThanOrEqualTo(clients.median());
        assertThat(RunTable.markdown(comparison)).contains("| val. accuracy |", "| val. loss |", "| worst 10% |");
    }

    @Test
    void refusesWhatTheModelDoesNotMeasureAndValuesThatMeanNothing() {
        assertThatThrownBy(() -> Runs.plan(CLASSIFIER.formatted("{acuracy: 0.6}")))
                .hasMessageContaining("test.yaml:13")
                .hasMessageContaining("targets[0].acuracy")
                .hasMessageContaining("the model does not measure 'acuracy'")
                .hasMessageContaining("loss, accuracy")
                .hasMessageContaining("accuracy");
        assertThatThrownBy(() -> Runs.plan(CLASSIFIER.formatted("{perplexity: 20}")))
                .hasMessageContaining("does not measure 'perplexity'");
        assertThatThrownBy(() -> Runs.plan(CLASSIFIER.formatted("{accuracy: 60}")))
                .hasMessageContaining("accuracy (60.0) is out of range")
                .hasMessageContaining("above 0 and at most 1");
        assertThatThrownBy(() -> Runs.plan(CLASSIFIER.formatted("{accuracy: 0.6, loss: 1}")))
                .hasMessageContaining("found 2 measures")
                .hasMessageContaining("one measure and its value");
        assertThat(Runs.plan(CLASSIFIER.formatted("{loss: 1.5}"))).isNotNull();
    }
}
