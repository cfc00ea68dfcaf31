package org.longhaul.study.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.longhaul.scenario.file.YamlChange;

/** What a sweep file may say, and what its points are. */
@NullUnmarked
final class SweepFileTest {
    @TempDir
    private Path folder;

    private Sweep read(String axes) throws IOException {
        Files.writeString(folder.resolve("scenario.yaml"), SweepRuns.SCENARIO);
        Path file = folder.resolve("sweep.yaml");
        Files.writeString(file, "name: test\nscenario: scenario.yaml\n" + axes);
        return Sweep.read(file);
    }

    private void refuses(String axes, String... words) {
        assertThatThrownBy(() -> read(axes)).hasMessageContainingAll(words);
    }

    @Test
    void theLastAxisVariesFastestAndSamplesVaryTogether() throws IOException {
        Sweep sweep = read(
                """
                axes:
                  topology.wide: [1 Gbit/s, 2 Gbit/s]
                  topology.wideLatency: {random: {from: 1 ms, to: 2 ms, count: 3}}
                  topology.access: {random: {from: 10 Gbit/s, to: 20 Gbit/s, count: 3}}
                """);
        assertThat(sweep.size()).isEqualTo(6);
        List<String> first = sweep.grid().texts(0);
        List<String> fourth = sweep.grid().texts(3);
        assertThat(first.get(0)).isEqualTo("1 Gbit/s");
        assertThat(fourth.get(0)).isEqualTo("2 Gbit/s");
        assertThat(first.subList(1, 3)).isEqualTo(fourth.subList(1, 3));
        assertThat(sweep.grid().texts(1).subList(1, 3)).doesNotContainAnyElementsOf(first.subList(1, 3));
    }

    @Test
    void constraintsLeaveNumbersOfPointsAsTheyAre() throws IOException {
        Sweep sweep = read(
                """
                axes:
                  topology.wide: [1 Gbit/s, 10 Gbit/s, 100 Gbit/s]
                  methods[often].parameterPeriod: [2, 4, 8]
                  topology.hostsPerSite: [1, 2]
                constraints:
                  - topology.wide <= topology.access
                  - 2 * methods[often].parameterPeriod < 16
                  - topology.hostsPerSite != 1
                """);
        // access is 10 Gbit/s in the scenario
        assertThat(sweep.points().stream().boxed().collect(Collectors.toList())).containsExactly(1, 3, 7, 9);
        assertThat(sweep.grid().texts(9)).containsExactly("10 Gbit/s", "4", "2");
        assertThat(sweep.changes(9).list().stream().map(YamlChange::path))
                .containsExactly("topology.wide", "methods[often].parameterPeriod", "topology.hostsPerSite");
    }

    @Test
    void whatAllPointsShareIsChangedFirst() throws IOException {
        Sweep sweep = read(
                """
                fidelity: analytic
                seeds: {count: 2}
                set: {compute: {stepTime: 20 ms}}
                axes: {topology.wide: [1 Gbit/s]}
                """);
        assertThat(sweep.changes(0).list().stream().map(YamlChange::path))
                .containsExactly("compute", "network.fidelity", "seeds", "topology.wide");
    }

    @Test
    void theCountIsRefusedWithItsReason() {
        refuses(
                """
                axes:
                  topology.wide: {range: {from: 1 Mbit/s, to: 10 Gbit/s, step: 1 Mbit/s}}
                  topology.wideLatency: {range: {from: 1 ms, to: 2 s, step: 1 ms}}
                """,
                "20,000,000 combinations",
                "at most 10,000,000");
        refuses(
                "axes: {topology.wide: [1 Gbit/s]}\nconstraints: [topology.wide > 2 Gbit/s]",
                "no point meets the constraints",
                "none of 1 combinations");
    }

    @Test
    void whatIsNoSweepIsRefusedAtItsLine() {
        refuses(
                "recrd: [loss]\naxes: {topology.wide: [1 Gbit/s]}",
                "sweep.yaml:3:1",
                "unknown key 'recrd'",
                "you meant 'record'");
        refuses("axes: {}", "axes must name at least one key");
        refuses("axes: {topology.wide: []}", "sweep.yaml:3", "at least one value");
        refuses("axes:\n  topology.wide: [1 Gbit/s, 1 Gbit/s]", "sweep.yaml:4", "stands there twice");
        refuses(
                "axes:\n  topology.wide: {range: {from: 2 Gbit/s, to: 1 Gbit/s, step: 1 Mbit/s}}",
                "sweep.yaml:4",
                "the range is empty");
        refuses(
                "axes: {topology.wide: [1 Gbit/s]}\nconstraints: [topology.wid < 2 Gbit/s]",
                "sweep.yaml:4",
                "'topology.wid' is no axis",
                "Maybe \"topology.wide\"");
        refuses("axes: {topology.wide: [1 Gbit/s]}\nconstraints: [topology.wide < 2 ms]", "compares a bandwidth");
        refuses("axes: {topology.wide: [1 Gbit/s]}\nconstraints: [topology.wide]", "is no comparison");
        refuses(
                """
                axes:
                  topology.wide: {sobol: {from: 1 Gbit/s, to: 2 Gbit/s, count: 8}}
                  topology.access: {sobol: {from: 1 Gbit/s, to: 2 Gbit/s, count: 9}}
                """,
                "sweep.yaml:5",
                "count (9) must be 8");
        refuses("set: {topology.wide: 1 Gbit/s}\naxes: {topology.wide: [1 Gbit/s]}", "it cannot be fixed and vary");
    }

    @Test
    void aScenarioThatIsNotThereIsNamedWithItsLine() throws IOException {
        Path file = folder.resolve("astray.yaml");
        Files.writeString(file, "name: astray\nscenario: absent.yaml\naxes: {topology.wide: [1 Gbit/s]}");
        assertThatThrownBy(() -> Sweep.read(file))
                .hasMessageContainingAll("astray.yaml:2:11: scenario: there is no file", "absent.yaml");
    }

    @Test
    void impossibleAxesAreRefusedBeforeAnythingRuns() {
        assertThatThrownBy(() -> SweepPlan.of(read("axes: {topology.wideQueu: [1 Gbit/s]}"), Long.MAX_VALUE))
                .hasMessageContainingAll("axes.topology.wideQueu", "unknown key 'wideQueu'", "you meant 'wideQueue'");
        assertThatThrownBy(() -> SweepPlan.of(read("axes:\n  topology.wide: [1 Gbit/s, 10 Gb]"), Long.MAX_VALUE))
                .hasMessageContainingAll("sweep.yaml:4", "axes.topology.wide", "unknown unit \"Gb\"");
        assertThatThrownBy(() -> SweepPlan.of(read("axes: {'methods[oftn].parameterPeriod': [2]}"), Long.MAX_VALUE))
                .hasMessageContainingAll("has no item 'oftn'", "Maybe \"often\"");
        assertThatThrownBy(
                        () -> SweepPlan.of(read("axes: {topology.wide: [1 Gbit/s]}\nrecord: [secnds]"), Long.MAX_VALUE))
                .hasMessageContainingAll("there is no figure 'secnds'", "Maybe \"seconds\"");
    }
}
