package org.longhaul.topology.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.StringReader;
import java.time.Duration;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.longhaul.topology.Topology;
import org.longhaul.topology.build.Topologies;
import org.longhaul.topology.unit.Bandwidth;

/** What every registered reader and writer must keep. */
class FormatContractTest {
    private static final Bandwidth FAST = Bandwidth.ofGigabitsPerSecond(10);
    private static final Duration MS = Duration.ofMillis(1);

    static Stream<TopologyReader> readers() {
        return TopologyFormats.readers().stream();
    }

    static Stream<TopologyWriter> writers() {
        return TopologyFormats.writers().stream();
    }

    @ParameterizedTest
    @MethodSource("readers")
    void readersAreDescribed(TopologyReader reader) {
        assertThat(reader.id()).matches("[a-z][a-z0-9]*(-[a-z0-9]+)*");
        assertThat(reader.description()).matches("(?s)[A-Z].*\\.");
        assertThat(reader.source()).isNotBlank();
        assertThat(reader.extensions()).isNotEmpty().allMatch(e -> e.matches("[a-z0-9]+"));
        assertThat(TopologyFormats.reader(reader.id())).hasSameClassAs(reader);
    }

    @ParameterizedTest
    @MethodSource("writers")
    void writersAreDescribed(TopologyWriter writer) {
        assertThat(writer.id()).matches("[a-z][a-z0-9]*(-[a-z0-9]+)*");
        assertThat(writer.description()).matches("(?s)[A-Z].*\\.");
        assertThat(writer.source()).isNotBlank();
        assertThat(TopologyFormats.writer(writer.id())).hasSameClassAs(writer);
    }

    @ParameterizedTest
    @MethodSource("readers")
    void readersRefuseRubbishWithOneMessage(TopologyReader reader) {
        String[] rubbish = {
            "",
            " ",
            "\n",
            "\u0000\u0001",
            "{",
            "}",
            "[",
            "<",
            "<a",
            "<a>",
            "</a>",
            "<a></a>",
            "a,b",
            "?",
            "---",
            "a: b",
            "[[[[",
            "{\"nodes\": 3}",
            "<!DOCTYPE x [<!ENTITY e \"e\">]><x>&e;</x>",
            "\"",
            "NODES (",
            "\u2028",
            "<?xml"
        };
        for (String text : rubbish) {
            assertRefused(reader, text);
        }
        Random random = new Random(3);
        for (int i = 0; i < 300; i++) {
            StringBuilder sb = new StringBuilder();
            for (int k = random.nextInt(40); k >= 0; k--) {
                sb.append("<>{}[]()\"'=,:;-/& \n\tabnodeslk019._#!?*&%@".charAt(random.nextInt(41)));
            }
            assertRefused(reader, sb.toString());
        }
    }

    private static void assertRefused(TopologyReader reader, String text) {
        try {
            reader.read(new StringReader(text), "dir/file.x");
        } catch (TopologyFormatException e) {
            assertThat(e).hasMessageStartingWith("dir/file.x");
            assertThat(e).message().hasSizeLessThan(1000);
        } catch (Exception | Error e) {
            throw new AssertionError(reader.id() + " on \"" + text + "\" threw " + e, e);
        }
    }

    @ParameterizedTest
    @MethodSource("readers")
    void aReaderOfAWrittenFormatReadsWhatIsWrittenAndRefusesEveryTruncation(TopologyReader reader) throws IOException {
        TopologyWriter writer = TopologyFormats.writers().stream()
                .filter(w -> w.id().equals(reader.id()))
                .findFirst()
                .orElse(null);
        if (writer == null) {
            return;
        }
        Topology topology = Topologies.twoSites(2, FAST, MS, FAST, MS);
        String text = written(writer, topology);
        Topology back = reader.read(new StringReader(text), "file");
        assertThat(back.nodes()).isEqualTo(topology.nodes());
        assertThat(back.links()).isEqualTo(topology.links());
        for (int length = 0; length < text.length() - 1; length += 13) {
            String cut = text.substring(0, length);
            try {
                assertThat(reader.read(new StringReader(cut), "file").nodeCount())
                        .isPositive();
            } catch (TopologyFormatException e) {
                assertThat(e).hasMessageStartingWith("file");
            }
        }
    }

    @ParameterizedTest
    @MethodSource("writers")
    void writersAreDeterministicInEveryLocale(TopologyWriter writer) throws IOException {
        Topology topology = Topologies.ringOfSites(4, 2, FAST, MS, FAST, MS);
        String text = written(writer, topology);
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.forLanguageTag("ar-EG"));
            assertThat(written(writer, topology)).isEqualTo(text);
        } finally {
            Locale.setDefault(before);
        }
        assertThat(text).contains("site3");
    }

    @ParameterizedTest
    @MethodSource("writers")
    void writersPassOnTheErrorsOfTheirOutput(TopologyWriter writer) {
        Appendable full = new Appendable() {
            @Override
            public Appendable append(CharSequence text) throws IOException {
                throw new IOException("disk full");
            }

            @Override
            public Appendable append(CharSequence text, int start, int end) throws IOException {
                throw new IOException("disk full");
            }

            @Override
            public Appendable append(char c) throws IOException {
                throw new IOException("disk full");
            }
        };
        assertThatThrownBy(() -> writer.write(Topologies.star(2, FAST, MS), full))
                .isInstanceOf(IOException.class)
                .hasMessage("disk full");
    }

    private static String written(TopologyWriter writer, Topology topology) throws IOException {
        StringBuilder out = new StringBuilder();
        writer.write(topology, out);
        return out.toString();
    }
}
