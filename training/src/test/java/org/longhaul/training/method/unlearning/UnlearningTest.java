package org.longhaul.training.method.unlearning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.longhaul.training.codec.Casts;
import org.longhaul.training.communicate.Exchange;
import org.longhaul.training.communicate.Members;
import org.longhaul.training.communicate.TrainingEvent;
import org.longhaul.training.data.CorpusBatches;
import org.longhaul.training.method.synchronous.Ddp;
import org.longhaul.training.model.Layout;
import org.longhaul.training.partition.GroupPartitioner;
import org.longhaul.training.partition.IidPartitioner;
import org.longhaul.training.partition.Partitioner;
import org.longhaul.training.task.Batch;
import org.longhaul.training.task.BatchSource;
import org.longhaul.training.task.QuestionPool;
import org.longhaul.training.task.QuestionPool.FactQuestion;
import org.longhaul.training.tensor.Device;
import org.longhaul.training.tensor.Tensor;
import org.longhaul.training.tensor.TensorScope;
import org.longhaul.training.unlearning.NormalEquations;
import org.longhaul.training.unlearning.Positions;
import org.longhaul.training.unlearning.QuestionedModel;
import org.longhaul.training.unlearning.RegressionSet;

/** What sites compute and send for a request, and what comes of it. */
@NullUnmarked
final class UnlearningTest {
    private static final int SITES = 3;

    static Unlearning.Settings lunar(Unlearning.Place fit, Integer block, Integer... subjects) {
        return Sites.settings(Unlearning.Way.LUNAR, 2, List.of(subjects), fit, block);
    }

    /** The fit with all questions in one place, from the same model. */
    private static double[] centralised(Sites sites, int block, int subject) {
        double[][] fitted = new double[1][];
        TensorScope.run(() -> {
            QuestionPool pool = sites.pool();
            QuestionedModel model = new QuestionedModel(Sites.model(SITES), pool);
            Layout layout = sites.replicas.layout();
            Tensor flat = sites.replicas.parameters().of(0).copy();
            List<FactQuestion> forgotten = new ArrayList<>();
            List<FactQuestion> kept = new ArrayList<>();
            List<FactQuestion> unknown = new ArrayList<>();
            for (int site = 0; site < SITES; site++) {
                unknown.addAll(pool.unknown(site, 10));
                for (int each = 0; each < pool.subjects(); each++) {
                    (each == subject ? forgotten : kept).addAll(pool.facts(site, each));
                }
            }
            Tensor[] parameters = layout.views(flat);
            Tensor vector = mean(model, parameters, unknown)
                    .sub(mean(model, parameters, forgotten))
                    .select(0, block);
            RegressionSet set = RegressionSet.unchanged(model, parameters, block, forgotten, Positions.ALL)
                    .shiftedBy(vector)
                    .and(RegressionSet.unchanged(model, parameters, block, kept, Positions.ALL));
            layout.slice(flat, model.downProjection(block))
                    .addInPlace(NormalEquations.of(set).change(1e-3));
            fitted[0] = flat.toDoubles();
        });
        return fitted[0];
    }

    static Tensor mean(QuestionedModel model, Tensor[] parameters, List<FactQuestion> questions) {
        try (Tensor sums = model.leaving(parameters, questions)) {
            return sums.mul(1.0 / questions.size());
        }
    }

    @Test
    void theFederatedFitIsThatOfAllQuestionsInOnePlace() {
        try (Sites sites = new Sites(SITES, lunar(Unlearning.Place.FEDERATED, 1, 4))) {
            sites.run(2);
            double[] before = sites.x(0);
            double[] expected = centralised(sites, 1, 4);
            sites.run(1);
            assertThat(sites.x(0)).containsExactly(expected, within(1e-6)).isNotEqualTo(before);
            assertThat(sites.x(1)).isEqualTo(sites.x(0));
            assertThat(sites.x(2)).isEqualTo(sites.x(0));
        }
    }

    /** A matrix of one block changes and nothing else. */
    @Test
    void onlyOneMatrixChanges() {
        try (Sites sites = new Sites(SITES, lunar(Unlearning.Place.SITE, 0, 4))) {
            sites.run(2);
            double[] before = sites.x(0);
            sites.run(1);
            double[] after = sites.x(2);
            assertThat(sites.x(0)).isEqualTo(after);
            Layout layout = sites.replicas.layout();
            int down = QuestionedModel.downProjections(layout.specs())[0];
            for (int i = 0; i < after.length; i++) {
                boolean isWithin = i >= layout.offset(down) && i < layout.offset(down + 1);
                assertThat(after[i] != before[i]).as("element %d", i).isEqualTo(isWithin);
            }
        }
    }

    @Test
    void whatTheFederatedFitSends() {
        try (Sites sites = new Sites(SITES, lunar(Unlearning.Place.FEDERATED, null, 4))) {
            sites.run(3);
            List<Exchange> all = sites.exchanges();
            List<Exchange> ofRequest = all.subList(2, all.size());
            assertThat(ofRequest)
                    .extracting(Exchange::label)
                    .containsExactly("activation-sums", "blocks", "normal-matrix", "normal-targets");
            assertThat(ofRequest)
                    .extracting(Exchange::elements)
                    .containsExactly(
                            2L * Sites.BLOCKS * Sites.WIDTH + 2,
                            1L,
                            (long) Sites.INNER * Sites.INNER,
                            (long) Sites.INNER * Sites.WIDTH);
            assertThat(ofRequest)
                    .extracting(Exchange::operation)
                    .containsExactly(
                            Exchange.Operation.ALL_REDUCE,
                            Exchange.Operation.BROADCAST,
                            Exchange.Operation.ALL_REDUCE,
                            Exchange.Operation.ALL_REDUCE);
            // Subject 4 is the second site's.
            assertThat(ofRequest.get(1).root()).isEqualTo(1);
        }
    }

    @Test
    void whatTheFitAtTheSiteSends() {
        try (Sites sites = new Sites(SITES, lunar(Unlearning.Place.SITE, null, 4))) {
            sites.run(2);
            sites.run(1);
            assertThat(sites.exchanges()).hasSize(1);
            Exchange sent = sites.exchanges().get(0);
            assertThat(sent.label()).isEqualTo("down-projection");
            assertThat(sent.root()).isEqualTo(1);
            assertThat(sent.elements()).isEqualTo((long) Sites.WIDTH * Sites.INNER);
            assertThat(sites.passes())
                    .allSatisfy(passed -> assertThat(passed.members()).isEqualTo(new Members(List.of(1))));
        }
    }

    /** The site passes over ten references and four facts of five tokens each, a batch being six questions of ten. */
    @Test
    void onlyTheSiteOfTheRequestPassesOverWhatIsForgotten() {
        try (Sites sites = new Sites(SITES, lunar(Unlearning.Place.FEDERATED, 1, 4))) {
            sites.run(2);
            sites.run(1);
            assertThat(sites.passes())
                    .containsExactly(
                            new TrainingEvent.Passed(new Members(List.of(0, 2)), 10 * 5 / 60.0, 0),
                            new TrainingEvent.Passed(new Members(List.of(1)), 14 * 5 / 60.0, 0),
                            // Two subjects of four facts at each site, one of the second's redirected.
                            new TrainingEvent.Passed(new Members(List.of(0, 1, 2)), 8 * 5 / 60.0, 0));
        }
    }

    @Test
    void laterRequestsLeaveEarlierOnesRedirected() {
        QuestionPool pool = Sites.batches(SITES).questions();
        List<DeletionRequest> requests = DeletionRequest.of(List.of(4, 1, 0), pool, SITES);
        assertThat(requests).extracting(DeletionRequest::site).containsExactly(1, 1, 0);
        DeletionRequest second = requests.get(1);
        assertThat(second.forgotten(1)).isEqualTo(pool.facts(1, 1));
        assertThat(second.forgotten(0)).isEmpty();
        assertThat(second.unchanged(1)).isEqualTo(pool.facts(1, 4));
        assertThat(second.allForgotten(SITES)).hasSize(8).containsAll(pool.facts(1, 4));
        assertThat(second.allKept(SITES)).hasSize(16).doesNotContainAnyElementsOf(pool.facts(1, 4));
    }

    @Test
    void aRequestForSeveralBlocksChangesEach() {
        Unlearning.Settings one = lunar(Unlearning.Place.FEDERATED, null, 4);
        Unlearning.Settings both = new Unlearning.Settings(
                one.way(),
                one.after(),
                one.subjects(),
                one.fit(),
                null,
                null,
                2,
                one.strength(),
                one.positions(),
                one.ridge(),
                one.references(),
                false,
                false,
                1,
                one.sumsFormat(),
                1,
                0.01,
                0.1);
        try (Sites sites = new Sites(SITES, both)) {
            sites.run(2);
            sites.run(1);
            assertThat(sites.exchanges())
                    .extracting(Exchange::label)
                    .containsExactly(
                            "activation-sums",
                            "blocks",
                            "normal-matrix",
                            "normal-targets",
                            "normal-matrix",
                            "normal-targets");
            assertThat(sites.exchanges().get(4).payload().get(0).group()).isEqualTo("block.1");
        }
    }

    @Test
    void byGradientsTheSameRequestIsServed() {
        try (Sites sites = new Sites(SITES, Sites.byGradients(2))) {
            sites.run(2);
            double[] before = sites.x(1);
            assertThat(sites.run(1)).containsKeys("deviation-score", "reversed-recall", "unknown-refusals");
            assertThat(sites.x(1)).isEqualTo(sites.x(0)).isNotEqualTo(before);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Unlearning.Way.class,
            names = {"GRADIENT_ASCENT", "GRADIENT_DIFFERENCE", "NPO"})
    void gradientsMakeWhatIsForgottenLessLikely(Unlearning.Way way) {
        try (Sites sites = new Sites(SITES, Sites.settings(way, 40, List.of(4), Unlearning.Place.FEDERATED, null))) {
            sites.run(40);
            double before = loss(sites, 4);
            double others = loss(sites, 3);
            sites.run(3);
            assertThat(loss(sites, 4) - before).isGreaterThan(0.1).isGreaterThan(loss(sites, 3) - others);
            assertThat(sites.x(1)).isEqualTo(sites.x(0));
            boolean isAlone = way == Unlearning.Way.GRADIENT_ASCENT;
            assertThat(sites.exchanges())
                    .extracting(Exchange::label)
                    .containsOnly(isAlone ? "parameters" : "gradients");
            assertThat(sites.exchanges()).hasSize(isAlone ? 1 : 3);
            assertThat(sites.heard.stream().filter(TrainingEvent.Updated.class::isInstance))
                    .containsOnly(
                            isAlone ? new TrainingEvent.Updated(new Members(List.of(1))) : new TrainingEvent.Updated());
        }
    }

    private static double loss(Sites sites, int subject) {
        List<FactQuestion> facts = sites.pool().facts(subject % SITES, subject);
        return TensorScope.evaluate(() -> sites.replicas
                .setup()
                .model()
                .loss(
                        sites.replicas
                                .layout()
                                .views(sites.replicas.parameters().of(0)),
                        QuestionBatches.of(facts, sites.pool(), Device.CPU))
                .item());
    }

    /** Retraining is training on batches in which nothing about the subject counts, to the bit. */
    @Test
    void retrainingIsTrainingWithoutTheFacts() {
        CorpusBatches all = Sites.batches(SITES);
        QuestionPool pool = all.questions();
        List<List<Integer>> left = List.of(pool.about(pool.facts(1, 4).get(0).prompt()));
        BatchSource without = new BatchSource() {
            @Override
            public Batch batch(int worker, long step, Device device) {
                return QuestionBatches.without(all.batch(worker, step, device), left);
            }

            @Override
            public String identity() {
                return "without";
            }

            @Override
            public int validationBatches() {
                return 1;
            }

            @Override
            public Batch validation(int index, Device device) {
                return all.validation(index, device);
            }

            @Override
            public long itemsPerBatch() {
                return all.itemsPerBatch();
            }
        };
        try (Sites sites = new Sites(
                        SITES,
                        Sites.settings(Unlearning.Way.RETRAINING, 12, List.of(4), Unlearning.Place.FEDERATED, null));
                Sites trained = new Sites(SITES, without, new Ddp.Factory(), new Ddp.Settings(null), Casts.FP64);
                Sites plain = new Sites(SITES, all, new Ddp.Factory(), new Ddp.Settings(null), Casts.FP64)) {
            sites.run(24);
            trained.run(12);
            plain.run(12);
            assertThat(sites.x(0)).isEqualTo(trained.x(0)).isNotEqualTo(plain.x(0));
        }
    }

    private static QuestionPool questions(Partitioner partitioner, int sites, int context) {
        return CorpusBatches.questions(
                Sites.documents(), partitioner, sites, new CorpusBatches.Shape(6, context, null), 1);
    }

    /** Of twelve groups, six of them about unknown subjects, nine sites have one or two each. */
    @Test
    void aSiteAloneNeedsQuestionsAboutUnknownSubjects() {
        QuestionPool pool = questions(new GroupPartitioner(), 9, 10);
        assertThat(pool.unknown(4, 1)).isEmpty();
        Unlearning factory = new Unlearning();
        assertThatThrownBy(() -> factory.requireFit(lunar(Unlearning.Place.SITE, 1, 0, 4), pool, 9))
                .hasMessageStartingWith("worker 4 has no questions about unknown subjects");
        factory.requireFit(lunar(Unlearning.Place.SITE, 1, 0), pool, 9);
        factory.requireFit(lunar(Unlearning.Place.FEDERATED, 1, 4), pool, 9);
    }

    @Test
    void whatMakesNoSenseIsRefused() {
        assertThatThrownBy(() -> new Sites(SITES, lunar(Unlearning.Place.FEDERATED, 1, 6)))
                .hasMessageContaining("subjects (6) must be numbers below 6");
        Unlearning factory = new Unlearning();
        Unlearning.Settings settings = lunar(Unlearning.Place.FEDERATED, 2, 0);
        assertThatThrownBy(() -> factory.requireFit(settings, Sites.model(SITES)))
                .hasMessageContaining("block (2) must lie within the model's 2 blocks");
        QuestionPool none = null;
        assertThatThrownBy(() -> factory.requireFit(settings, none, SITES)).hasMessageContaining("data.corpus: facts");
        QuestionPool shared = questions(new IidPartitioner(), SITES, 10);
        assertThatThrownBy(() -> factory.requireFit(settings, shared, SITES))
                .hasMessageStartingWith("worker 0 and worker 1 both have facts of subject-0");
        // Of sequences that begin anywhere nobody could tell which questions are to be left out.
        QuestionPool longer = questions(new GroupPartitioner(), SITES, 20);
        assertThatThrownBy(() -> factory.requireFit(settings, longer, SITES))
                .hasMessageStartingWith("context (20) must be 10");
        assertThatThrownBy(() -> factory.requireLength(settings, 4, SITES, null))
                .hasMessageContaining("steps (4) must be 3: 2 of training and 1 for each of 1 requests");
        assertThatThrownBy(() -> new Unlearning.Settings(
                        settings.way(),
                        2,
                        List.of(0),
                        Unlearning.Place.FEDERATED,
                        Sites.byGradients(2).gradientFit(),
                        null,
                        1,
                        1,
                        Positions.ALL,
                        1e-3,
                        1,
                        false,
                        false,
                        1,
                        Casts.FP64,
                        1,
                        1,
                        1))
                .hasMessageContaining("gradientFit takes rows one by one");
    }
}
