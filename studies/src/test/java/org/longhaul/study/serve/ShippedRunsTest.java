package org.longhaul.study.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.longhaul.analysis.record.MethodRecord;
import org.longhaul.analysis.record.RunRecord;
import org.longhaul.scenario.ScenarioChanges;
import org.longhaul.scenario.file.YamlReader;

/** The runs that come with the program: small, replayable, and of the scenario beside them. */
final class ShippedRunsTest {
    private static final PageSetting RECORDED =
            new PageSetting("every-4", null, null, null, null, null, null, null, null, null, null);

    @Test
    void theyAreSmall() {
        for (String name : RunArchive.SHIPPED) {
            assertThat(PageFiles.resource("runs/" + name + ".zip").length).isLessThan(400_000);
        }
    }

    @Test
    void theyNameNoPathOfTheMachineThatTrainedThem(@TempDir Path folder) throws IOException {
        for (String name : RunArchive.SHIPPED) {
            RunArchive.unpack(new ByteArrayInputStream(PageFiles.resource("runs/" + name + ".zip")), folder);
            assertThat(Files.readString(folder.resolve("manifest.json"))).doesNotContain("\"/");
        }
    }

    @Test
    void theirScenarioIsTheOneBesideThemButForTheirPeriods(@TempDir Path folder) throws IOException {
        RunArchive.unpack(new ByteArrayInputStream(PageFiles.resource("runs/every-16.zip")), folder);
        String written = new String(PageFiles.resource("runs/eight-workers.yaml"), StandardCharsets.UTF_8);

        assertThat(YamlReader.read(folder.resolve("scenario.yaml"))
                        .root()
                        .toString()
                        .replaceAll("(line|column)=\\d+", ""))
                .isEqualTo(YamlReader.parse("eight-workers.yaml", written)
                        .root()
                        .toString()
                        .replaceAll("(line|column)=\\d+", ""));
    }

    @Test
    void onTheRecordedNetworkTheyGiveTheRecordedFigures() throws IOException {
        PageRun run = RunArchive.shipped("every-4");
        RunRecord untouched = run.plan(ScenarioChanges.none()).figures();
        PageSetting same = new PageSetting(
                "every-4", "sites", 1_000_000_000L, 1_000_000_000L, 40.0, 0.0, 4, 0.0, null, null, null);

        assertThat(run.changes(RECORDED).list()).isEmpty();
        RunRecord asked = run.plan(run.changes(same)).figures();
        for (int i = 0; i < untouched.methods().size(); i++) {
            MethodRecord before = untouched.methods().get(i);
            MethodRecord after = asked.methods().get(i);
            assertThat(after.totals().simulatedNanos())
                    .isEqualTo(before.totals().simulatedNanos());
            assertThat(after.curve()).isEqualTo(before.curve());
        }
        assertThat(run.summary().period()).isEqualTo(4);
        assertThat(run.summary().recorded().sites()).isEqualTo(4);
        assertThat(run.summary().recorded().roundTripMillis()).isEqualTo(40.0);
    }

    @Test
    void aFileThatIsNoArchiveIsNamed(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("notes.zip"), "no archive");
        PageServer.Options options =
                new PageServer.Options(List.of(file), InetAddress.getLoopbackAddress(), 0, List.of(), 1);

        assertThatThrownBy(() -> PageServer.start(options, fault -> {}))
                .isInstanceOf(IOException.class)
                .hasMessageContainingAll("notes.zip: no archive of a run", "manifest.json", "--pack");
    }

    @Test
    void anArchiveThatLeavesItsFolderIsRefused(@TempDir Path folder) throws IOException {
        ByteArrayOutputStream archive = new ByteArrayOutputStream();
        try (ZipOutputStream out = new ZipOutputStream(archive)) {
            out.putNextEntry(new ZipEntry("../outside.txt"));
            out.write(1);
        }

        assertThatThrownBy(
                        () -> RunArchive.unpack(new ByteArrayInputStream(archive.toByteArray()), folder.resolve("in")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("../outside.txt");
        assertThat(folder.resolve("outside.txt")).doesNotExist();
    }
}
