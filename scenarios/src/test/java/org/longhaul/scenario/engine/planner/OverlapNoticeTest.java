package org.longhaul.scenario.engine.planner;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.longhaul.scenario.Runs;
import org.longhaul.scenario.ScenarioReader;
import org.longhaul.scenario.engine.plan.RunPlan;

/** Whether overlap can do anything for a method is told before the run. */
final class OverlapNoticeTest {
    private static final String NOTICE = "has no effect";

    private static List<String> warnings(String method) {
        String yaml =
                """
                name: overlap
                topology: {builder: star, hosts: 2, bandwidth: 1 Gbit/s}
                compute: {stepTime: 1 s}
                model: {kind: quadratic, layers: 1, elements: 8}
                training: {steps: 12, batch: 1, context: 1, optimizer: {kind: adamw, learningRate: 0.01}}
                methods: [{%s, overlap: bucketed}]
                """
                        .formatted(method);
        ScenarioReader.Source source = Runs.READER.parse("test.yaml", yaml);
        RunPlan plan = Runs.plan(yaml);
        Preflight.quick(plan, source.document(), Long.MAX_VALUE);
        return plan.warnings();
    }

    @Test
    void hidesGradientsAndWhatIsAveragedBeforeTheUpdateButNothingElse() {
        assertThat(String.join("\n", warnings("id: ddp"))).doesNotContain(NOTICE);
        assertThat(String.join("\n", warnings("id: local-adam, period: 4, order: before-update")))
                .doesNotContain(NOTICE);
        assertThat(String.join("\n", warnings("id: local-adam, period: 4"))).contains(NOTICE);
        assertThat(String.join("\n", warnings("id: diloco, parameterPeriod: 4")))
                .contains(NOTICE);
    }
}
