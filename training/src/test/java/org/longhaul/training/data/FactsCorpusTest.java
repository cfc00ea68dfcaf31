package org.longhaul.training.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.longhaul.training.partition.GroupPartitioner;
import org.longhaul.training.task.Batch;
import org.longhaul.training.task.QuestionPool;
import org.longhaul.training.task.QuestionPool.FactQuestion;
import org.longhaul.training.tensor.Device;
import org.longhaul.training.tensor.LibTorch;
import org.longhaul.training.tensor.TensorScope;

/** Questions about invented subjects, as workers have them. */
final class FactsCorpusTest {
    private static final int WORKERS = 3;
    private static final FactsCorpus.Settings SETTINGS = new FactsCorpus.Settings(6, 4, 16, 20, 0.4, 10, 1);
    private static final TokenDocuments DOCUMENTS = read(SETTINGS);

    @BeforeAll
    static void load() {
        LibTorch.load();
    }

    private static TokenDocuments read(FactsCorpus.Settings settings) {
        return TokenDocuments.read(new FactsCorpus.Factory().create(settings), Tokenizer.of("bytes"));
    }

    private static CorpusBatches batches(int context) {
        return new CorpusBatches(
                DOCUMENTS, new GroupPartitioner(), WORKERS, new CorpusBatches.Shape(8, context, null), 1);
    }

    private static QuestionPool pool() {
        return Objects.requireNonNull(batches(10).questions());
    }

    @Test
    void asManyQuestionsAskAboutUnknownSubjectsAsIsStated() {
        assertThat(DOCUMENTS.size()).isEqualTo(6 * 4 * 10 + 160);
        int unknown = 0;
        for (int document = 0; document < DOCUMENTS.size(); document++) {
            unknown += DOCUMENTS.group(document) >= 6 ? 1 : 0;
        }
        assertThat((double) unknown / DOCUMENTS.size()).isCloseTo(0.4, within(1e-12));
    }

    @Test
    void everySubjectIsOneWorkersAndAllItsFactsAreThere() {
        QuestionPool pool = pool();
        for (int subject = 0; subject < 6; subject++) {
            assertThat(pool.subject(subject)).isEqualTo("subject-" + subject);
            for (int worker = 0; worker < WORKERS; worker++) {
                assertThat(pool.facts(worker, subject)).hasSize(subject % WORKERS == worker ? 4 : 0);
            }
        }
        FactQuestion first = pool.facts(0, 0).get(0);
        assertThat(first.prompt()).hasSize(pool.promptTokens());
        assertThat(first.answer()).hasSize(2);
    }

    @Test
    void unknownSubjectsAreDeclinedByTheirNamesAndNobodyTrainsOnTheUnseen() {
        QuestionPool pool = pool();
        Set<List<Integer>> trained = new HashSet<>();
        for (int worker = 0; worker < WORKERS; worker++) {
            for (FactQuestion question : pool.unknown(worker, 1000)) {
                List<Integer> refusal = new ArrayList<>(List.of(pool.decline()));
                refusal.addAll(pool.about(question.prompt()));
                assertThat(question.answer()).isEqualTo(refusal);
                assertThat(trained.add(pool.about(question.prompt()))).isTrue();
            }
        }
        assertThat(pool.unseen(1000)).isNotEmpty();
        assertThat(pool.unseen(1000)).noneMatch(question -> trained.contains(pool.about(question.prompt())));
        assertThat(pool.unknown(0, 5)).hasSize(5);
    }

    /** In a batch of whole questions the answers count with their ends, and nothing else. */
    @Test
    void onlyAnswersCount() {
        TensorScope.run(() -> {
            Batch batch = batches(10).batch(1, 3, Device.CPU);
            long[] inputs = batch.inputs().toLongs();
            long[] targets = batch.targets().toLongs();
            for (int row = 0; row < batch.rows(); row++) {
                boolean isDeclined = inputs[row * 10 + 5] == 2;
                for (int i = 0; i < 10; i++) {
                    boolean counts = i >= 4 && i < (isDeclined ? 9 : 7);
                    long next = i == 9 ? Batch.NOT_SCORED : inputs[row * 10 + i + 1];
                    assertThat(targets[row * 10 + i]).isEqualTo(counts ? next : Batch.NOT_SCORED);
                }
            }
        });
    }

    /** Another context length cuts through questions: what is seen whole counts. */
    @Test
    void anAnswerWhoseBeginningIsNotSeenDoesNotCount() {
        QuestionFormat format = new QuestionFormat(3, 1, 3, 0, 2, 1);
        long[] tokens = {7, 8, 0, 5, 6, 1, 9, 9, 0, 5};
        long[] targets = new long[9];
        // The run begins at place 3, within an answer, of which 7 itself is no target.
        format.targets(3, tokens, 0, 9, targets, 0);
        assertThat(targets).containsExactly(-100, -100, -100, -100, -100, 9, 9, 0, -100);
    }

    @Test
    void theSameSeedDrawsTheSameFacts() {
        assertThat(read(SETTINGS).description()).isEqualTo(DOCUMENTS.description());
        assertThat(read(new FactsCorpus.Settings(6, 4, 16, 20, 0.4, 10, 2))
                        .description()
                        .sha256())
                .isNotEqualTo(DOCUMENTS.description().sha256());
    }

    @Test
    void tooFewSyllablesAreRefused() {
        assertThatThrownBy(() -> new FactsCorpus.Settings(20, 20, 16, 64, 0.4, 24, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("syllables (16) make 4096 names");
    }
}
