package org.longhaul.training.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.longhaul.training.partition.DomainPartitioner;
import org.longhaul.training.partition.IidPartitioner;
import org.longhaul.training.partition.Partitioner;
import org.longhaul.training.partition.Permutation;
import org.longhaul.training.task.Batch;
import org.longhaul.training.tensor.Device;
import org.longhaul.training.tensor.TensorScope;

class CorpusBatchesTest {
    private static final TokenDocuments CORPUS = TestCorpora.words(6, 50, 20);
    private static final CorpusBatches.Shape SHAPE = new CorpusBatches.Shape(3, 32, 4);

    @Test
    void batchesAreFunctionsOfSeedWorkerAndStep() {
        CorpusBatches one = batches(2, 1);
        CorpusBatches same = batches(2, 1);
        CorpusBatches other = batches(2, 2);
        assertThat(tokens(one, 1, 1000)).containsExactly(tokens(same, 1, 1000));
        assertThat(tokens(one, 1, 0)).isNotEqualTo(tokens(one, 1, 1));
        assertThat(tokens(one, 0, 5)).isNotEqualTo(tokens(one, 1, 5));
        assertThat(tokens(one, 0, 5)).isNotEqualTo(tokens(other, 0, 5));
        TensorScope.run(
                () -> assertThat(one.batch(0, 0, Device.CPU).targets().shape()).containsExactly(3, 32));
        assertThat(one.itemsPerBatch()).isEqualTo(96);
    }

    @Test
    void whatTheBatchesAreMadeOfIsOneIdentity() {
        String one = batches(2, 1).identity();
        assertThat(batches(2, 1).identity()).isEqualTo(one);
        assertThat(batches(2, 2).identity()).isNotEqualTo(one);
        assertThat(batches(3, 1).identity()).isNotEqualTo(one);
        CorpusBatches.Shape shape = new CorpusBatches.Shape(3, 32, 4);
        Partitioner turned = (corpus, documents, workers, seed) -> {
            int[] assigned = new IidPartitioner().assign(corpus, documents, workers, seed);
            Arrays.setAll(assigned, i -> 1 - assigned[i]);
            return assigned;
        };
        assertThat(new CorpusBatches(CORPUS, turned, 2, shape, 1).identity())
                .isNotEqualTo(new CorpusBatches(CORPUS, new IidPartitioner(), 2, shape, 1).identity());
    }

    @Test
    void samplesAreTheSequencesOfTheOwnShard() {
        CorpusBatches batches = batches(3, 1);
        for (int worker = 0; worker < 3; worker++) {
            assertThat(batches.samples(worker)).isEqualTo((batches.shardTokens()[worker] - 1) / 32);
        }
    }

    @Test
    void anEpochVisitsEverySequenceOnce() {
        CorpusBatches batches =
                new CorpusBatches(CORPUS, new IidPartitioner(), 1, new CorpusBatches.Shape(1, 32, 1), 9);
        long sequences = (batches.shardTokens()[0] - 1) / 32;
        Set<String> first = new HashSet<>();
        Set<String> second = new HashSet<>();
        for (long step = 0; step < sequences; step++) {
            first.add(Arrays.toString(tokens(batches, 0, step)));
            second.add(Arrays.toString(tokens(batches, 0, sequences + step)));
        }
        assertThat(first).hasSize((int) sequences);
        assertThat(second).isEqualTo(first);
        assertThat(tokens(batches, 0, 0)).isNotEqualTo(tokens(batches, 0, sequences));
    }

    @Test
    void workersHoldTheTrainingDocumentsOnly() {
        CorpusBatches batches = batches(3, 1);
        long training = 0;
        for (int document : CORPUS.documents(Split.TRAINING)) {
            training += CORPUS.length(document);
        }
        assertThat(Arrays.stream(batches.shardTokens()).sum()).isEqualTo(training);
    }

    @Test
    void validationIsTheSameForEverySeedAndWorkerCount() {
        CorpusBatches one = batches(2, 1);
        CorpusBatches other = batches(3, 77);
        assertThat(one.validationBatches()).isEqualTo(1);
        TensorScope.run(() -> assertThat(one.validation(0, Device.CPU).rows()).isEqualTo(4));
        TensorScope.run(() -> {
            for (int i = 0; i < one.validationBatches(); i++) {
                assertThat(TestCorpora.joined(one.validation(i, Device.CPU)))
                        .containsExactly(TestCorpora.joined(other.validation(i, Device.CPU)));
            }
        });
    }

    @Test
    void validationIsTheSameForEveryBatchAndCoversWhatThereIs() {
        TokenDocuments corpus = TestCorpora.words(6, 4000, 20);
        CorpusBatches small =
                new CorpusBatches(corpus, new IidPartitioner(), 2, new CorpusBatches.Shape(1, 64, null), 1);
        CorpusBatches large =
                new CorpusBatches(corpus, new IidPartitioner(), 2, new CorpusBatches.Shape(48, 64, null), 2);

        assertThat(validation(small)).isEqualTo(validation(large));
        int sequences = validation(small).size();
        long held = Arrays.stream(corpus.documents(Split.VALIDATION))
                .mapToLong(corpus::length)
                .sum();
        assertThat(sequences).isEqualTo((int) Math.min(1000, (held - 1) / 64)).isGreaterThan(48);
        assertThat(new HashSet<>(validation(small))).hasSize(sequences);
        assertThatThrownBy(() -> new CorpusBatches(
                        corpus, new IidPartitioner(), 2, new CorpusBatches.Shape(1, 64, 1_000_000), 1))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("validationSequences (1000000) are more than the");
    }

    private static List<String> validation(CorpusBatches batches) {
        List<String> rows = new ArrayList<>();
        for (int index = 0; index < batches.validationBatches(); index++) {
            int batch = index;
            TensorScope.run(() -> {
                Batch held = batches.validation(batch, Device.CPU);
                long[] ids = TestCorpora.joined(held);
                int rowCount = held.rows();
                int length = ids.length / rowCount;
                for (int row = 0; row < rowCount; row++) {
                    rows.add(Arrays.toString(Arrays.copyOfRange(ids, row * length, (row + 1) * length)));
                }
            });
        }
        return rows;
    }

    @Test
    void tooFewTokensAreRefusedWithTheReason() {
        assertThatThrownBy(() ->
                        new CorpusBatches(CORPUS, new IidPartitioner(), 2, new CorpusBatches.Shape(1, 1_000_000, 1), 1))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("worker 0 has")
                .hasMessageContaining("1000001");
        assertThatThrownBy(() -> new CorpusBatches.Shape(0, 1, 1)).hasMessageContaining("sequences (0)");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 17, 64, 1000, 4097})
    void permutationsVisitEveryPlaceOnce(int size) {
        boolean[] seen = new boolean[size];
        Permutation permutation = new Permutation(size, 99);
        for (int i = 0; i < size; i++) {
            seen[(int) permutation.at(i)] = true;
        }
        for (boolean visited : seen) {
            assertThat(visited).isTrue();
        }
    }

    private static CorpusBatches batches(int workers, long seed) {
        return new CorpusBatches(CORPUS, new IidPartitioner(), workers, SHAPE, seed);
    }

    private static long[] tokens(CorpusBatches batches, int worker, long step) {
        long[][] result = new long[1][];
        TensorScope.run(() -> result[0] = TestCorpora.joined(batches.batch(worker, step, Device.CPU)));
        return result[0];
    }

    /** Each worker's validation text is of the domains that it trains on; together they are all of it. */
    @Test
    void validationIsDividedLikeTraining() {
        TokenDocuments corpus = TestCorpora.words(4, 400, 30);
        CorpusBatches.Shape shape = new CorpusBatches.Shape(2, 16, 10);
        CorpusBatches batches = new CorpusBatches(corpus, new DomainPartitioner(), 4, shape, 1, true);
        TensorScope.run(() -> {
            for (int worker = 0; worker < 4; worker++) {
                assertThat(batches.heldOutBatches(worker)).isPositive();
                Set<Long> trained = new TreeSet<>();
                for (int step = 0; step < 40; step++) {
                    trained.addAll(letters(batches.batch(worker, step, Device.CPU)));
                }
                // A domain that is larger than a fair share is cut, so that a worker may have two.
                assertThat(trained).hasSizeLessThan(3);
                assertThat(trained).containsAll(letters(batches.heldOut(worker, 0, Device.CPU)));
            }
        });
        assertThat(new CorpusBatches(corpus, new DomainPartitioner(), 4, shape, 1).heldOutBatches(0))
                .isZero();
        int[] validation = corpus.documents(Split.VALIDATION);
        int[][] training = CorpusBatches.divide(corpus, new IidPartitioner(), 3, 1);
        int[][] own = DomainValidation.divide(corpus, validation, training);
        long[] tokens = new long[3];
        long all = 0;
        for (int worker = 0; worker < 3; worker++) {
            for (int document : own[worker]) {
                tokens[worker] += corpus.length(document);
            }
            all += own[worker].length;
        }
        assertThat(all).isEqualTo(validation.length);
        assertThat((double) tokens[0] / tokens[1]).isBetween(0.7, 1.4);
        assertThat((double) tokens[1] / tokens[2]).isBetween(0.7, 1.4);
    }

    /** The letters that begin words of a domain. */
    private static Set<Long> letters(Batch batch) {
        Set<Long> letters = new TreeSet<>();
        for (long token : TestCorpora.joined(batch)) {
            if (token >= 'a' && token <= 'z') {
                letters.add(token);
            }
        }
        return letters;
    }
}
