package org.longhaul.study.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.longhaul.scenario.command.Longhaul;

/**
 * A sweep that is killed at random moments, while it trains and while it replays, and then left alone ends with the table of one
 * that never was. Twice with all tests; {@code -Dlonghaul.properties=all} kills ten times, and three times as many points.
 */
@NullUnmarked
final class KilledSweepTest {
    private static final boolean ALL = "all".equals(System.getProperty("longhaul.properties"));
    private static final int KILLS = ALL ? 10 : 2;
    /** One of ddp, and one for each period of the other method. */
    private static final int TRAININGS = 3;

    private static final int POINTS = ALL ? 600 : 200;

    @TempDir
    private Path folder;

    @Test
    void goesOnToTheSameTable() throws Exception {
        Files.writeString(folder.resolve("scenario.yaml"), SweepRuns.SCENARIO);
        Path file = folder.resolve("sweep.yaml");
        Files.writeString(
                file,
                """
                name: killed
                scenario: scenario.yaml
                fidelity: analytic
                axes:
                  topology.wide: {range: {from: 1 Gbit/s, to: %d Mbit/s, step: 1 Mbit/s}}
                  methods[often].parameterPeriod: [2, 4]
                record: [seconds, loss]
                """
                        .formatted(999 + POINTS / 2));
        Path whole = folder.resolve("whole");
        Path killed = folder.resolve("killed");
        SweepRuns.done(arguments(file, whole));

        Random random = new Random(20);
        Path journal = killed.resolve("sweeps/killed/journal.txt");
        List<Long> sizes = new ArrayList<>();
        for (int kill = 0; kill < KILLS; kill++) {
            Process process = start(file, killed);
            long before = sizes.isEmpty() ? 0 : sizes.get(sizes.size() - 1);
            // The first moment is when a training is over and others are not. Half of the rest are soon after new
            // points are on disk, and the others anywhere.
            if (kill == 0) {
                await(process, () -> trainings("units") > 0);
            } else if (kill % 2 == 1) {
                await(process, () -> size(journal) > before);
                process.waitFor(random.nextInt(100), TimeUnit.MILLISECONDS);
            } else {
                process.waitFor(500 + random.nextInt(3000), TimeUnit.MILLISECONDS);
            }
            process.destroyForcibly().waitFor();
            sizes.add(size(journal));
            if (kill == 0) {
                assertThat(trainings("training.txt")).isEqualTo(TRAININGS);
                assertThat(trainings("units")).isBetween(1L, TRAININGS - 1L);
            }
        }
        SweepRuns.done(arguments(file, killed));

        assertThat(killed.resolve("sweeps/killed/points.csv"))
                .hasSameTextualContentAs(whole.resolve("sweeps/killed/points.csv"));
        List<Long> points = new ArrayList<>();
        Journal.read(journal, 0, (result, from, until) -> points.add(result.point()));
        assertThat(points).hasSize(POINTS).doesNotHaveDuplicates();
        // Some kills came while points were being done, so that the rest was a part.
        assertThat(sizes.stream()
                        .filter(size -> size > 0 && size < size(journal))
                        .distinct())
                .hasSizeGreaterThanOrEqualTo(Math.max(1, KILLS / 5));
        assertThat(SweepRuns.done(
                        "runs",
                        "--runs",
                        killed.toString(),
                        "--json",
                        "sql",
                        "SELECT count(*), count(DISTINCT (point, label)) FROM sweep_points"))
                .contains("[" + 2 * POINTS + "," + 2 * POINTS + "]");
    }

    /**
     * Either of two ends the wait: the process's end, or what appears in a folder that the process has yet to make. The first is
     * waited for, and the second looked at every 2 ms, since it is to be met closely.
     */
    private static void await(Process process, BooleanSupplier there) throws InterruptedException {
        boolean isOver = false;
        while (!isOver && !there.getAsBoolean()) {
            isOver = process.waitFor(2, TimeUnit.MILLISECONDS);
        }
    }

    /** How many of the killed sweep's trainings have something in their folders. */
    private long trainings(String name) {
        File[] all = folder.resolve("killed/sweeps/killed/trainings").toFile().listFiles();
        return all == null
                ? 0
                : Arrays.stream(all)
                        .filter(each -> new File(each, name).exists())
                        .count();
    }

    private static long size(Path file) {
        try {
            return Files.exists(file) ? Files.size(file) : 0;
        } catch (IOException e) {
            return 0;
        }
    }

    private static String[] arguments(Path file, Path runs) {
        return new String[] {"sweep", file.toString(), "--runs", runs.toString(), "--quiet", "--slots", "1"};
    }

    private Process start(Path file, Path runs) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Dorg.bytedeco.javacpp.platform.extension=",
                "-Dorg.bytedeco.javacpp.nopointergc=true",
                "-Dorg.bytedeco.javacpp.maxPhysicalBytes=0",
                "-cp",
                System.getProperty("java.class.path"),
                Longhaul.class.getName()));
        command.addAll(List.of(arguments(file, runs)));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("said.txt").toFile())
                .start();
    }
}
