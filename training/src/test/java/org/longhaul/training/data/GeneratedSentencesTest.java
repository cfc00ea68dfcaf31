package org.longhaul.training.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class GeneratedSentencesTest {
    private static List<String> sentences(int count, long seed, Set<Long> keys) {
        List<String> found = new ArrayList<>();
        Corpus corpus = new GeneratedSentences.Factory().create(new GeneratedSentences.Settings(count, seed));
        Corpus.Description said = corpus.read(new Corpus.Visitor() {
            @Override
            public void text(byte[] utf8, int domain, long key) {
                assertThat(domain).isZero();
                found.add(new String(utf8, StandardCharsets.US_ASCII));
                keys.add(key);
            }

            @Override
            public void tokens(int[] tokens, long bytes, int domain, long key) {
                throw new AssertionError("sentences are text");
            }
        });
        assertThat(said.documents()).isEqualTo(count);
        assertThat(said.domains()).isEqualTo(corpus.domains());
        return found;
    }

    /** The second half follows from the first: who, with which property, in which number, and the verb that agrees. */
    @Test
    void aSentenceAgreesWithItself() {
        Set<Long> keys = new HashSet<>();
        List<String> sentences = sentences(500, 1, keys);
        for (String sentence : sentences) {
            assertThat(sentence).matches("the (\\w+ \\w+) (\\w+) the (\\w+ \\w+), and the \\3 (\\w+) the \\1 again\\.");
            String[] words = sentence.replaceAll("[,.]", "").split(" ", -1);
            assertThat(words[3].endsWith("s")).as(sentence).isNotEqualTo(words[2].endsWith("s"));
            assertThat(words[11].endsWith("s")).as(sentence).isNotEqualTo(words[10].endsWith("s"));
        }
        assertThat(new HashSet<>(sentences)).hasSizeGreaterThan(490);
        assertThat(keys).hasSize(500);
    }

    @Test
    void aSeedDrawsTheSame() {
        assertThat(sentences(50, 1, new HashSet<>())).isEqualTo(sentences(50, 1, new HashSet<>()));
        assertThat(sentences(50, 2, new HashSet<>())).isNotEqualTo(sentences(50, 1, new HashSet<>()));
        assertThatThrownBy(() -> new GeneratedSentences.Settings(0, 1)).hasMessageContaining("sentences (0)");
    }
}
