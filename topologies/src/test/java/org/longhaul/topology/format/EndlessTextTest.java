package org.longhaul.topology.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Texts that never end are refused with what is too much, and not read until the memory is full. */
class EndlessTextTest {

    /** A beginning, and then the same again and again. */
    private static final class Endless extends Reader {
        private final String beginning;
        private final String again;
        private long at;

        Endless(String beginning, String again) {
            this.beginning = beginning;
            this.again = again;
        }

        @Override
        public int read(char[] target, int from, int most) {
            for (int i = 0; i < most; i++, at++) {
                target[from + i] = at < beginning.length()
                        ? beginning.charAt((int) at)
                        : again.charAt((int) ((at - beginning.length()) % again.length()));
            }
            return most;
        }

        @Override
        public void close() {}
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "edge-csv|from,to\\n|a",
                "edge-csv|from,to\\na,b\\n|,",
                "sndlib-native|?SNDlib native format; type: network; version: 1.0\\nNODES (|x",
                "sndlib-native|?SNDlib native format; type: network; version: 1.0\\n# |c",
                "yaml|nodes:\\n  - id: |a",
                "yaml|nodes:\\n  - id: \"|a",
                "yaml|nodes:\\n  - id: '|,",
                "yaml|# |a",
                "node-link|{\"nodes\": [{\"id\": \"|a",
                "node-link|{\"nodes\": [{\"id\": 1|1",
                "node-link|{\"|k",
                "graphml|<graphml><graph><node id=\"|>",
                "graphml|<graphml><!-- |<",
                "simgrid|<platform><|a",
                "sndlib-xml|<!DOCTYPE network [<!ENTITY x \"|a"
            })
    void aPieceWithoutEndIsRefused(String reader, String beginning, String again) {
        Reader text = new Endless(beginning.replace("\\n", "\n"), again);
        assertThatThrownBy(() -> TopologyFormats.reader(reader).read(text, "endless"))
                .isInstanceOf(TopologyFormatException.class)
                .message()
                .matches("(?s)endless:.*(goes on for more than 1048576 characters|exceeds the ).*")
                .hasSizeLessThan(300);
    }

    private static void drain(BoundedText bounded) throws IOException {
        BufferedReader text = new BufferedReader(bounded, 4);
        for (String row = text.readLine(); row != null; row = text.readLine()) {
            bounded.begin();
        }
    }

    @Test
    void everyBoundHasItsMessage() throws IOException {
        drain(new BoundedText(new StringReader("abcdef\nabc\n"), "f", "line", 12, 3, 11));
        assertThatThrownBy(() -> drain(new BoundedText(new Endless("", "a"), "f", "line", 1000, 3, 10_000)))
                .hasMessage("f:1: a line goes on for more than 1000 characters; allowed: at most that");
        assertThatThrownBy(() -> drain(new BoundedText(new Endless("", "a\n"), "f", "line", 1000, 300, 10_000)))
                .hasMessageStartingWith("f:30")
                .hasMessageContaining("the file has more than 300 lines, what ")
                .hasMessageEndingWith(" MB of memory can hold; allowed: fewer, or more memory for Java with -Xmx");
        assertThatThrownBy(() -> drain(new BoundedText(new Endless("", "a\n"), "f", "line", 1000, 30_000, 10_000)))
                .hasMessageEndingWith("the file goes on beyond 10000 characters; allowed: at most that");
    }

    @Test
    void charactersReadOneByOneCountToo() throws IOException {
        BoundedText bounded = new BoundedText(new StringReader("a\nbc"), "f", "line", 3, 3, 10);
        assertThat(bounded.read()).isEqualTo('a');
        assertThat(bounded.read()).isEqualTo('\n');
        assertThat(bounded.read()).isEqualTo('b');
        assertThatThrownBy(bounded::read).hasMessageStartingWith("f:2: a line goes on for more than 3 characters");
    }
}
