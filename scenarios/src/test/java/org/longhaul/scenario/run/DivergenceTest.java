package org.longhaul.scenario.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.longhaul.analysis.record.MethodRecord;
import org.longhaul.analysis.record.Outcome;
import org.longhaul.analysis.record.RunRecord;
import org.longhaul.scenario.Runs;
import org.longhaul.scenario.command.Said;

/** A training that stops being numbers ends its method, and no other, under a name that says where. */
final class DivergenceTest {
    private static final String SCENARIO =
            """
            name: diverging
            topology: {builder: star, hosts: 2, bandwidth: 1 Gbit/s, latency: 1 ms}
            compute: {stepTime: 100 ms}
            model: {kind: quadratic, layers: 1, elements: 10}
            training: {steps: 40, batch: 1, context: 1, optimizer: {kind: sgd, learningRate: 0.1}, evaluateEvery: 4}
            methods:
              - {id: local-sgd, label: too fast, parameterPeriod: 4, optimizer: {kind: sgd, learningRate: 1e30}}
              - {id: diloco, label: too far, parameterPeriod: 4, outerLearningRate: 1e9, outerMomentum: 0}
              - {id: local-sgd, label: sound, parameterPeriod: 4}
            """;

    @TempDir
    Path folder;

    @Test
    void theOthersGoOnAndTheEndIsNamed() throws Exception {
        RunRecord run = Runs.run(folder.resolve("run"), SCENARIO);
        MethodRecord fast = Runs.method(run, "too fast");
        assertThat(fast.outcome().kind()).isEqualTo(Outcome.Kind.DIVERGED);
        assertThat(fast.outcome().message())
                .matches("step \\d+, worker \\d: (loss|gradient norm) is \\S+;"
                        + " the first tensor that is not finite: (gradient of )?[a-z].*");
        assertThat(Runs.method(run, "too far").outcome().kind()).isEqualTo(Outcome.Kind.DIVERGED);
        MethodRecord sound = Runs.method(run, "sound");
        assertThat(sound.outcome()).isEqualTo(Outcome.completed());
        assertThat(sound.totals().steps()).isEqualTo(40);

        // It is over: resuming finds the same, and the other methods as they were.
        RunRecord alone =
                Runs.run(folder.resolve("alone"), SCENARIO.replaceAll("(?m)^  - \\{id: \\S+ label: too .*\\n", ""));
        assertThat(Runs.method(alone, "sound").curve()).isEqualTo(sound.curve());
    }

    @Test
    void tableReportAndExitCodeSayIt() throws Exception {
        Path file = Files.writeString(folder.resolve("diverging.yaml"), SCENARIO);
        Said said =
                Said.to("run", file.toString(), "--out", folder.resolve("out").toString(), "--quiet");
        assertThat(said.code()).isEqualTo(1);
        assertThat(said.out())
                .containsPattern("too fast +diverged")
                .containsPattern("too fast diverged after \\d+ steps? and .*: step \\d+, worker \\d: ")
                .containsPattern("(?s)sound +\\d");
    }
}
