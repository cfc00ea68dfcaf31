package org.longhaul.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.longhaul.analysis.record.MethodRecord;
import org.longhaul.analysis.record.RunRecord;
import org.longhaul.analysis.record.disturbance.Disturbances;
import org.longhaul.analysis.statistics.Comparison;
import org.longhaul.analysis.text.DisturbanceTable;
import org.longhaul.analysis.text.TextTable;

/** The shipped scenarios with faults or other jobs say in their comments what they print. */
@NullUnmarked
final class DisturbedLibraryTest {
    @ParameterizedTest
    @ValueSource(strings = {"unreliable-wan", "shared-network"})
    void printsWhatItsCommentSays(String name, @TempDir Path folder) throws IOException {
        Path file = LibraryTest.LIBRARY.resolve(name + ".yaml");
        RunRecord run = Runs.run(folder.resolve("run"), Files.readString(file));

        String table = DisturbanceTable.render(Comparison.of(run), TextTable.Style.UNICODE, 100);
        PrintedComment.assertSays(
                file, "# `longhaul run` prints, below the usual table", table, PrintedComment.Trained.QUALITY);
        assertThat(run.methods()).allSatisfy(DisturbedLibraryTest::addsUp);
        if (name.equals("unreliable-wan")) {
            assertThat(Files.readString(LibraryTest.LIBRARY.resolve("../../README.md")))
                    .contains("```\n" + table.strip() + "\n```");
            meetsTheSameIncidents(run.methods().get(0), run.methods().get(1));
        }
    }

    private static void addsUp(MethodRecord method) {
        Disturbances all = method.disturbances();
        assertThat(all.calmNanos() + all.contentionNanos() + all.faultNanos())
                .isEqualTo(method.totals().simulatedNanos());
        assertThat(all.pace().stream().mapToDouble(Double::doubleValue).sum())
                .isCloseTo(method.totals().steps(), org.assertj.core.data.Offset.offset(1e-6));
    }

    /** The method that is done sooner meets the first incidents of the other, at the same times. */
    private static void meetsTheSameIncidents(MethodRecord longer, MethodRecord shorter) {
        List<String> all = incidents(longer);
        List<String> first = incidents(shorter);
        assertThat(first).hasSizeGreaterThan(1).hasSizeLessThan(all.size());
        assertThat(all.subList(0, first.size())).isEqualTo(first);
    }

    private static List<String> incidents(MethodRecord method) {
        return method.disturbances().incidents().stream()
                .map(incident -> incident.startNanos() + " " + incident.label() + " " + incident.elements())
                .toList();
    }
}
