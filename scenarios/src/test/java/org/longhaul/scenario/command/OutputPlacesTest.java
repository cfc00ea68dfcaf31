package org.longhaul.scenario.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.longhaul.scenario.command.shared.ExitCode;

/** Where results go: what can be used is, and what cannot be is refused before anything runs. */
class OutputPlacesTest {
    private static final String SCENARIO =
            """
            name: tiny
            topology: {builder: star, hosts: 2, bandwidth: 1 Gbit/s, latency: 5 ms}
            compute: {stepTime: 100 ms}
            model: {kind: quadratic, layers: 1, elements: 8}
            training:
              steps: 2
              batch: 1
              context: 1
              optimizer: {kind: adamw, learningRate: 0.05}
            methods: [{id: ddp}]
            """;

    @TempDir
    Path folder;

    private String[] run(Path out) throws IOException {
        String scenario =
                Files.writeString(folder.resolve("tiny.yaml"), SCENARIO).toString();
        return new String[] {"run", scenario, "--quiet", "--out", out.toString(), "--runs", folder + "/runs"};
    }

    @Test
    void anEmptyFolderIsUsedForARunAndOneWithContentIsRefused() throws IOException {
        Path out = Files.createDirectories(folder.resolve("there/is one"));
        Said.done(run(out));
        assertThat(out).isDirectoryContaining("glob:**record.json");

        assertThat(Said.refused(run(out))).contains(out + " is not empty", "longhaul resume " + out);

        Path mine = Files.createDirectories(folder.resolve("mine"));
        Path kept = Files.writeString(mine.resolve("thesis.txt"), "kept");
        assertThat(Said.refused(run(mine))).contains(mine + " is not empty", "choose another with --out");
        try (Stream<Path> files = Files.list(mine)) {
            assertThat(files).containsExactly(kept);
        }
        assertThat(Said.refused(run(kept))).contains(kept + " is a file");
    }

    /** The transfer would take far longer than this test may. */
    @Test
    void aPlotThatCannotBeDrawnIsRefusedBeforeAnythingRuns() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");
        assertPlotRefused(folder.resolve("window.gif"), "ends in .svg, .png or .pdf");
        assertPlotRefused(Files.createDirectory(folder.resolve("folder.svg")), "is a folder; allowed: a file");
        assertPlotRefused(folder.resolve("nowhere/window.svg"), folder.resolve("nowhere") + " does not exist");
        assertPlotRefused(file.resolve("window.svg"), file + " is a file");
        Said tooLong = explain(folder.resolve("window.svg"), "1000");
        assertThat(tooLong.code()).isEqualTo(ExitCode.WRONG_INPUT);
        assertThat(tooLong.out()).isEmpty();
        assertThat(tooLong.err()).contains("--plot: the transfer takes more packet transmissions");
    }

    private void assertPlotRefused(Path plot, String why) {
        Said said = explain(plot, "1e15");
        assertThat(said.code()).isEqualTo(ExitCode.WRONG_INPUT);
        assertThat(said.out()).isEmpty();
        assertThat(said.err()).contains("--plot: " + plot, why);
    }

    private static Said explain(Path plot, String packetLimit) {
        return Said.to(
                "network",
                "explain",
                "abilene",
                "--from",
                "seattle",
                "--to",
                "new-york",
                "--bytes",
                "10TB",
                "--packet-limit",
                packetLimit,
                "--plot",
                plot.toString());
    }

    @Test
    void aFigureThatCannotBeDrawnIsRefusedBeforeTheReportIsWritten() throws IOException {
        Path out = folder.resolve("one");
        Said.done(run(out));
        Path report = out.resolve("report.html");
        Files.delete(report);
        for (Path figure : new Path[] {folder.resolve("loss.gif"), folder.resolve("nowhere/loss.svg"), folder}) {
            Said said = Said.to("report", out.toString(), "--figure", figure.toString());
            assertThat(said.code()).isEqualTo(ExitCode.WRONG_INPUT);
            assertThat(said.out()).isEmpty();
            assertThat(said.err()).contains("--figure: " + figure);
            assertThat(report).doesNotExist();
        }
    }
}
