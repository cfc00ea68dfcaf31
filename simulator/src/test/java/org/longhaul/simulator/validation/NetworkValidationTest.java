package org.longhaul.simulator.validation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class NetworkValidationTest {

    private final List<ValidationResult> results = NetworkValidation.runFlow();

    @Test
    void flowIsWithinItsBoundsOfRealTcpAndNearerThanItsPeer() {
        List<ValidationSummary> summaries = ValidationSummary.of(results, c -> !c.calibrates());
        assertThat(summaries).hasSize(10);
        for (ValidationSummary summary : summaries) {
            boolean overall = summary.group().equals("all");
            double peer = summary.medianPeerErrors().getOrDefault(NetworkValidation.LV08, 0.0);
            assertThat(summary.medianError()).as(summary.group()).isLessThanOrEqualTo(overall ? 0.07 : 0.15);
            assertThat(summary.medianError()).as(summary.group()).isLessThan(overall ? peer / 2 : peer);
        }
    }

    @Test
    void everyMeasurementIsJudged() {
        assertThat(results).hasSize(39 + 61 + 2 * 3 + 2 * 6 + 30).allSatisfy(result -> {
            assertThat(result.model()).isPositive().isFinite();
            assertThat(result.validationCase().measured()).isPositive();
        });
    }

    @Test
    void theTableHasARowForEachCase() {
        String table = ValidationSummary.markdown("flow", results);
        assertThat(table.lines().filter(line -> line.contains("| validate |") || line.contains("| calibrate |")))
                .hasSize(results.size());
    }
}
