package org.longhaul.extension;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SpellingTest {
    private static final List<String> NAMES = List.of("steps", "batch", "des-loc", "seed");

    @Test
    void aTypingErrorIsNearAndAnotherWordIsNot() {
        assertThat(Spelling.nearest("stpes", NAMES)).contains("steps");
        assertThat(Spelling.nearest("STEPS", NAMES)).contains("steps");
        assertThat(Spelling.nearest("sped", NAMES)).contains("seed");
        assertThat(Spelling.nearest("network", NAMES)).isEmpty();
        assertThat(Spelling.maybe("bacth", NAMES)).isEqualTo("\nMaybe \"batch\".");
        assertThat(Spelling.maybe("network", NAMES)).isEmpty();
    }

    @Test
    void halfANameIsAGoodGuess() {
        assertThat(Spelling.likely("loc", NAMES)).isEqualTo("des-loc");
        assertThat(Spelling.likely("batchSize", NAMES)).isEqualTo("batch");
        assertThat(Spelling.likely("xy", NAMES)).isNull();
        assertThat(Spelling.hint("loc", NAMES)).isEqualTo("you meant 'des-loc'.");
        assertThat(Spelling.hint("xy", NAMES)).isNull();
    }

    @Test
    void whatIsQuotedIsShortAndOnOneLine() {
        assertThat(Spelling.excerpt("a\nb\u001b")).isEqualTo("a b ");
        assertThat(Spelling.excerpt("x".repeat(200))).hasSize(80).endsWith("...");
    }
}
