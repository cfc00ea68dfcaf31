package org.longhaul.study.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@NullUnmarked
final class JournalTest {
    @TempDir
    private Path folder;

    private static PointResult result(long point) {
        return new PointResult(
                point,
                List.of(
                        new PointResult.Row("ddp", 1L, "completed", null, Arrays.asList(1.0 / 3, null, 1e300)),
                        new PointResult.Row(
                                "a \"b\", é\n", -7L, "diverged", "step 3", Arrays.asList(Double.NaN, -0.0, 5e-324))));
    }

    private static Journal open(Path file) throws IOException {
        return Journal.open(file, (result, from, until) -> {});
    }

    private static List<PointResult> read(Path file) throws IOException {
        List<PointResult> results = new ArrayList<>();
        Journal.read(file, 0, (result, from, until) -> results.add(result));
        return results;
    }

    @Test
    void keepsEveryBit() throws IOException {
        Path file = folder.resolve("journal.txt");
        try (Journal journal = open(file)) {
            journal.add(Journal.line(result(3)));
            journal.add(Journal.line(PointResult.refused(1, "no way\nat all")));
        }
        assertThat(read(file)).containsExactly(result(3), PointResult.refused(1, "no way\nat all"));
    }

    @Test
    void goesOnAfterTheLastWholeLineWhereverItWasCut() throws IOException {
        Path file = folder.resolve("journal.txt");
        try (Journal journal = open(file)) {
            journal.add(Journal.line(result(0)));
            journal.add(Journal.line(result(1)));
        }
        byte[] whole = Files.readAllBytes(file);
        int first = Journal.line(result(0)).length;
        for (int cut = 0; cut <= whole.length; cut++) {
            Files.write(file, Arrays.copyOf(whole, cut));
            List<PointResult> known = new ArrayList<>();
            try (Journal journal = Journal.open(file, (result, from, until) -> known.add(result))) {
                journal.add(Journal.line(result(2)));
            }
            List<PointResult> expected = new ArrayList<>();
            if (cut >= first) {
                expected.add(result(0));
            }
            if (cut == whole.length) {
                expected.add(result(1));
            }
            assertThat(known).isEqualTo(expected);
            expected.add(result(2));
            assertThat(read(file)).isEqualTo(expected);
        }
    }

    @Test
    void aLineThatChangedEndsIt() throws IOException {
        Path file = folder.resolve("journal.txt");
        try (Journal journal = open(file)) {
            journal.add(Journal.line(result(0)));
            journal.add(Journal.line(result(1)));
        }
        byte[] whole = Files.readAllBytes(file);
        whole[Journal.line(result(0)).length + 20]++;
        Files.write(file, whole);
        assertThat(read(file)).containsExactly(result(0));
    }

    @Test
    void tellsFailuresFromLines() {
        assertThat(Journal.hasFailed(Journal.line(result(0)))).isTrue();
        assertThat(Journal.hasFailed(Journal.line(PointResult.refused(0, "")))).isTrue();
        PointResult.Row fine = new PointResult.Row("\"outcome\":\"failed\"", 1L, "completed", null, Arrays.asList(1.0));
        assertThat(Journal.hasFailed(Journal.line(new PointResult(0, List.of(fine)))))
                .isFalse();
    }
}
