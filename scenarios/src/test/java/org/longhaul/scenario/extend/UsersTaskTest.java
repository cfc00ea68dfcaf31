package org.longhaul.scenario.extend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.longhaul.analysis.record.MethodRecord;
import org.longhaul.analysis.record.RunRecord;
import org.longhaul.analysis.record.measure.CurvePoint;
import org.longhaul.analysis.record.measure.MeasureInfo;
import org.longhaul.training.dataset.DatasetFactory;
import org.longhaul.training.model.ModelFactory;
import org.longhaul.training.task.MeasureKind;

/** A data set, a model kind and a measure, one class each and none of them in the program, in a scenario. */
final class UsersTaskTest {
    @TempDir
    private Path folder;

    @Test
    void oneClassEachIsEnough() throws IOException {
        RunRecord run = UsersServices.run(
                folder,
                Map.of(
                        DatasetFactory.class, Blobs.class,
                        ModelFactory.class, NearestCentre.class,
                        MeasureKind.class, RecallOfFirst.class),
                UsersServices.scenario("task.yaml"));
        assertThat(run.measures().item()).isEqualTo("example");
        assertThat(run.measures().list()).extracting(MeasureInfo::id).contains("loss", "accuracy", "recall-of-first");
        for (MethodRecord method : run.methods()) {
            CurvePoint last = method.curve().get(method.curve().size() - 1);
            // Three clouds of deviation 0.5 whose centres are 2 sqrt(3) apart: Phi(-sqrt(3) / 0.5) of a cloud lies
            // beyond.
            assertThat(last.values().get("accuracy")).isGreaterThan(0.97);
            assertThat(last.values().get("recall-of-first")).isCloseTo(1, within(0.05));
            assertThat(last.values().get("loss"))
                    .isLessThan(method.curve().get(0).values().getOrDefault("loss", Double.NaN) / 3);
        }
    }
}
