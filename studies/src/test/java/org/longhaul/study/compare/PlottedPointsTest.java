package org.longhaul.study.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.longhaul.analysis.figure.AxisScale;
import org.longhaul.analysis.figure.HeatFigure;
import org.longhaul.analysis.figure.LinesFigure;

@NullUnmarked
final class PlottedPointsTest {
    private static final String POINTS =
            """
            point,topology.wide,topology.latency,method,seed,outcome,seconds,seconds-to-target,compute-share,cause
            1,10 Gbit/s,1 ms,ddp,1,completed,20,10,0.5,
            1,10 Gbit/s,1 ms,ddp,2,completed,40,30,0.7,
            2,900 Mbit/s,1 ms,ddp,1,completed,200,100,0.05,
            2,900 Mbit/s,1 ms,ddp,2,completed,200,,0.05,
            3,10 Gbit/s,90 ms,,,refused,,,,"no, thanks"
            """;

    @TempDir
    Path folder;

    private PlottedPoints points(String text, List<String> methods, String... where) throws Exception {
        Path file = Files.writeString(folder.resolve("points.csv"), text);
        return PlottedPoints.of(PointTable.read(file), methods, List.of(where), null, Map.of());
    }

    @Test
    void aCellIsTheMeanOverSeedsAndNoneWhereOneDidNotGetThere() throws Exception {
        HeatFigure.Content map =
                points(POINTS, List.of("ddp")).heat("topology.wide", "topology.latency", "target", null);

        // Ascending by rate and time, not by text.
        assertThat(map.columns()).containsExactly("900 Mbit/s", "10 Gbit/s");
        assertThat(map.rows()).containsExactly("1 ms", "90 ms");
        assertThat(map.cells().get(0).get(0).state()).isEqualTo(HeatFigure.State.NOT_REACHED);
        assertThat(map.cells().get(0).get(1)).isEqualTo(new HeatFigure.Cell(HeatFigure.State.VALUE, 20));
        assertThat(map.cells().get(1).get(0).state()).isEqualTo(HeatFigure.State.NONE);
        assertThat(map.cells().get(1).get(1).state()).isEqualTo(HeatFigure.State.FAILED);
        assertThat(map.scale()).isEqualTo(AxisScale.SECONDS);
    }

    /** A table made from runs names a second target's column after the target. */
    @Test
    void aSecondTargetThatWasNotReachedIsNoFailure() throws Exception {
        String second = POINTS.replace("seconds-to-target", "seconds-to-target loss 2.5");
        HeatFigure.Content map = points(second, List.of("ddp"))
                .heat("topology.wide", "topology.latency", "seconds-to-target loss 2.5", null);

        assertThat(map.cells().get(0).get(0).state()).isEqualTo(HeatFigure.State.NOT_REACHED);
    }

    @Test
    void aLineHasTheRangeOfItsSeeds() throws Exception {
        LinesFigure.Content lines =
                points(POINTS, List.of(), "topology.latency=0.001 s").lines("topology.wide", "utilisation");

        LinesFigure.Line ddp = lines.lines().get(0);
        assertThat(ddp.xs()).containsExactly(9e8, 1e10);
        assertThat(ddp.values()[1]).isEqualTo((0.5 + 0.7) / 2);
        assertThat(ddp.lows()).containsExactly(0.05, 0.5);
        assertThat(ddp.highs()).containsExactly(0.05, 0.7);
        assertThat(lines.acrossLog()).isTrue();
    }

    @Test
    void pointsThatFallTogetherAreRefusedWithTheWayOut() throws Exception {
        assertThatThrownBy(() -> points(POINTS.replace(",,,refused,,,,", ",ddp,1,completed,1,1,1,"), List.of())
                        .lines("topology.wide", "seconds"))
                .hasMessageContaining("several points fall together")
                .hasMessageContaining("--where 'topology.latency=90 ms'");
        assertThatThrownBy(() -> points(POINTS, List.of(), "topology.latency=2 ms"))
                .hasMessageContaining("allowed: 1 ms, 90 ms");
        assertThatThrownBy(() -> points(POINTS, List.of("dpp"))).hasMessageContaining("ddp");
        assertThatThrownBy(() -> points(POINTS, List.of()).heat("topology.wides", "topology.latency", "target", null))
                .hasMessageContaining("no column 'topology.wides'")
                .hasMessageContaining("topology.wide");
    }

    @Test
    void theFrontierCountsWhatItLeavesOut() throws Exception {
        assertThat(points(POINTS, List.of()).frontier("target", "compute-share", false, false))
                .satisfies(frontier -> {
                    assertThat(frontier.points()).hasSize(1);
                    assertThat(frontier.points().get(0).note()).isEqualTo("10 Gbit/s, 1 ms");
                    assertThat(frontier.subtitle()).contains("2 left out");
                    assertThat(frontier.upHigh()).isTrue();
                });
    }

    @Test
    void fieldsInQuotesMayHoldAnything() {
        assertThat(CsvRows.parse("t", "\uFEFFa,\"b\"\r\n\"1,\"\"x\"\"\n2\",3\n\n"))
                .containsExactly(List.of("a", "b"), List.of("1,\"x\"\n2", "3"));
        assertThatThrownBy(() -> CsvRows.parse("t", "a,b\n1\n")).hasMessageContaining("t:2: 1 fields; allowed: 2");
        assertThatThrownBy(() -> CsvRows.parse("t", "a\n\"b\nc")).hasMessageContaining("t:2: a quote");
        assertThatThrownBy(() -> CsvRows.parse("t", "")).hasMessageContaining("empty");
    }
}
