package org.longhaul.scenario.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.longhaul.scenario.Extensions;
import org.longhaul.scenario.command.shared.WrongInputException;
import org.longhaul.scenario.engine.simulation.RunControl;
import org.longhaul.scenario.file.InvalidFileException;
import org.longhaul.topology.unit.ClientProfiles;
import org.longhaul.training.model.ArchitectureCatalogue;

/** Figures of services against what theory and arithmetic say. */
@NullUnmarked
final class InferenceSummaryTest {
    private static final String HEAD =
            """
            name: figures
            topology: {builder: star, hosts: 3, bandwidth: 1 Gbit/s, latency: 5 ms}
            network: {fidelity: analytic}
            """;

    private static InferenceRecord run(String text) {
        InferenceReader.Source source = new InferenceReader(Extensions.load()).parse("figures.yaml", HEAD + text);
        return new InferenceEngine(
                        InferencePlanner.plan(source, null), HEAD + text, new RunControl(), InferenceProgress.NONE)
                .run();
    }

    private static UnitResult only(String text) {
        InferenceRecord record = run(text);
        assertThat(record.units()).hasSize(1);
        return record.units().get(0);
    }

    @Test
    void aLanguageModelTakesItsOperationsAndItsTokens() {
        UnitResult unit = only(
                """
                compute: {device: h100-sxm, mfu: 0.4}
                work: {architecture: llama3-8b, tokenTime: 6 ms}
                requests:
                  arrivals: {kind: one-at-a-time}
                  count: 3
                  warmUp: 0
                  clients: [host1]
                  promptTokens: {distribution: constant, value: 1000}
                  outputTokens: {distribution: constant, value: 100}
                services: [{kind: single, host: host0}]
                seeds: [1]
                """);
        double flops = ArchitectureCatalogue.get("llama3-8b").at(1100).forwardFlopsPerToken();
        double expected = 1000 * flops / (0.4 * 989e12) + 100 * 0.006;
        assertThat(unit.way()).isNotNull();
        assertThat(unit.way().computing()).isCloseTo(expected, within(2e-9));
        // 4 bytes a token; 10 ms each way.
        assertThat(unit.way().bytes()).isEqualTo(4400);
        assertThat(unit.way().sending()).isCloseTo(0.02 + 4400 * 8 / 1e9, within(2e-9));
    }

    @Test
    void moreTokensThanTheContextAreSaid() {
        String text =
                """
                compute: {device: h100-sxm, mfu: 0.4}
                work: {architecture: mpt-350m, tokenTime: 1 ms}
                requests:
                  arrivals: {kind: one-at-a-time}
                  count: 1
                  promptTokens: {distribution: constant, value: %d}
                  outputTokens: {distribution: constant, value: 48}
                services: [{kind: single, host: host0}]
                """;
        assertThat(run(String.format(Locale.ROOT, text, 2000)).assumptions())
                .noneMatch(each -> each.contains("more tokens than the context"));
        assertThat(run(String.format(Locale.ROOT, text, 2001)).assumptions())
                .contains(
                        "work: requests have more tokens than the context of mpt-350m (2048): each token is charged as in a"
                                + " sequence of that length");
    }

    @Test
    void aHostIsAsFastAsTheProfileThatItIsCalledAfter() {
        UnitResult unit = only(
                """
                compute: {profiles: true}
                work: {kind: operations, perRequest: 1e12}
                requests: {arrivals: {kind: one-at-a-time}, count: 2, warmUp: 0, clients: [server]}
                services: [{kind: single, host: phone1}]
                cases: [{name: phones, topology: {builder: access-lines, clients: 3, profiles: {phone: 1}}}]
                seeds: [1]
                """);
        double rate = ClientProfiles.named("phone").rate().flopsPerSecond();
        assertThat(unit.way().computing()).isCloseTo(1e12 / rate, within(2e-9));
    }

    @Test
    void aThroughputOfSeveralSlotsIsShared() {
        // Two at a time: 80 % of 40 a second.
        UnitResult unit = only(
                """
                slots: 2
                work: {time: {distribution: constant, value: 50 ms}}
                requests: {arrivals: {kind: poisson, load: 0.8}, count: 4000, clients: [host1]}
                services: [{kind: single, host: host0}]
                seeds: [1]
                """);
        assertThat(unit.perSecond()).isEqualTo(32);
        assertThat(unit.host()).isNotNull();
        assertThat(unit.host().utilisation()).isCloseTo(0.8, within(0.03));
    }

    @Test
    void aLinkThatIsGivenMoreThanItCarriesIsSaidSo() {
        InferenceRecord record = run(
                """
                work: {time: {distribution: constant, value: 1 ms}}
                requests:
                  arrivals: {kind: regular, perSecond: 20}
                  count: 200
                  clients: [host1]
                  answer: {distribution: constant, value: 10 MB}
                services: [{kind: single, host: host0}]
                seeds: [1]
                """);
        // 1.6 Gbit/s over 1 Gbit/s.
        assertThat(record.allSettled()).isFalse();
        assertThat(record.units().get(0).link().utilisation()).isGreaterThan(1);
        assertThat(new InferenceTable(record).rows().get(0).get(4)).isEqualTo("–");
        assertThat(String.join("\n", new InferenceTable(record).notes())).contains("queues were still growing");
    }

    @Test
    void aHostThatIsSlowedDownBelowItsLoadIsSaidSo() {
        String text =
                """
                work: {time: {distribution: constant, value: 50 ms}}
                requests: {arrivals: {kind: poisson, load: 0.2}, count: 400, clients: [host1]}
                services: [{kind: single, host: host0}]
                faults: [{kind: slow-nodes, nodes: [host0], factor: %s}]
                seeds: [1]
                """;
        assertThat(run(String.format(Locale.ROOT, text, 4)).allSettled()).isTrue();
        InferenceRecord record = run(String.format(Locale.ROOT, text, 8));
        assertThat(record.allSettled()).isFalse();
        assertThat(new InferenceTable(record).rows().get(0).get(4)).isEqualTo("–");
    }

    @Test
    void aTraceThatBeginsLateAndIsTooFastIsSaidSo(@TempDir Path folder) throws IOException {
        StringBuilder rows = new StringBuilder("seconds\n");
        for (int i = 0; i < 200; i++) {
            rows.append(3600 + 0.01 * i).append('\n');
        }
        Path file = Files.writeString(folder.resolve("late.csv"), rows);
        InferenceRecord record = run(
                """
                work: {time: {distribution: constant, value: 1 ms}}
                requests:
                  arrivals: {kind: trace, file: '%s'}
                  count: 200
                  clients: [host1]
                  answer: {distribution: constant, value: 10 MB}
                services: [{kind: single, host: host0}]
                seeds: [1]
                """
                        .formatted(file));
        // A hundred a second of 80 Mbit: 8 Gbit/s over 1 Gbit/s, after an hour of nothing.
        assertThat(record.allSettled()).isFalse();
    }

    @Test
    void whereNothingIsAskedAfterACrashIsSaidSo() {
        InferenceRecord record = run(
                """
                work: {time: {distribution: constant, value: 50 ms}}
                requests: {arrivals: {kind: one-at-a-time}, count: 200, warmUp: 0, clients: [host1]}
                services: [{kind: single, host: host0}]
                faults: [{kind: maintenance, nodes: [host0], first: 1 s, duration: 1 s}]
                seeds: [1]
                """);
        // 70 ms each: the fifteenth is lost.
        assertThat(record.units().get(0).requests()).isEqualTo(15);
        assertThat(String.join("\n", new InferenceTable(record).notes()))
                .contains("1 without an answer", "after which none was asked");
    }

    @Test
    void whatIsCountedInTokensNeedsSome() {
        for (String work :
                List.of("{architecture: mpt-350m}", "{kind: operations, perRequest: 1, perPromptToken: 5}")) {
            assertThatThrownBy(() -> run(
                            """
                            compute: {device: t4, precision: fp16, mfu: 0.1}
                            work: %s
                            requests: {arrivals: {kind: one-at-a-time}, count: 2}
                            services: [{kind: single, host: host0}]
                            seeds: [1]
                            """
                                    .formatted(work)))
                    .isInstanceOf(InvalidFileException.class)
                    .hasMessageContaining(":5:")
                    .hasMessageContaining("work is stated for each token, and requests have none");
        }
    }

    @Test
    void whatTheClockCannotTellIsRefused() {
        assertThatThrownBy(
                        () -> run(
                                """
                        work: {time: {distribution: constant, value: 1 ms}}
                        requests:
                          arrivals: {kind: one-at-a-time}
                          count: 2
                          clients: [host1]
                          query: {distribution: constant, value: 9000 PB}
                        services: [{kind: single, host: host0}]
                        seeds: [1]
                        """))
                .isInstanceOf(WrongInputException.class)
                .hasMessageContaining("single, seed 1: simulated time passes 292 years");
    }

    @Test
    void comparedServicesAreAskedTheSame() {
        InferenceRecord record = run(
                """
                work: {time: {distribution: exponential, mean: 50 ms}}
                requests: {arrivals: {kind: poisson, perSecond: 10}, count: 300, clients: [host1, host2]}
                services:
                  - {kind: single, name: a, host: host0}
                  - {kind: single, name: b, host: host0}
                seeds: [1]
                """);
        assertThat(record.units().get(0).latency())
                .isEqualTo(record.units().get(1).latency());
    }

    @Test
    void servicesTogetherAreAskedDifferentThingsAndMeet() {
        InferenceRecord record = run(
                """
                work: {time: {distribution: exponential, mean: 50 ms}}
                requests: {arrivals: {kind: poisson, perSecond: 8}, count: 2000, clients: [host1, host2]}
                services:
                  - {kind: single, name: a, host: host0}
                  - {kind: single, name: b, host: host0}
                together: true
                seeds: [1]
                """);
        UnitResult a = record.units().get(0);
        assertThat(a.latency()).isNotEqualTo(record.units().get(1).latency());
        assertThat(a.load()).isEqualTo(0.4);
        assertThat(a.host().utilisation()).isCloseTo(0.8, within(0.06));
        // Alone at 40 % a request waits 33 ms on average, both at 80 % 200 ms.
        assertThat(a.way().waiting()).isBetween(0.1, 0.4);
    }
}
