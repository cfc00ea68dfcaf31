package org.longhaul.study.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedWriter;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.longhaul.scenario.command.Longhaul;
import picocli.CommandLine;

/** Comparisons and figures of runs as users ask for them: one training of a second, and a replay on a slower network. */
@NullUnmarked
final class CompareCommandTest {
    private static final String SCENARIO =
            """
            name: small
            topology: {builder: star, hosts: 2, bandwidth: 1 Gbit/s, latency: 1 ms}
            compute: {stepTime: 10 ms}
            model: {kind: quadratic, layers: 1, elements: 4}
            training:
              steps: 16
              batch: 1
              context: 1
              optimizer: {kind: adamw, learningRate: 0.1}
              evaluateEvery: 4
            methods: [{id: ddp}, {id: local-adam, period: 4}]
            targets: [{loss: 1e-9}]
            seeds: [1, 2]
            """;

    @TempDir
    static Path folder;

    private static String fast;
    private static String slow;
    private static StringWriter err;

    @BeforeAll
    static void trainOnce() throws Exception {
        Path scenario = Files.writeString(folder.resolve("small.yaml"), SCENARIO);
        fast = folder.resolve("fast").toString();
        slow = folder.resolve("slow").toString();
        String runs = folder.resolve("runs").toString();
        assertThat(code("run", scenario.toString(), "--out", fast, "--runs", runs, "--quiet"))
                .as(() -> err.toString())
                .isZero();
        assertThat(code("replay", fast, "--set", "topology.latency=20 ms", "--out", slow, "--runs", runs, "--quiet"))
                .as(() -> err.toString())
                .isZero();
    }

    private static StringWriter out;

    private static int code(String... arguments) {
        out = new StringWriter();
        err = new StringWriter();
        CommandLine line = Longhaul.create();
        line.setOut(new PrintWriter(new BufferedWriter(out), true)).setErr(new PrintWriter(err, true));
        return line.execute(arguments);
    }

    @Test
    void aSlowerNetworkIsARegressionOfTimesAndOfNothingElse() {
        assertThat(code("compare", fast, slow)).as(() -> err.toString()).isEqualTo(1);
        assertThat(out.toString())
                .contains("topology.latency", "1 ms", "20 ms")
                .containsPattern("ddp +seconds .*REGRESSION")
                .containsPattern("ddp to loss .*not reached .*equal")
                .containsPattern("ddp +charged-bytes .*equal")
                .contains("2 regressions");
        assertThat(code("compare", fast, slow, "--tolerance", "time=any")).isZero();
        assertThat(code("compare", fast, fast)).isZero();
        assertThat(code("compare", slow, fast, "--figures", "time,loss", "--json"))
                .isZero();
        assertThat(out.toString()).contains("\"verdict\":\"better\"", "\"regression\":false");
    }

    /** What a store says of a run is what its record says. */
    @Test
    void aStoreIsComparedByTheSameFigures() {
        Path store = folder.resolve("runs").resolve("longhaul.duckdb");
        assertThat(code("compare", store.toString(), store.toString(), "--json"))
                .as(() -> err.toString())
                .isZero();
        String ofStore = out.toString();
        assertThat(code("compare", slow, slow, "--json")).isZero();
        // The latest run of that name is the replay.
        for (String figure : new String[] {"seconds", "charged-bytes", "link-bytes", "compute-share", "loss"}) {
            assertThat(seeds(ofStore, figure)).as(figure).isNotEmpty().isEqualTo(seeds(out.toString(), figure));
        }
        assertThat(code("compare", store.toString(), fast)).isEqualTo(2);
        assertThat(err.toString()).contains("one is a run and the other");
    }

    private static String seeds(String json, String figure) {
        Matcher seeds = Pattern.compile("\"method\":\"ddp\",\"figure\":\"" + figure + "\".*?\"seeds\":(\\[.*?\\])")
                .matcher(json);
        return seeds.find() ? seeds.group(1) : "";
    }

    @Test
    void otherDataOrNoRunCannotBeCompared() throws Exception {
        assertThat(code("compare", fast, folder.resolve("nowhere").toString())).isEqualTo(2);
        assertThat(err.toString()).contains("cannot be compared", "does not exist");
        assertThat(code("compare", fast, slow, "--tolerance", "tme=2%")).isEqualTo(2);
        assertThat(err.toString()).contains("no figure 'tme'");
    }

    @Test
    void aRunIsComparedWithABaselineOfChoice() {
        assertThat(code("compare", fast)).as(() -> err.toString()).isZero();
        assertThat(out.toString())
                .contains("small: methods minus ddp, paired over 2 seeds", "2 seeds cannot give a p below 0.500")
                .contains("not ranked");
        assertThat(code("compare", fast, "--baseline", "local-adam")).isZero();
        assertThat(out.toString()).contains("methods minus local-adam");
        assertThat(code("compare", fast, "--baseline", "local-adm")).isEqualTo(2);
        assertThat(err.toString()).contains("allowed: ddp, local-adam", "local-adam");
        assertThat(code("compare", fast, slow, fast)).isEqualTo(2);
        assertThat(err.toString()).contains("3 results are named; allowed: one, or two");
        assertThat(code("report", fast, "--baseline", "local-adam", "--table", "latex"))
                .isZero();
        assertThat(out.toString()).startsWith("\\begin{tabular}");
        assertThat(code("runs", "--runs", folder.resolve("runs").toString(), "--table", "csv"))
                .isZero();
        assertThat(out.toString()).startsWith("run,name,started,state,network,methods,directory\n");
    }

    @Test
    void figuresOfRunsHaveTheirScenariosDifferencesAsAxes() throws Exception {
        Path svg = folder.resolve("lines.svg");
        Path png = folder.resolve("lines.png");
        assertThat(code(
                        "plot",
                        "lines",
                        fast,
                        slow,
                        "--x",
                        "topology.latency",
                        "--y",
                        "time",
                        "-o",
                        svg.toString(),
                        "-o",
                        png.toString()))
                .as(() -> err.toString())
                .isZero();
        assertThat(Files.readString(svg)).contains("projected time", "topology.latency", "local-adam");
        assertThat(Files.size(png)).isGreaterThan(10_000);
        assertThat(code("plot", "loss", fast, slow, "-o", svg.toString())).isZero();
        assertThat(Files.readString(svg)).contains("ddp (fast)", "ddp (slow)");
        assertThat(code("plot", "loss", "points.csv", "-o", svg.toString())).isEqualTo(2);
        assertThat(err.toString()).contains("points.csv is a table of points, which holds no curves; allowed: run");
        assertThat(code(
                        "plot",
                        "heat",
                        fast,
                        slow,
                        "--x",
                        "topology.latency",
                        "--y",
                        "x",
                        "--value",
                        "time",
                        "-o",
                        "x.svg"))
                .isEqualTo(2);
        assertThat(err.toString()).contains("no column 'x'");
    }
}
