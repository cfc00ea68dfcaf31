package org.longhaul.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.longhaul.scenario.engine.plan.Made;
import org.longhaul.scenario.engine.plan.RunPlan;
import org.longhaul.scenario.engine.planner.Planner;
import org.longhaul.training.model.Model;
import org.longhaul.training.model.ModelContext;
import org.longhaul.training.model.ParameterSpec;
import org.longhaul.training.task.DataShape;

/** The scenario whose accuracies stand in docs/benchmarks.md; it takes too long to be trained here. */
final class FashionMnistScenarioTest {
    private static final Path FILE = LibraryTest.LIBRARY.resolve("../benchmarks/fashion-mnist.yaml");

    /** Five passes over 60,000 images either way. */
    @Test
    void bothMethodsSeeAsManyImages() {
        assumeTrue(
                Files.isDirectory(Path.of("/usr/share/datasets/fashion-mnist")),
                "the package dataset-fashion-mnist is not installed");
        ScenarioReader.Source source = Runs.READER.read(FILE);
        RunPlan plan = Planner.plan(source.scenario(), source.document(), null);
        assertThat(plan.methods()).hasSize(2);
        assertThat(plan.methods().get(0).training().batch()
                        * plan.methods().get(0).training().steps())
                .isBetween(300_000L, 301_000L);
        assertThat(10
                        * plan.methods().get(1).training().batch()
                        * plan.methods().get(1).training().steps())
                .isBetween(300_000L, 301_000L);
    }

    /** Of the model that the scenario states, on 28 x 28 pixels: its comment and the page say how many. */
    @ParameterizedTest
    @ValueSource(strings = {"scenarios/benchmarks/fashion-mnist.yaml", "docs/benchmarks.md"})
    void parametersAreAsStated(String stated) throws IOException {
        Model model = Made.model(
                Runs.READER.read(FILE).scenario().model(),
                new ModelContext("images", new DataShape.Examples(List.of(1, 28, 28), 10), 1));
        long parameters =
                model.parameters().stream().mapToLong(ParameterSpec::elements).sum();
        assertThat(parameters)
                .isEqualTo(32 * 9 + 32 + 64 * 32 * 9 + 64 + 128 * 7 * 7 * 64 + 128 + 10 * 128 + 10)
                .isEqualTo(421_642);
        List<String> lines =
                Files.readAllLines(LibraryTest.LIBRARY.resolve("../..").resolve(stated));
        assertThat(lines).anyMatch(line -> line.contains("421,642 parameters"));
    }
}
