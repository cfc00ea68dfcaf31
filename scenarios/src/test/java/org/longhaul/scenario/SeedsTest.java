package org.longhaul.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.longhaul.scenario.file.InvalidFileException;
import org.longhaul.scenario.file.JsonSchema;
import org.longhaul.scenario.file.Problem;

/** Which seeds a scenario runs under, in each way to write them. */
final class SeedsTest {
    @TempDir
    private Path folder;

    private Path scenario(String seeds) throws IOException {
        return Files.writeString(
                folder.resolve("seeds.yaml"),
                """
                name: seeds
                topology: {builder: star, hosts: 2, bandwidth: 1 Gbit/s, latency: 1 ms}
                compute: {stepTime: 10 ms}
                model: {kind: quadratic}
                training: {steps: 2, optimizer: {kind: sgd, learningRate: 0.1}}
                methods: [{id: ddp}]
                """
                        + seeds);
    }

    private List<Long> seeds(String written) throws IOException {
        return new ScenarioReader(Extensions.load())
                .read(scenario(written))
                .scenario()
                .seeds()
                .values();
    }

    private Problem refused(String written) throws IOException {
        Path file = scenario(written);
        InvalidFileException refusal = catchThrowableOfType(
                InvalidFileException.class, () -> new ScenarioReader(Extensions.load()).read(file));
        assertThat(refusal.problems()).hasSize(1);
        assertThat(refusal.problems().get(0).line()).isEqualTo(7);
        return refusal.problems().get(0);
    }

    @Test
    void listCountAndDefault() throws IOException {
        assertThat(seeds("")).containsExactly(1L);
        assertThat(seeds("seeds: [3]")).containsExactly(3L);
        assertThat(seeds("seeds: [5, -1]")).containsExactly(5L, -1L);
        assertThat(seeds("seeds: {list: [5, 2]}")).containsExactly(5L, 2L);
        assertThat(seeds("seeds: {count: 3}")).containsExactly(1L, 2L, 3L);
        assertThat(seeds("seeds: {count: 2, first: 10}")).containsExactly(10L, 11L);
        assertThat(seeds("seeds: {count: 1, first: 9223372036854775806}")).containsExactly(9223372036854775806L);
    }

    @Test
    void numberAloneIsRefusedWithBothWaysToMeanIt() throws IOException {
        Problem problem = refused("seeds: 3");
        assertThat(problem.path()).isEqualTo("seeds");
        assertThat(problem.message()).isEqualTo("found '3'");
        assertThat(problem.allowed()).contains("seeds: [3]").contains("seeds: {count: 3}");
        assertThat(refused("seeds: three").allowed()).contains("seeds: [3]").contains("seeds: {count: 3}");
    }

    @Test
    void whatCannotBeIsRefusedWhereItStands() throws IOException {
        assertThat(refused("seeds: [1, 1]").message()).contains("[1, 1]").contains("different");
        assertThat(refused("seeds: [1, 1]").path()).isEqualTo("seeds");
        assertThat(refused("seeds: []").message()).contains("at least one");
        assertThat(refused("seeds: [1, a]").path()).isEqualTo("seeds[1]");
        assertThat(refused("seeds: {count: 0}").path()).isEqualTo("seeds.count");
        assertThat(refused("seeds: {count: 10001}").message()).contains("10000");
        assertThat(refused("seeds: {cuont: 3}").hint()).contains("count");
        assertThat(refused("seeds: {}").message()).contains("{count: 3}");
        assertThat(refused("seeds: {count: 2, list: [1]}").message()).contains("either a list");
        assertThat(refused("seeds: {first: 2, list: [1]}").message()).contains("goes with count");
        assertThat(refused("seeds: {count: 2, first: 9223372036854775807}").message())
                .contains("beyond the range");
    }

    @Test
    void schemaAllowsListAndSectionAndNoNumberAlone() {
        String schema = String.valueOf(JsonSchema.of(Extensions.load().vocabulary(), Scenario.class, "scenario"));
        int at = schema.indexOf("seeds={");
        String property = schema.substring(at, schema.indexOf("targets={", at));
        assertThat(property)
                .contains("anyOf=[{type=array, items={type=integer}}, {$ref=#/$defs/SeedsSection}]")
                .doesNotContain("type=integer}]");
    }
}
