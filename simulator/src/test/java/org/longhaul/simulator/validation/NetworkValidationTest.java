package org.longhaul.simulator.validation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class NetworkValidationTest {

    private final List<ValidationResult> results = NetworkValidation.runFlow();

    @Test
    void flowIsWithinItsBoundsOfRealTcpAndNearerThanItsPeer() {
        List<ValidationBars.Bar> bars = ValidationBars.flow(results);
        // Nine groups and all, each with a bound of its own and one by its peer.
        assertThat(bars)
                .hasSize(20)
                .allSatisfy(bar -> assertThat(bar.met()).as(bar.toString()).isTrue());
    }

    @Test
    void aModelThatIsOffMissesItsBars() {
        List<ValidationResult> off = results.stream()
                .map(result -> new ValidationResult(
                        result.validationCase(), 1.2 * result.validationCase().measured()))
                .toList();
        assertThat(ValidationBars.flow(off))
                .filteredOn(bar -> bar.what().equals("error, all") || bar.what().equals("error, two-way"))
                .hasSize(2)
                .noneMatch(ValidationBars.Bar::met);
        assertThat(ValidationBars.packet(off))
                .filteredOn(bar -> bar.what().startsWith("error of Reno and CUBIC"))
                .isNotEmpty()
                .noneMatch(ValidationBars.Bar::met);
    }

    @Test
    void thePacketNetworkIsJudgedOnBbrByThePeersCases() {
        List<ValidationResult> exact = results.stream()
                .map(result -> new ValidationResult(
                        result.validationCase(), result.validationCase().measured()))
                .toList();
        List<ValidationBars.Bar> bars = ValidationBars.packet(exact);
        assertThat(bars).allMatch(ValidationBars.Bar::met).allMatch(bar -> bar.value() == 0);
        assertThat(bars.get(bars.size() - 1).what()).contains("BBR", "ns-3");
        assertThat(bars.get(bars.size() - 1).limit()).isGreaterThan(0.01);
    }

    @Test
    void everyMeasurementIsJudged() {
        assertThat(results).hasSize(39 + 61 + 2 * 3 + 2 * 6 + 30).allSatisfy(result -> {
            assertThat(result.model()).isPositive().isFinite();
            assertThat(result.validationCase().measured()).isPositive();
        });
    }

    @Test
    void theTablesHaveARowForEachGroupAndEachCase() {
        ValidationTables tables = new ValidationTables(results, results);
        assertThat(tables.cases()
                        .lines()
                        .filter(line -> line.contains("| validate |") || line.contains("| calibrate |")))
                .hasSize(results.size());
        assertThat(tables.groups())
                .contains(
                        "| median absolute error | cases | flow | packet | ns-3 | SimGrid LV08 |", "| **all** | 78 |");
        assertThat(new ValidationTables(results, List.of()).groups()).doesNotContain("packet");
    }
}
