package org.longhaul.training.partition;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.ServiceLoader;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.longhaul.training.DefaultSettings;
import org.longhaul.training.data.Split;
import org.longhaul.training.data.TestCorpora;
import org.longhaul.training.data.TokenDocuments;

/** What every registered partitioner keeps. */
class PartitionerContractTest {
    private static final TokenDocuments CORPUS = TestCorpora.words(9, 120, 30);

    @SuppressWarnings("rawtypes")
    static List<PartitionerFactory> factories() {
        List<PartitionerFactory> all = ServiceLoader.load(PartitionerFactory.class).stream()
                .map(ServiceLoader.Provider::get)
                .toList();
        assertThat(all)
                .extracting(PartitionerFactory::id)
                .contains(
                        "iid",
                        "by-domain",
                        "by-group",
                        "dirichlet",
                        "lda",
                        "classes-per-client",
                        "power-law",
                        "stated-domains");
        assertThat(all).extracting(PartitionerFactory::id).doesNotHaveDuplicates();
        return all;
    }

    @ParameterizedTest
    @MethodSource("factories")
    @SuppressWarnings("rawtypes")
    void everyDocumentGoesToExactlyOneWorker(PartitionerFactory factory) {
        Partitioner partitioner = withDefaults(factory);
        int[] training = CORPUS.documents(Split.TRAINING);
        for (int workers : new int[] {1, 2, 5}) {
            int[] assigned;
            try {
                assigned = partitioner.assign(CORPUS, training, workers, 3);
            } catch (IllegalArgumentException e) {
                // Few workers of few classes each would leave classes out.
                assertThat(workers).isLessThan(5);
                assertThat(e).hasMessageStartingWith("worker");
                continue;
            }
            assertThat(assigned).hasSameSizeAs(training);
            assertThat(Arrays.stream(assigned).allMatch(w -> w >= 0 && w < workers))
                    .isTrue();
            assertThat(Arrays.stream(assigned).distinct().count()).isEqualTo(workers);
            int total = 0;
            for (int[] documents : partitioner.shares(CORPUS, training, workers, 3)) {
                total += documents.length;
            }
            assertThat(total).isEqualTo(training.length);
        }
    }

    @ParameterizedTest
    @MethodSource("factories")
    @SuppressWarnings("rawtypes")
    void equalSeedsDivideEqually(PartitionerFactory factory) {
        int[] training = CORPUS.documents(Split.TRAINING);
        assertThat(withDefaults(factory).assign(CORPUS, training, 5, 11))
                .containsExactly(withDefaults(factory).assign(CORPUS, training, 5, 11));
    }

    @ParameterizedTest
    @MethodSource("factories")
    @SuppressWarnings("rawtypes")
    void saysWhatItIs(PartitionerFactory factory) {
        assertThat(factory.id()).matches("[a-z0-9-]+");
        assertThat(factory.description()).endsWith(".");
        assertThat(factory.source()).isNotBlank();
    }

    @SuppressWarnings({"rawtypes", "unchecked"})
    private static Partitioner withDefaults(PartitionerFactory factory) {
        return factory.create(DefaultSettings.of(factory));
    }
}
