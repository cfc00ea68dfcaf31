package org.longhaul.scenario.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.longhaul.analysis.record.MethodRecord;
import org.longhaul.analysis.record.RunRecord;
import org.longhaul.analysis.record.network.ExchangeSummary;
import org.longhaul.scenario.Extensions;
import org.longhaul.scenario.Runs;
import org.longhaul.scenario.ScenarioReader;
import org.longhaul.scenario.engine.planner.Planner;

/** What is exchanged is found without training, and is what training exchanges. */
final class ScenarioTrafficTest {
    private static final String SCENARIO =
            """
            name: traffic
            topology: {builder: two-sites, hostsPerSite: 2, wide: 1 Gbit/s, wideLatency: 10 ms}
            compute: {stepTime: 100 ms}
            model: {kind: quadratic}
            projectAs: {architecture: mpt-125m, wireFormat: bf16}
            training: {steps: 32, batch: 1, context: 1, optimizer: {kind: adamw, learningRate: 0.01}, evaluateEvery: 16}
            methods:
              - id: ddp
              - {id: des-loc, parameterPeriod: 8, firstMomentPeriod: 16, secondMomentPeriod: 32}
              - {id: diloco, parameterPeriod: 4}
              - {id: local-adam, period: 5}
            """;

    @TempDir
    Path folder;

    private static ScenarioTraffic traffic() {
        ScenarioReader.Source source = new ScenarioReader(Extensions.load()).parse("traffic.yaml", SCENARIO);
        return new ScenarioTraffic(Planner.plan(source.scenario(), source.document(), null));
    }

    @Test
    void everyMethodExchangesWhatItExchangesInTraining() {
        RunRecord run = Runs.run(folder.resolve("run"), SCENARIO);
        ScenarioTraffic traffic = traffic();
        for (MethodRecord method : run.methods()) {
            long count = 0;
            long bytes = 0;
            for (ExchangeSummary exchange : method.exchanges()) {
                count += exchange.count();
                bytes += exchange.count() * exchange.each().chargedBytes();
            }
            ScenarioTraffic.MethodTraffic found = traffic.of(method.label(), 1000);
            Map<String, Long> sums = new TreeMap<>(Map.of("count", 0L, "bytes", 0L));
            for (ScenarioTraffic.Counted counted : found.exchanges()) {
                sums.merge("count", counted.count(), Long::sum);
                sums.merge("bytes", counted.count() * counted.spec().bytes(), Long::sum);
            }
            assertThat(sums).as(method.label()).containsEntry("count", count).containsEntry("bytes", bytes);
            assertThat(found.steps()).isEqualTo(32);
        }
    }

    @Test
    void exchangesThatDifferInNameOnlyAreOne() {
        ScenarioTraffic.MethodTraffic found = traffic().of("local-adam", 20);
        assertThat(found.exchanges()).singleElement().satisfies(exchange -> {
            assertThat(exchange.spec().label()).contains("parameters", "first-moment", "second-moment");
            assertThat(exchange.count()).isEqualTo(3 * 4);
            assertThat(exchange.pauseNanos()).isEqualTo(100_000_000 / 3);
        });
    }

    @Test
    void anUnknownMethodIsRefusedWithTheNearest() {
        assertThatThrownBy(() -> traffic().of("des-lok", 1))
                .hasMessageContaining("allowed: ddp, des-loc")
                .hasMessageContaining("Maybe \"des-loc\"");
    }
}
