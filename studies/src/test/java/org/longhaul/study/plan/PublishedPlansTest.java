package org.longhaul.study.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.longhaul.scenario.file.YamlChange;
import org.longhaul.scenario.file.YamlDocument;
import org.longhaul.scenario.file.YamlReader;

/**
 * What papers print comes out of the shipped plans. Takes half a minute, since every cell of a table of 75 is looked for by
 * simulating schedules.
 */
@NullUnmarked // what is looked up is there
final class PublishedPlansTest {
    private static final Path PLANS = Path.of("..", "scenarios", "plans");
    private static final double GRID_STEP = Math.pow(10, 4.0 / 49);

    /** Table 4 of Streaming DiLoCo, each cell as the nearest bandwidth of the paper's grid, Gbit/s. */
    private static final Map<String, List<Double>> TABLE_4 = new LinkedHashMap<>();

    static {
        TABLE_4.put("1B data-parallel", List.of(86.85, 152.6, 184.2, 222.3, 569.0));
        TABLE_4.put("1B diloco", List.of(1.389, 6.251, 13.26, 23.30, 86.85));
        TABLE_4.put("1B streaming", List.of(1.389, 5.179, 9.103, 16.00, 28.12));
        TABLE_4.put("1B overlapped", List.of(1.389, 4.292, 6.251, 9.103, 10.99));
        TABLE_4.put("1B overlapped-fp4", List.of(0.3728, 0.9541, 1.677, 2.024, 2.947));
        TABLE_4.put("10B data-parallel", List.of(104.8, 222.3, 222.3, 268.3, 471.5));
        TABLE_4.put("10B diloco", List.of(1.677, 7.543, 16.00, 33.93, 104.8));
        TABLE_4.put("10B streaming", List.of(1.677, 5.179, 9.103, 13.26, 19.31));
        TABLE_4.put("10B overlapped", List.of(1.677, 3.556, 5.179, 6.251, 7.543));
        TABLE_4.put("10B overlapped-fp4", List.of(0.3728, 0.9541, 1.389, 1.389, 1.677));
        TABLE_4.put("100B data-parallel", List.of(184.2, 323.7, 390.7, 390.7, 471.5));
        TABLE_4.put("100B diloco", List.of(2.947, 10.99, 23.30, 49.42, 184.2));
        TABLE_4.put("100B streaming", List.of(2.442, 6.251, 9.103, 10.99, 19.31));
        TABLE_4.put("100B overlapped", List.of(1.677, 3.556, 4.292, 5.179, 5.179));
        TABLE_4.put("100B overlapped-fp4", List.of(0.5429, 0.9541, 1.151, 1.151, 1.389));
    }

    private static PlanAnswer answer(String plan, String... changes) throws IOException {
        YamlDocument document = YamlReader.read(PLANS.resolve(plan));
        for (String change : changes) {
            document = YamlChange.parse(change).in(document);
        }
        return Planning.answer(Planning.read(document, PLANS), doing -> {});
    }

    private static long gridSteps(double found, double printed) {
        return Math.round(Math.log(found / printed) / Math.log(GRID_STEP));
    }

    @Test
    void theSchedulesGiveTheTableOfComputeUtilisationWithinOneStepOfItsGrid() throws IOException {
        PlanAnswer answer =
                answer("compute-utilisation.yaml", "check.sensitivity=false", "check.flow=false", "check.load=0");
        Map<String, Long> off = new LinkedHashMap<>();
        int cells = 0;
        for (Map.Entry<String, List<Double>> row : TABLE_4.entrySet()) {
            List<BandwidthAnswer> found = answer.bandwidths().stream()
                    .filter(each -> (each.caseName() + " " + each.method()).equals(row.getKey()))
                    .toList();
            assertThat(found).hasSize(row.getValue().size());
            for (int i = 0; i < found.size(); i++) {
                Double below = found.get(i).lastBelow();
                assertThat(below).isNotNull();
                long steps = gridSteps(below / 1e9, row.getValue().get(i));
                cells++;
                if (steps != 0) {
                    off.put(row.getKey() + ", " + found.get(i).target(), steps);
                }
            }
        }
        assertThat(cells).isEqualTo(75);
        assertThat(off.values()).allMatch(steps -> Math.abs(steps) == 1);
        // Every cell that is one step off, so that a change that moves one shows.
        assertThat(off)
                .containsOnlyKeys(
                        "1B diloco, 80 %",
                        "1B overlapped, 80 %",
                        "1B overlapped, 95 %",
                        "1B overlapped-fp4, 50 %",
                        "1B overlapped-fp4, 99 %",
                        "10B data-parallel, 80 %",
                        "10B data-parallel, 99 %",
                        "10B diloco, 95 %",
                        "10B overlapped, 50 %",
                        "10B overlapped-fp4, 90 %",
                        "100B overlapped, 50 %",
                        "100B overlapped-fp4, 50 %")
                .containsEntry("100B overlapped-fp4, 50 %", -1L);
    }

    @Test
    void theWallTimeModelOfDesLocComesOutOfTheSchedules() throws IOException {
        PlanAnswer answer = answer("des-loc-wall-clock.yaml");
        double[][] printed = {
            {1_124_200, 562_600, 506_440},
            {502_434.4, 500_244.1, 500_025.1},
            {507_303.1, 500_732.4, 500_075.3},
            {503_651.6, 500_366.2, 500_037.7}
        };
        List<String> methods = List.of("ddp", "fedavg", "local-adam", "des-loc");
        for (int m = 0; m < methods.size(); m++) {
            String method = methods.get(m);
            List<TimeAnswer> times = answer.times().stream()
                    .filter(each -> each.method().equals(method))
                    .toList();
            assertThat(times).extracting(TimeAnswer::bitsPerSecond).containsExactly(1e9, 10e9, 100e9);
            for (int b = 0; b < times.size(); b++) {
                assertThat(times.get(b).seconds()).isNotNull().isCloseTo(printed[m][b], within(0.05));
                // The flow model adds headers, slow start and windows, and never takes anything away.
                Double flow = times.get(b).flowSeconds();
                assertThat(flow).isNotNull().isGreaterThan(times.get(b).seconds());
            }
        }
    }
}
