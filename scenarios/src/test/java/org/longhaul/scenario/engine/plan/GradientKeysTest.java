package org.longhaul.scenario.engine.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.longhaul.analysis.record.Mark;
import org.longhaul.analysis.record.MethodRecord;
import org.longhaul.analysis.record.RunRecord;
import org.longhaul.scenario.Runs;
import org.longhaul.scenario.run.RunDirectory;
import org.longhaul.simulator.compute.ComputeModel;
import org.longhaul.simulator.event.RandomStreams;
import org.longhaul.training.replica.ReplicaMode;

/** Micro-batches, bfloat16, recomputation and stacked replicas as a scenario states them. */
class GradientKeysTest {
    @TempDir
    private Path folder;

    private static String scenario(String keys) {
        return """
                name: keys
                topology: {builder: star, hosts: 3, bandwidth: 1 Gbit/s, latency: 1 ms}
                compute: {device: h100-sxm, mfu: 0.4}
                model: {kind: transformer, layers: 1, width: 32, heads: 2}
                projectAs: {architecture: mpt-125m, batch: 8}
                data: {validationSequences: 16}
                training:
                  steps: 4
                  batch: 4
                  context: 32
                  optimizer: {kind: adamw, learningRate: 3e-3}
                  %s
                methods: [{id: ddp}, {id: local-adam, period: 2}]
                """
                .formatted(keys);
    }

    private static ComputeModel compute(String keys) {
        MethodPlan method = Runs.plan(scenario(keys)).methods().get(0);
        return ComputeTimes.of(method, null, new RandomStreams(1), m -> 0);
    }

    @Test
    void recomputationIsChargedAsAForwardPassMore() {
        ComputeModel plain = compute("");
        ComputeModel again = compute("recompute: true");
        assertThat(again.forwardNanos(0, 0)).isEqualTo(plain.forwardNanos(0, 0));
        assertThat((double) again.backwardNanos(0, 0)).isCloseTo(1.5 * plain.backwardNanos(0, 0), within(2.0));
    }

    @Test
    void microBatchesTakeAsLongAndLeaveTheLastBackwardPassForTheirGradients() {
        ComputeModel plain = compute("");
        ComputeModel cut = compute("accumulate: 4");
        assertThat(cut.backwardNanos(1, 0)).isEqualTo(plain.backwardNanos(1, 0) / 4);
        assertThat(cut.forwardNanos(1, 0) + cut.backwardNanos(1, 0))
                .isEqualTo(plain.forwardNanos(1, 0) + plain.backwardNanos(1, 0));
    }

    @Test
    void everyWayTrainsAlikeAndSaysSo() {
        RunRecord plain = Runs.run(folder.resolve("plain"), scenario(""));
        String stated = "accumulate: 2\n  precision: bf16\n  recompute: true\n  replicas: stacked";
        RunRecord other = Runs.run(folder.resolve("other"), scenario(stated));
        for (String label : List.of("ddp", "local-adam")) {
            MethodRecord mine = Runs.method(other, label);
            assertThat(mine.settings())
                    .containsEntry(
                            "gradient", "mean of 2 micro-batches, products in bfloat16, activations computed again");
            assertThat(Runs.method(plain, label).settings()).doesNotContainKey("gradient");
            assertThat(mine.totals().volume().chargedBytes())
                    .isEqualTo(Runs.method(plain, label).totals().volume().chargedBytes());
            double loss = Objects.requireNonNull(
                    Runs.method(plain, label).last(point -> point.values().get("loss")));
            assertThat(mine.last(point -> point.values().get("loss"))).isCloseTo(loss, within(0.02));
        }
        assertThat(other.provenance().assumptions())
                .filteredOn(each -> each.value().equals("stacked, as stated"))
                .isNotEmpty()
                .allSatisfy(each -> assertThat(each.mark()).isEqualTo(Mark.STATED));
        assertThat(plain.provenance().assumptions())
                .noneSatisfy(each -> assertThat(each.value()).contains("stacked"));
    }

    @Test
    void whatWasMeasuredDecidesOnceInTheLifeOfARun() throws IOException {
        String yaml = scenario("replicas: measured");
        RunPlan plan = Runs.plan(yaml);
        TrainingPlan training = plan.methods().get(0).training();
        Path run = folder.resolve("measured");
        try (RunDirectory directory = RunDirectory.create(run, yaml, List.of(), Runs.manifest(run, yaml))) {
            Set<String> names = new HashSet<>();
            for (MethodPlan method : plan.methods()) {
                String stacked = ReplicaRule.measurement(method.training(), ReplicaMode.STACKED);
                assertThat(names.add(stacked)).as(stacked).isTrue();
                directory.keepMeasured(stacked, 900);
                directory.keepMeasured(ReplicaRule.measurement(method.training(), ReplicaMode.THREADED), 1000);
            }
            RunRecord record = Runs.engine(plan, directory).run();
            assertThat(record.provenance().assumptions())
                    .filteredOn(each -> each.value().startsWith("stacked: a step of all replicas took"))
                    .hasSize(2);
        }
        Map<ReplicaMode, Long> close = Map.of(ReplicaMode.STACKED, 950L, ReplicaMode.THREADED, 1000L);
        assertThat(ReplicaRule.of(training, false, () -> close)).isEqualTo(ReplicaMode.THREADED);
        TrainingPlan unstated = Runs.plan(scenario("")).methods().get(0).training();
        assertThat(ReplicaRule.of(unstated, false, () -> {
                    throw new AssertionError("the CPU never measures unless it is asked to");
                }))
                .isEqualTo(ReplicaMode.THREADED);
        Map<ReplicaMode, Long> clear = Map.of(ReplicaMode.STACKED, 500L, ReplicaMode.THREADED, 1000L);
        assertThat(ReplicaRule.of(unstated, true, () -> clear)).isEqualTo(ReplicaMode.STACKED);
    }

    @Test
    void refusesWhatDoesNotFit() {
        assertThatThrownBy(() -> Runs.plan(scenario("accumulate: 3")))
                .hasMessageContaining("accumulate (3) must divide the batch (4)")
                .message()
                .as("once, not once a method")
                .containsOnlyOnce("accumulate (3)");
        String quadratic = scenario("recompute: true").replaceAll("kind: transformer.*", "kind: quadratic}");
        assertThatThrownBy(() -> Runs.plan(quadratic)).hasMessageContaining("recompute needs a model that has stages");
        assertThatThrownBy(() -> Runs.plan(scenario("replicas: sometimes"))).hasMessageContaining("threaded");
    }
}
