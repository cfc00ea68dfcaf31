package org.longhaul.training.method.asking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.longhaul.training.FunctionModel;
import org.longhaul.training.Workers;
import org.longhaul.training.communicate.Answer;
import org.longhaul.training.communicate.AskedNetwork;
import org.longhaul.training.communicate.Letter;
import org.longhaul.training.communicate.Question;
import org.longhaul.training.method.asking.DecoupledDiLoCo.Grace;
import org.longhaul.training.method.asking.DecoupledDiLoCo.Merging;
import org.longhaul.training.optimizer.Sgd;
import org.longhaul.training.tensor.DType;

/** Learners and syncer against networks that answer as a test says: who is ready, and whose fragment has arrived. */
class DecoupledDiLoCoTest {
    private static final double RATE = 0.1;

    /** Worker w goes down by w + 1 at each step, whatever the parameters are. */
    private static FunctionModel slopes() {
        return new FunctionModel(
                4, 0, (x, worker, step) -> new double[] {worker + 1, worker + 1, worker + 1, worker + 1});
    }

    private static DecoupledDiLoCo.Settings settings(int period, int fragments, int overlap, int quorum, Grace grace) {
        return new DecoupledDiLoCo.Settings(period, fragments, overlap, quorum, grace, Merging.MEAN, 0.7, 0.9, 0, null);
    }

    private static Workers learners(int count, DecoupledDiLoCo.Settings settings) {
        return Workers.of(
                count,
                DType.FLOAT64,
                slopes(),
                Workers.optimizer(new Sgd.Factory(), new Sgd.Settings(RATE, 0, false, 0)),
                new DecoupledDiLoCo.Factory(),
                settings);
    }

    /** Answers in turn who is ready and whose letters have arrived. */
    private static final class Script implements AskedNetwork {
        private final List<Answer> answers = new ArrayList<>();
        private final List<Question> questions = new ArrayList<>();

        Script then(int ready, Integer... arrived) {
            answers.add(new Answer(List.of(arrived), List.of(), List.of(ready)));
            return this;
        }

        @Override
        public Answer answer(Question question) {
            questions.add(question);
            List<Integer> senders =
                    question.letters().stream().map(Letter::sender).toList();
            Answer scripted = questions.size() > answers.size() ? null : answers.get(questions.size() - 1);
            return scripted != null
                    ? new Answer(scripted.heard().stream().map(senders::indexOf).toList(), List.of(), scripted.ready())
                    : new Answer(
                            List.of(), List.of(), List.of(question.workers().get(0)));
        }
    }

    /** Two learners of one pace, two fragments: what each has come to, merged by the published rule, fragment after fragment. */
    @Test
    void fragmentsAreMergedInTurnWithTheNesterovStep() {
        Script script = new Script()
                .then(1) // learner 1 begins
                .then(0) // sends fragment 0
                .then(1) // sends fragment 0
                .then(0, 0, 1) // merge of fragment 0; sends fragment 1
                .then(1) // sends fragment 1
                .then(0, 0, 1); // merge of fragment 1
        try (Workers workers = learners(2, settings(4, 2, 2, 2, Grace.ADAPTIVE)).asking(script)) {
            assertThat(workers.run(4).evaluated()).containsOnly(0);
            // Both have done 2 steps: 0.2 and 0.4 down. d = 0.3; m = d; theta = -0.7 (d + 0.9 m).
            double first = -0.7 * 1.9 * 0.3;
            double[] after = workers.run(1).evaluated();
            assertThat(after).containsExactly(new double[] {first, first, 0, 0}, within(1e-6));
            // Fragment 1 has gone on: 4 steps, 0.4 and 0.8 down.
            double second = -0.7 * 1.9 * 0.6;
            after = workers.run(2).evaluated();
            assertThat(after).containsExactly(new double[] {first, first, second, second}, within(1e-6));
        }
        assertThat(script.questions.get(0).workers()).containsExactly(1, 0);
        assertThat(script.questions.get(2).letters()).containsExactly(new Letter(0, 0, 0));
        assertThat(script.questions.get(3).letters()).containsExactly(new Letter(0, 1, 0), new Letter(1, 0, 0));
        // The merged fragment went to both before learner 0 sent its next.
        assertThat(script.questions.get(4).letters()).containsExactly(new Letter(0, 0, 2));
    }

    /** A merged fragment lands tau steps after it was sent, and not before; what was trained in it meanwhile gives way. */
    @Test
    void aFragmentLandsTauStepsAfterItWasSent() {
        // One learner, two steps a fragment, one at a time, tau = 3: it is sent when 3 steps are done and lands after
        // 6.
        Script script =
                new Script().then(0).then(0).then(0, 0).then(0).then(0).then(0).then(0);
        try (Workers workers = learners(1, settings(4, 2, 3, 1, Grace.NONE)).asking(script)) {
            double merged = -0.7 * 1.9 * 0.2;
            workers.run(4);
            assertThat(workers.evaluated()[0]).isCloseTo(merged, within(1e-6));
            assertThat(workers.x(0)[0]).isCloseTo(-0.4, within(1e-6));
            workers.run(2);
            assertThat(workers.x(0)[0]).isCloseTo(-0.6, within(1e-6));
            workers.run(1);
            assertThat(workers.x(0)[0]).isCloseTo(merged - 0.1, within(1e-6));
            assertThat(workers.x(0)[2]).isCloseTo(-0.7, within(1e-6));
        }
    }

    /** Learner 0 sends after four steps since it took the fragment in, learner 2 after two: it counts twice as much. */
    @Test
    void whoHasTrainedOnMoreTokensCountsForMore() {
        Script script = new Script().then(0).then(0, 0).then(2).then(2).then(2, 0, 2);
        try (Workers workers = learners(3, settings(2, 1, 2, 1, Grace.NONE)).asking(script)) {
            // The first merge is of learner 0 alone, 0.2 down.
            double theta = -0.7 * 1.9 * 0.2;
            assertThat(workers.run(5).evaluated()[0]).isCloseTo(theta, within(1e-6));
            // Learner 2 began at the merged model.
            double d = (4 * (theta + 0.4) + 2 * 0.6) / 6;
            theta -= 0.7 * (d + 0.9 * (0.9 * 0.2 + d));
            assertThat(workers.run(1).evaluated()[0]).isCloseTo(theta, within(1e-6));
        }
    }

    @Test
    void aQuorumIsWaitedForAndWhoIsSlowIsNot() {
        // Learner 1 never comes. With a quorum of 1 the syncer merges when learner 0 has its next fragment to send.
        Script alone = new Script().then(0).then(0).then(0, 0);
        try (Workers workers = learners(2, settings(2, 1, 1, 1, Grace.ADAPTIVE)).asking(alone)) {
            assertThat(workers.run(3).evaluated()).containsOnly(0);
            assertThat(workers.run(1).evaluated()[0]).isZero();
        }
        Script quorum = new Script();
        for (int i = 0; i < 20; i++) {
            quorum.then(0, i == 3 ? new Integer[] {0} : new Integer[0]);
        }
        try (Workers workers = learners(2, settings(2, 1, 1, 2, Grace.ADAPTIVE)).asking(quorum)) {
            assertThat(workers.run(20).evaluated()).containsOnly(0);
        }
    }

    /** The window stays open for others until the first that was heard has its next fragment, and no longer. */
    @Test
    void theGraceWindowCostsNobodyAFragment() {
        // tau = 1, n = 2: learner 0 looks after each step. Sends after 2; its letter arrives at once.
        int[] mergedAfter = new int[2];
        for (Grace grace : Grace.values()) {
            Script script =
                    new Script().then(0).then(0).then(0, 0).then(0).then(0).then(0);
            try (Workers workers = learners(2, settings(2, 1, 1, 1, grace)).asking(script)) {
                int steps = 0;
                while (steps < 7 && workers.evaluated()[0] == 0) {
                    workers.run(1);
                    steps++;
                }
                mergedAfter[grace.ordinal()] = steps;
            }
        }
        // The letter leaves in the third step and is heard of in the fourth; the next fragment is due in the fifth.
        assertThat(mergedAfter).containsExactly(5, 4);
    }

    /** Until it is given work a learner is where all begin, and so is the mean over the learners. */
    @Test
    void whoHasNotBegunHoldsTheInitialParameters() {
        FunctionModel fromTwo = new FunctionModel(4, 2, (x, worker, step) -> new double[] {1, 1, 1, 1});
        try (Workers workers = Workers.of(
                        2,
                        DType.FLOAT64,
                        fromTwo,
                        Workers.optimizer(new Sgd.Factory(), new Sgd.Settings(RATE, 0, false, 0)),
                        new DecoupledDiLoCo.Factory(),
                        settings(4, 2, 2, 1, Grace.NONE))
                .asking(new Script().then(0))) {
            workers.run(1);
            assertThat(workers.x(0)).containsExactly(new double[] {1.8, 1.8, 1.8, 1.8}, within(1e-6));
            assertThat(workers.x(1)).containsExactly(2, 2, 2, 2);
        }
    }

    /** What comes too late is dropped, and what was trained of the fragment gives way to what was merged without it. */
    @Test
    void whatCameTooLateIsLost() {
        // One fragment, n = tau = 1. Learner 1 sends after a step of 0.2; the merge is of learner 0 alone, 0.1 down.
        Script script = new Script().then(1).then(1).then(0).then(1, 0).then(1);
        try (Workers workers = learners(2, settings(1, 1, 1, 1, Grace.NONE)).asking(script)) {
            double theta = -0.7 * 1.9 * 0.1;
            assertThat(workers.run(5).evaluated()[0]).isCloseTo(theta, within(1e-6));
            workers.run(1);
            assertThat(workers.x(1)[0]).isCloseTo(theta - 0.2, within(1e-6));
        }
    }

    /** A learner that missed a whole period takes another's parameters, optimizer states and count of steps. */
    @Test
    void whoWasLostTakesOverWhatAnotherHas() {
        Script script = new Script().then(1);
        for (int merge = 0; merge < 4; merge++) {
            script.then(0).then(0, 0);
        }
        script.then(1);
        try (Workers workers = Workers.of(
                        2,
                        DType.FLOAT64,
                        slopes(),
                        Workers.optimizer(new Sgd.Factory(), new Sgd.Settings(RATE, 0.5, false, 0)),
                        new DecoupledDiLoCo.Factory(),
                        settings(2, 2, 1, 1, Grace.NONE))
                .asking(script)) {
            workers.run(10);
            double[] other = workers.x(0);
            // Nobody has sent learner 1 anything, and it has stood still since its first step.
            assertThat(workers.x(1)).containsExactly(new double[] {-0.2, -0.2, -0.2, -0.2}, within(1e-6));
            workers.run(1);
            double momentum = (other[3] - workers.x(1)[3]) / RATE - 2;
            // One step from where learner 0 is, with half of its momentum: of many steps of slope 1 nearly 2.
            assertThat(0.5 * 2).isCloseTo(momentum, within(0.02));
        }
    }

    /** What a resumed syncer knows follows from the answers of the network. */
    @Test
    void whoReadsTheAnswersAgainKnowsTheSame() {
        DecoupledDiLoCo.Settings settings = settings(4, 2, 2, 1, Grace.ADAPTIVE);
        SyncerBook told = new SyncerBook(settings, 3);
        List<Answer> answers = new ArrayList<>();
        for (int step = 0; step < 30; step++) {
            SyncerBook.Turn turn = told.turn(step, answers);
            SyncerBook again = new SyncerBook(settings, 3);
            SyncerBook.Turn same = again.turn(step, answers);
            assertThat(same).usingRecursiveComparison().isEqualTo(turn);
            assertThat(again.lettersUnderWay(step)).isEqualTo(told.lettersUnderWay(step));
            int sent = step % 3 == 0 ? told.lettersUnderWay(step).size() : 0;
            answers.add(new Answer(IntStream.range(0, sent).boxed().toList(), List.of(), List.of(step * step % 7 % 3)));
        }
    }

    @Test
    void settingsThatCannotWorkAreRefused() {
        assertThatThrownBy(() -> settings(10, 4, 1, 1, Grace.NONE))
                .hasMessageContaining("parameterPeriod (10) must be a multiple of fragments (4)");
        assertThatThrownBy(() -> settings(8, 4, 0, 1, Grace.NONE)).hasMessageContaining("overlapSteps (0)");
        DecoupledDiLoCo.Factory factory = new DecoupledDiLoCo.Factory();
        assertThatThrownBy(() -> factory.requireFit(
                        settings(8, 4, 1, 3, Grace.NONE),
                        new Sgd.Factory().create(new Sgd.Settings(RATE, 0, false, 0)),
                        2))
                .hasMessageContaining("minimumQuorum (3) of 2 learners");
        assertThatThrownBy(() -> factory.requireFit(
                        settings(8, 8, 1, 1, Grace.NONE), new FunctionModel(7, 0, (x, worker, step) -> new double[7])))
                .hasMessageContaining("fragments (8) must be at most 7, the number of the model's parameters");
        factory.requireFit(
                settings(8, 8, 1, 1, Grace.NONE), new FunctionModel(8, 0, (x, worker, step) -> new double[8]));
        assertThat(factory.steps(settings(8, 2, 2, 1, Grace.NONE), 100, 4, null))
                .isEqualTo(200);
        assertThat(factory.localSteps(settings(8, 2, 2, 1, Grace.NONE), 200, 4, null))
                .isEqualTo(100);
        assertThat(settings(24, 4, 4, 1, Grace.NONE).atOnce()).isEqualTo(2);
    }
}
