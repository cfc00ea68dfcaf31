package org.longhaul.training.method.unlearning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.longhaul.training.communicate.Members;
import org.longhaul.training.communicate.TrainingEvent;
import org.longhaul.training.model.Layout;
import org.longhaul.training.task.QuestionPool;
import org.longhaul.training.task.QuestionPool.FactQuestion;
import org.longhaul.training.tensor.Device;
import org.longhaul.training.tensor.Generator;
import org.longhaul.training.tensor.Tensor;
import org.longhaul.training.tensor.TensorScope;
import org.longhaul.training.unlearning.NormalEquations;
import org.longhaul.training.unlearning.Positions;
import org.longhaul.training.unlearning.QuestionedModel;
import org.longhaul.training.unlearning.RegressionSet;

/** Redirection where the rows of answers to what stays are held as well. */
final class RedirectedAnswersTest {
    private static final int SITES = 3;

    /**
     * A vector that would drown everything is added to one question, and another's last position stays as it is: it is answered as
     * before only if the positions of its answer are among the rows, which are fewer than inner channels, so that all are met.
     */
    @Test
    void anAnswerGoesOnAsItDidWhereItsPositionsAreAmongTheRows() {
        try (Sites sites = new Sites(SITES, UnlearningTest.lunar(Unlearning.Place.FEDERATED, 1, 4))) {
            sites.run(2);
            TensorScope.run(() -> {
                QuestionPool pool = sites.pool();
                QuestionedModel model = new QuestionedModel(Sites.model(SITES), pool);
                Layout layout = sites.replicas.layout();
                Tensor flat = sites.replicas.parameters().of(0);
                Tensor[] parameters = layout.views(flat);
                List<FactQuestion> forgotten = pool.facts(1, 4).subList(0, 1);
                List<FactQuestion> kept = pool.facts(0, 0).subList(0, 1);
                List<List<Integer>> before = model.answers(parameters, kept, List.of());
                assertThat(before.get(0)).hasSizeGreaterThan(1);
                Tensor vector = new Generator(3).normal(Device.CPU, 0, 1e4, Sites.WIDTH);
                RegressionSet questions = RegressionSet.unchanged(model, parameters, 1, forgotten, Positions.LAST)
                        .shiftedBy(vector)
                        .and(RegressionSet.unchanged(model, parameters, 1, kept, Positions.LAST));
                RegressionSet answers = RegressionSet.answering(model, parameters, 1, kept);
                assertThat(answers.rows()).isEqualTo(before.get(0).size());
                assertThat(questions.and(answers).rows()).isLessThan(Sites.INNER);
                List<List<Integer>> after = new ArrayList<>();
                for (RegressionSet set : List.of(questions, questions.and(answers))) {
                    Tensor changed = flat.copy();
                    layout.slice(changed, model.downProjection(1))
                            .addInPlace(NormalEquations.of(set).change(1e-24));
                    after.addAll(model.answers(layout.views(changed), kept, List.of()));
                }
                assertThat(after.get(0)).startsWith(before.get(0).get(0)).isNotEqualTo(before.get(0));
                assertThat(after.get(1)).isEqualTo(before.get(0));
            });
        }
    }

    /** What is charged for rows of answers: the passes that make them. */
    @Test
    void rowsOfAnswersAreThoseOfAllQuestionsInOnePlace() {
        try (Sites sites = new Sites(SITES, Sites.keepingAnswers(Positions.LAST, 5))) {
            sites.run(2);
            double[][] expected = new double[1][];
            TensorScope.run(() -> {
                QuestionPool pool = sites.pool();
                QuestionedModel model = new QuestionedModel(Sites.model(SITES), pool);
                Layout layout = sites.replicas.layout();
                Tensor flat = sites.replicas.parameters().of(0).copy();
                Tensor[] parameters = layout.views(flat);
                List<FactQuestion> forgotten = pool.facts(1, 4);
                List<FactQuestion> kept = new ArrayList<>();
                List<FactQuestion> unknown = new ArrayList<>();
                for (int site = 0; site < SITES; site++) {
                    unknown.addAll(pool.unknown(site, 10));
                    for (int each = 0; each < pool.subjects(); each++) {
                        kept.addAll(each == 4 ? List.of() : pool.facts(site, each));
                    }
                }
                Tensor vector = UnlearningTest.mean(model, parameters, unknown)
                        .sub(UnlearningTest.mean(model, parameters, forgotten))
                        .select(0, 1);
                RegressionSet shifted = RegressionSet.unchanged(model, parameters, 1, forgotten, Positions.LAST)
                        .shiftedBy(vector);
                RegressionSet set = RegressionSet.unchanged(model, parameters, 1, kept, Positions.LAST)
                        .and(RegressionSet.answering(model, parameters, 1, kept));
                for (int i = 0; i < 5; i++) {
                    set = set.and(shifted);
                }
                layout.slice(flat, model.downProjection(1))
                        .addInPlace(NormalEquations.of(set).change(1e-3));
                expected[0] = flat.toDoubles();
            });
            sites.run(1);
            assertThat(sites.x(2)).containsExactly(expected[0], within(1e-6));
            // A site passes over its eight questions of five tokens, and for five tokens of an answer over 5 to 9
            // tokens of each that stays.
            assertThat(sites.passes())
                    .contains(
                            new TrainingEvent.Passed(new Members(List.of(0, 2)), (8 * 5 + 8 * 35) / 60.0, 0),
                            new TrainingEvent.Passed(new Members(List.of(1)), (8 * 5 + 4 * 35) / 60.0, 0));
        }
    }
}
