package org.longhaul.topology.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.longhaul.topology.Topology;
import org.longhaul.topology.TopologyException;
import org.longhaul.topology.build.Topologies;
import org.longhaul.topology.unit.Bandwidth;

class TopologyFilesTest {
    @TempDir
    private Path folder;

    private Path file(String name, String content) throws IOException {
        return Files.writeString(folder.resolve(name), content);
    }

    private static void assertRefused(Path path, String part) {
        assertThatThrownBy(() -> TopologyFiles.read(path))
                .isInstanceOf(TopologyFormatException.class)
                .hasMessageStartingWith(path.toString())
                .hasMessageContaining(part);
    }

    @Test
    void writesAndReadsBack() throws IOException {
        Topology topology = Topologies.star(3, Bandwidth.ofGigabitsPerSecond(1), Duration.ofMillis(1));
        Path path = folder.resolve("star.yaml");
        TopologyFiles.write(topology, path, TopologyFormats.writer("yaml"));
        assertThat(TopologyFiles.read(path).links()).isEqualTo(topology.links());
    }

    @Test
    void namesATopologyAfterItsFile() throws IOException {
        assertThat(TopologyFiles.read(file("my-net.v2.yaml", "nodes: [{id: a}]"))
                        .name())
                .isEqualTo("my-net");
    }

    @Test
    void skipsAByteOrderMarkAndRecognisesContent() throws IOException {
        assertThat(TopologyFiles.read(file("a.yml", "\ufeffnodes: [{id: a}]")).nodeCount())
                .isEqualTo(1);
        assertThat(TopologyFiles.read(file("noending", "# c\nnodes: [{id: a}]")).nodeCount())
                .isEqualTo(1);
    }

    @Test
    void tellsTheTwoFormatsOfXmlApart() throws IOException {
        Path simgrid = file("a.xml", "<?xml version=\"1.0\"?><platform version=\"4.1\"><host id=\"h\"/></platform>");
        assertThat(TopologyFiles.read(simgrid).nodes()).singleElement().hasFieldOrPropertyWithValue("id", "h");
        Path sndlib = file(
                "b.xml",
                "<network><networkStructure><nodes><node id=\"n\"/></nodes><links/></networkStructure></network>");
        assertThat(TopologyFiles.read(sndlib).nodes()).singleElement().hasFieldOrPropertyWithValue("id", "n");
        assertRefused(file("c.xml", "<svg/>"), "no known topology format");
    }

    @Test
    void refusesWhatIsNoTopologyFile() throws IOException {
        assertRefused(folder.resolve("missing.yaml"), "does not exist");
        assertRefused(folder, "directory");
        assertRefused(file("empty.yaml", ""), "empty");
        assertRefused(file("blank.yaml", " \n \n"), "empty");
        assertRefused(file("what.bin", "\u0001\u0002"), "no known topology format");
        Path latin = folder.resolve("latin.yaml");
        Files.write(latin, "nodes: [{id: \u00fc}]".getBytes(StandardCharsets.ISO_8859_1));
        assertRefused(latin, "not text in its encoding");
    }

    @Test
    void refusesFilesAboveTheLimitWithoutReadingThem() throws IOException {
        Path path = file("large.yaml", "nodes: [{id: a}]");
        assertThatThrownBy(() -> TopologyFiles.read(path, 10))
                .isInstanceOf(TopologyFormatException.class)
                .hasMessageContaining("16 bytes; allowed: at most 10");
    }

    @Test
    void namesTheNearestFormat() {
        assertThatThrownBy(() -> TopologyFormats.reader("yml"))
                .isInstanceOf(TopologyException.class)
                .hasMessageContaining("Maybe \"yaml\"");
        assertThatThrownBy(() -> TopologyFormats.writer("sgv"))
                .isInstanceOf(TopologyException.class)
                .hasMessageContaining("Maybe \"svg\"");
    }
}
