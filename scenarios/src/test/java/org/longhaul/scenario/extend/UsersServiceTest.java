package org.longhaul.scenario.extend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.longhaul.scenario.Extensions;
import org.longhaul.scenario.engine.simulation.RunControl;
import org.longhaul.scenario.inference.InferenceEngine;
import org.longhaul.scenario.inference.InferencePlanner;
import org.longhaul.scenario.inference.InferenceProgress;
import org.longhaul.scenario.inference.InferenceReader;
import org.longhaul.scenario.inference.InferenceRecord;
import org.longhaul.scenario.inference.UnitResult;
import org.longhaul.simulator.request.ServiceModel;

/** A service, one class that is not in the program, in a scenario of inference. */
@NullUnmarked
final class UsersServiceTest {
    @TempDir
    private Path folder;

    @Test
    void oneClassIsEnough() throws IOException {
        Path file = UsersServices.SCENARIOS.resolve("requests.yaml");
        InferenceRecord record = UsersServices.with(folder, Map.of(ServiceModel.class, Hedged.class), () -> {
            InferenceReader.Source source = new InferenceReader(Extensions.load()).read(file);
            return new InferenceEngine(
                            InferencePlanner.plan(source, null),
                            Files.readString(file),
                            new RunControl(),
                            InferenceProgress.NONE)
                    .run();
        });
        UnitResult single = record.units().get(0);
        UnitResult hedged = record.units().get(1);
        // 10 ms, 60 ms, 10 ms; the first host is ten times as slow for a second, and has its queue to work off then.
        assertThat(single.latency().p50()).isEqualTo(0.08);
        assertThat(hedged.answered()).isEqualTo(100);
        assertThat(hedged.latency().maximum())
                .isLessThan(0.2 + 0.08 + 0.01)
                .isLessThan(single.latency().maximum());
        assertThat(hedged.figures().get("answered by")).isBetween(1.05, 1.5);
        assertThat(hedged.contents().get("query").messages()).isGreaterThan(100);
    }
}
