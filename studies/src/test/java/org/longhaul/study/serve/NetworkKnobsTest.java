package org.longhaul.study.serve;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.longhaul.scenario.Extensions;
import org.longhaul.scenario.ScenarioReader;
import org.longhaul.scenario.engine.planner.Planner;
import org.longhaul.topology.Link;

/** What controls stand for where the two ways of a line differ. */
final class NetworkKnobsTest {
    private static ScenarioReader.Source read(String ways) {
        return new ScenarioReader(Extensions.load())
                .parse(
                        "test",
                        """
                        name: test
                        topology: {builder: two-sites, wide: 1 Gbit/s, %s}
                        compute: {stepTime: 100 ms}
                        model: {kind: quadratic, layers: 1, elements: 8}
                        training: {steps: 4, batch: 1, context: 1, optimizer: {kind: sgd, learningRate: 0.05}}
                        methods: [{id: ddp}]
                        """
                                .replace("%s", ways));
    }

    private static NetworkKnobs knobs(ScenarioReader.Source source) {
        return new NetworkKnobs(source.document(), Planner.plan(source.scenario(), source.document(), null));
    }

    private static Link line(String ways, @Nullable Double roundTripMillis, @Nullable Double loss) {
        ScenarioReader.Source source = read(ways);
        PageSetting setting =
                new PageSetting("run", null, null, null, roundTripMillis, loss, null, null, null, null, null);
        ScenarioReader reader = new ScenarioReader(Extensions.load());
        ScenarioReader.Source changed =
                reader.bind(knobs(source).changes(setting).in(source.document()), (field, written) -> written);
        return Planner.plan(changed.scenario(), changed.document(), null).topology().links().stream()
                .filter(link -> link.id().equals("wide"))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void theRoundTripIsThatOfBothWays() {
        String ways = "wideLatency: 10 ms, wideBackwardLatency: 30 ms";
        assertThat(knobs(read(ways)).recorded().roundTripMillis()).isEqualTo(40);

        Link twice = line(ways, 80.0, null);
        assertThat(twice.latency()).hasMillis(20);
        assertThat(twice.backwardLatency()).hasMillis(60);
        assertThat(line("wideLatency: 10 ms", 80.0, null).backwardLatency()).hasMillis(40);
    }

    @Test
    void theLossIsThatOfBothWays() {
        Link lossy = line("wideLatency: 10 ms, wideLossRate: 0.001, wideBackwardLossRate: 0.2", null, 0.01);
        assertThat(lossy.lossRate()).isEqualTo(0.01);
        assertThat(lossy.backwardLossRate()).isEqualTo(0.01);
        assertThat(line("wideLatency: 10 ms", null, 2.5e-7).lossRate()).isEqualTo(2.5e-7);
    }
}
