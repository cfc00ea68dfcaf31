package org.longhaul.training.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.BitSet;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The figures were counted once from the packaged files, independently of this code. */
class WordNetCorpusTest {
    private static final TokenDocuments CORPUS = TokenDocuments.read(new WordNetCorpus(), Tokenizer.of("bytes"));

    @Test
    void hasTheKnownSizeAndAlphabet() {
        assertThat(CORPUS.size()).isEqualTo(117_174);
        assertThat(CORPUS.description().documents()).isEqualTo(117_174);
        assertThat(CORPUS.description().bytes()).isEqualTo(CORPUS.tokenCount());
        assertThat(CORPUS.tokenCount() / 1e6).isCloseTo(8.972, within(0.0005));
        assertThat(CORPUS.bytesPerToken()).isEqualTo(1);
        BitSet bytes = new BitSet();
        for (int i = 0; i < CORPUS.tokenCount(); i++) {
            bytes.set(CORPUS.token(i));
        }
        assertThat(bytes.cardinality()).isEqualTo(91);
        assertThat(bytes.length()).isLessThanOrEqualTo(128);
    }

    @Test
    void hasFortyFiveDomainsOfTheKnownSizes() {
        assertThat(CORPUS.domainNames()).hasSize(45).doesNotHaveDuplicates();
        assertThat(bytes("adj.all")).isEqualTo(1218123);
        assertThat(bytes("noun.artifact")).isEqualTo(839283);
        assertThat(bytes("noun.plant")).isEqualTo(683126);
        assertThat(bytes("verb.communication")).isEqualTo(116335);
    }

    @Test
    void splitsNinetyFiveFive() {
        double size = CORPUS.size();
        assertThat(CORPUS.documents(Split.TRAINING).length / size).isCloseTo(0.90, within(0.003));
        assertThat(CORPUS.documents(Split.VALIDATION).length / size).isCloseTo(0.05, within(0.003));
        assertThat(CORPUS.documents(Split.TEST).length / size).isCloseTo(0.05, within(0.003));
    }

    @Test
    void domainsDivergeAsMeasured() {
        assertThat(divergence("adj.all", "noun.act")).isCloseTo(0.24, within(0.006));
        assertThat(divergence("noun.plant", "adv.all")).isCloseTo(0.62, within(0.006));
    }

    @Test
    void isTheSameTextEveryTime() {
        Corpus.Description again = new WordNetCorpus().read(new Corpus.Visitor() {
            @Override
            public void text(byte[] utf8, int domain, long key) {}

            @Override
            public void tokens(int[] tokens, long bytes, int domain, long key) {}
        });
        assertThat(again).isEqualTo(CORPUS.description());
        assertThat(again.sha256()).hasSize(64);
        assertThat(again.licence()).contains("Princeton");
    }

    private static long bytes(String domain) {
        long bytes = 0;
        for (int i = 0; i < CORPUS.size(); i++) {
            if (CORPUS.label(i) == CORPUS.domainNames().indexOf(domain)) {
                bytes += CORPUS.length(i);
            }
        }
        return bytes;
    }

    private static double divergence(String first, String second) {
        return HeterogeneityReport.divergenceBits(words(first), words(second));
    }

    private static Map<Object, int[]> words(String domain) {
        int index = CORPUS.domainNames().indexOf(domain);
        int[] documents = IntStream.range(0, CORPUS.size())
                .filter(i -> CORPUS.label(i) == index)
                .toArray();
        return WordCounts.of(CORPUS, documents);
    }
}
