package org.longhaul.scenario.engine.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.longhaul.scenario.Runs;

/** Collectives of a scenario: which exchange gets which, and what does not fit together. */
class CollectivePlannerTest {

    private static RunPlan plan(String network, String method) {
        return Runs.plan(
                """
                name: collectives
                topology: {builder: star, hosts: 4, bandwidth: 10 Gbit/s}
                compute: {stepTime: 1 s}
                model: {kind: quadratic}
                training: {steps: 4, batch: 1, context: 1, optimizer: {kind: adamw, learningRate: 0.01}}
                methods: [{id: ddp%s}]
                network: {%s}
                """
                        .formatted(method, network));
    }

    private static Map<String, String> byLabel(RunPlan plan) {
        return plan.methods().get(0).policy().collectives();
    }

    @Test
    void theMethodGoesBeforeTheNetwork() {
        String network = "collective: chain, collectives: {a: ring, b: binary-tree}";
        assertThat(byLabel(plan(network, ""))).isEqualTo(Map.of("a", "ring", "b", "binary-tree"));
        RunPlan own = plan(network, ", collectives: {b: binomial-tree}");
        assertThat(byLabel(own)).isEqualTo(Map.of("a", "ring", "b", "binomial-tree"));
        assertThat(own.methods().get(0).policy().collective()).isEqualTo("chain");
        RunPlan other = plan(network, ", collective: auto, collectives: {c: ring}");
        assertThat(byLabel(other)).isEqualTo(Map.of("c", "ring"));
        assertThat(other.methods().get(0).policy().collective()).isEqualTo("auto");
    }

    @Test
    void hostsThatTheNetworkDoesNotHaveAreFound() {
        assertThatThrownBy(() -> plan("collective: {kind: parameter-server, hosts: [host0, hots1]}", ""))
                .hasMessageContaining("has no node \"hots1\"")
                .hasMessageContaining("host1");
        assertThatThrownBy(() -> plan("collective: {kind: hierarchical, groups: {host9: a/b}}", ""))
                .hasMessageContaining("has no node \"host9\"");
        assertThatThrownBy(() -> plan("collectives: {x: {kind: parameter-server, hosts: [switch]}}", ""))
                .hasMessageContaining("'switch' is a switch");
    }

    @Test
    void oneCollectiveHasOneSetOfSettings() {
        assertThatThrownBy(() -> plan("collective: ring, collectives: {x: {kind: ring, order: max-bottleneck}}", ""))
                .hasMessageContaining("the collective 'ring' has other settings elsewhere");
        assertThat(byLabel(plan(
                        "collectives: {x: {kind: ring, order: max-bottleneck}, y: {kind: ring, order: max-bottleneck}}",
                        "")))
                .hasSize(2);
        assertThatThrownBy(() -> plan("collective: bruck", "")).hasMessageContaining("cannot average over all workers");
    }
}
