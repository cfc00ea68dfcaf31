package org.longhaul.simulator.validation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class NetworkValidationTest {

    private final List<ValidationResult> results = NetworkValidation.runFlow();

    @Test
    void flowIsWithinItsBoundsOfRealTcpAndNearerThanItsPeer() {
        List<ValidationBars.Bar> bars = ValidationBars.flow(results);
        assertThat(bars)
                .hasSize(4 + 19 + 2 + 4 + 2 + 2 + 1)
                .allSatisfy(bar -> assertThat(bar.value()).as(bar.toString()).isLessThanOrEqualTo(bar.limit()));
    }

    /** What is reached, rounded up: what comes out further from the measurements than it did has got worse. */
    @Test
    void flowIsAsNearAsItWas() {
        Map<String, Double> reached = Map.ofEntries(
                Map.entry("short transfers", 0.01),
                Map.entry("long transfers", 0.001),
                Map.entry("sharing", 0.01),
                Map.entry("long flow", 0.015),
                Map.entry("random loss", 0.025),
                Map.entry("RTT unfairness", 0.035),
                Map.entry("two-way", 0.015),
                Map.entry("ring all-reduce", 0.048),
                Map.entry("ring all-reduce by queue", 0.075),
                Map.entry("queue: deep ring", 0.091),
                Map.entry("queue: shallow", 0.015),
                Map.entry("several bottlenecks", 0.06),
                Map.entry("latecomers", 0.13),
                Map.entry("incast", 0.095),
                Map.entry("hierarchical", 0.07),
                Map.entry("opposing traffic", 0.111),
                Map.entry("outage", 0.045),
                Map.entry("loss burst", 0.12),
                Map.entry("bandwidth step", 0.015),
                Map.entry(ValidationSummary.ALL, 0.06));
        List<ValidationSummary> summaries = ValidationSummary.of(results, ValidationCase::judges);
        assertThat(summaries).hasSize(reached.size());
        for (ValidationSummary summary : summaries) {
            assertThat(summary.meanError()).as(summary.group()).isLessThanOrEqualTo(reached.get(summary.group()));
        }
        ValidationSummary all = summaries.get(summaries.size() - 1);
        assertThat(all.group()).isEqualTo(ValidationSummary.ALL);
        assertThat(all.medianError()).isLessThanOrEqualTo(0.028);
        assertThat(all.ninetiethError()).isLessThanOrEqualTo(0.18);
        assertThat(all.largestError()).isLessThanOrEqualTo(0.44);
    }

    /** What a chooser of collectives asks: how much sooner is a hierarchical all-reduce done than a ring over the same sites. */
    @Test
    void hierarchicalAndRingStandToEachOtherAsMeasured() {
        double[] hierarchical = medians("hierarchical", "two sites, 10000000 bytes");
        double[] ring = medians("opposing traffic", "ring by site, 10000000 bytes, alone");
        assertThat(hierarchical[1] / ring[1])
                .isCloseTo(hierarchical[0] / ring[0], withinPercentage(10))
                .isCloseTo(0.90, withinPercentage(10));
    }

    /** Medians over the repetitions of a case: measured, and by {@code flow}. */
    private double[] medians(String group, String name) {
        List<ValidationResult> found = results.stream()
                .filter(result -> result.validationCase().group().equals(group)
                        && result.validationCase().name().contains(name))
                .toList();
        assertThat(found).hasSizeGreaterThan(4);
        return new double[] {
            median(found.stream().mapToDouble(result -> result.validationCase().measured())),
            median(found.stream().mapToDouble(ValidationResult::model))
        };
    }

    private static double median(DoubleStream values) {
        double[] sorted = values.sorted().toArray();
        return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
    }

    @Test
    void aModelThatIsOffMissesItsBars() {
        List<ValidationResult> off = results.stream()
                .map(result -> ValidationResult.of(
                        result.validationCase(), 1.7 * result.validationCase().measured()))
                .toList();
        assertThat(ValidationBars.flow(off)).noneMatch(ValidationBars.Bar::met);
        assertThat(ValidationBars.packet(off)).noneMatch(ValidationBars.Bar::met);
        List<ValidationResult> oneOff = new ArrayList<>(exact());
        oneOff.set(0, off.get(0));
        int judging = 0;
        while (!results.get(judging).validationCase().judges()) {
            judging++;
        }
        oneOff.set(judging, off.get(judging));
        assertThat(ValidationBars.packet(oneOff))
                .filteredOn(bar -> !bar.met())
                .extracting(ValidationBars.Bar::what)
                .containsExactly("largest error");
    }

    @Test
    void thePacketNetworkIsJudgedOnBbrByThePeersCases() {
        List<ValidationBars.Bar> bars = ValidationBars.packet(exact());
        assertThat(bars).allMatch(ValidationBars.Bar::met).allMatch(bar -> bar.value() == 0);
        assertThat(bars.get(bars.size() - 1).what()).contains("BBR", "ns-3");
        assertThat(bars.get(bars.size() - 1).limit()).isGreaterThan(0.01);
    }

    @Test
    void errorsAreSummedUpByWhatTheyAreAndByTheirSign() {
        List<ValidationResult> some = new ArrayList<>();
        double[] errors = {0.5, -0.1, -0.2, 0.0};
        for (double error : errors) {
            ValidationCase tested = results.get(some.size()).validationCase();
            some.add(ValidationResult.of(tested, (1 + error) * tested.measured()));
        }
        ValidationSummary all = ValidationSummary.of(some, tested -> true).get(2);
        assertThat(all.group()).isEqualTo(ValidationSummary.ALL);
        assertThat(all.cases()).isEqualTo(4);
        assertThat(all.meanError()).isCloseTo(0.2, within(1e-12));
        assertThat(all.medianError()).isCloseTo(0.15, within(1e-12));
        assertThat(all.ninetiethError()).isCloseTo(0.2 + 0.7 * 0.3, within(1e-12));
        assertThat(all.largestError()).isCloseTo(0.5, within(1e-12));
        assertThat(all.meanSignedError()).isCloseTo(0.05, within(1e-12));
        assertThat(all.above()).isEqualTo(1);
        assertThat(all.below()).isEqualTo(2);
    }

    /** Of several measurements of the same the mean of the runs is judged, of the only one and of medians their median. */
    @Test
    void runsAreJudgedByWhatTheMeasuredValueIsOfAllMeasurements() {
        double[] runs = {4, 1, 2, 9};
        assertThat(results.stream().map(result -> result.validationCase().figure()))
                .contains(ValidationCase.Figure.values());
        for (ValidationResult result : results) {
            ValidationCase tested = result.validationCase();
            ValidationResult judged = ValidationResult.of(tested, runs);
            boolean isOneOfSeveral = tested.name().matches(".*(repetition|, median$).*")
                    && !tested.name().startsWith("reno, 2 hops");
            assertThat(judged.model()).as(tested.name()).isEqualTo(isOneOfSeveral ? 4.0 : 3.0);
            assertThat(judged.spread().least()).isEqualTo(1);
            assertThat(judged.spread().most()).isEqualTo(9);
            assertThat(judged.spread().deviation()).isCloseTo(Math.sqrt(38 / 3.0), within(1e-12));
            assertThat(judged.spread().holds(0.5)).isFalse();
        }
        ValidationResult latecomer = results.stream()
                .filter(result -> result.validationCase().name().equals("cubic, 25 to 30 s, the third"))
                .findFirst()
                .orElseThrow();
        assertThat(ValidationResult.of(latecomer.validationCase(), 20, 30, 40)
                        .spread()
                        .below())
                .isEqualTo(1);
    }

    /** Ten measurements of the three flows and more: what one draw of them is worth. */
    @Test
    void medianOfLaterMeasurementsStandsBesideTheFirst() {
        ValidationResult again = results.stream()
                .filter(result -> result.validationCase().source() == ValidationCase.Source.AGAIN)
                .filter(result -> result.validationCase().name().startsWith("cubic, 25 to 30 s, the third"))
                .findFirst()
                .orElseThrow();
        assertThat(again.validationCase().name()).endsWith("median of 10");
        assertThat(again.validationCase().measured()).isCloseTo(12.26, within(0.005));
        assertThat(again.validationCase().judges()).isFalse();
    }

    @Test
    void everyMeasurementIsJudged() {
        int first = 40 + 61 + 2 * 3 + 2 * 6 + 30;
        int second = 10 + 3 + 3 * 3 + 2 * 11 + 2 * 10 + 5 + 12 + 3 + 5 + 20;
        assertThat(results).hasSize(first + second + 22 + 7 + 324 + 24 + 4).allSatisfy(result -> {
            assertThat(result.model()).isPositive().isFinite();
            assertThat(result.validationCase().measured()).isPositive();
        });
        assertThat(NetworkValidation.cases())
                .isEqualTo(
                        results.stream().map(ValidationResult::validationCase).toList());
        assertThat(NetworkValidation.cases().stream().map(tested -> tested.group() + tested.name() + tested.path()))
                .doesNotHaveDuplicates();
    }

    private List<ValidationResult> exact() {
        return results.stream()
                .map(result -> ValidationResult.of(
                        result.validationCase(), result.validationCase().measured()))
                .toList();
    }

    @Test
    void theTablesHaveARowForEachGroupAndEachCase() {
        List<ValidationResult> own = results.stream()
                .filter(result -> NetworkValidation.judgesPackets(result.validationCase()))
                .toList();
        ValidationTables tables = new ValidationTables(results, own);
        assertThat(tables.cases()
                        .lines()
                        .filter(line -> line.matches(".*[|] (validate|calibrate|again|published) [|].*")))
                .hasSize(results.size());
        assertThat(tables.groups())
                .contains("| group | cases | flow: mean | median |", "| packet: mean | median |", "| **all** | 188 |");
        assertThat(tables.rows())
                .filteredOn(row -> row.packet() == null)
                .hasSize(1 + 9 + 2 + 2 + 1)
                .allMatch(row -> row.label().endsWith("(published)"));
        assertThatThrownBy(() -> new ValidationTables(results, results)).hasMessageContaining("packet has 639");
        assertThat(new ValidationTables(results, List.of()).groups()).doesNotContain("packet");
    }
}
