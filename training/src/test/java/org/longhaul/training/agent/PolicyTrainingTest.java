package org.longhaul.training.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.longhaul.training.tensor.Device;
import org.longhaul.training.tensor.Functional;
import org.longhaul.training.tensor.TensorScope;
import org.longhaul.training.tensor.Tensors;

/** Trains eight small agents and a few policies once, in about three seconds; margins were chosen before looking. */
class PolicyTrainingTest {
    private static AgentTeam practice;
    private static AgentTeam exam;
    private static GraphPolicy free;

    @BeforeAll
    static void train() {
        ClassifierAgents.Settings small =
                new ClassifierAgents.Settings(8, 10, 40, 0.4, 2.2, 1, 24, 16, 2000, 120, 160, 32, 0.01);
        ClassifierAgents agents = ClassifierAgents.train(small, 1, steps -> {});
        practice = agents.asked(400, 2);
        exam = agents.asked(1000, 3);
        free = policy(0, 40);
    }

    private static GraphPolicy policy(double penalty, int updates) {
        return new PolicyTraining(updates, 32, 4, 0.01, penalty, 0)
                .train(new GraphPolicy.Settings(32, -2, false), practice, 1, AnswerGraph::depth, steps -> {});
    }

    private static TeamScore score(GraphRule rule) {
        return TeamScore.of(exam, rule, 5);
    }

    @Test
    void togetherTheyAreBetterThanAloneAndTalkingIsBetterThanSilence() {
        double alone = TeamScore.ofSingleAgents(exam);
        TeamScore parallel = score(FixedGraph.PARALLEL);
        assertThat(parallel.accuracy()).isGreaterThan(alone + 0.05);
        for (GraphRule rule : List.of(FixedGraph.CHAIN, FixedGraph.STAR, FixedGraph.FULL, new RandomGraph(0.2))) {
            TeamScore talking = score(rule);
            assertThat(talking.accuracy()).as(rule.toString()).isGreaterThan(parallel.accuracy() + 0.01);
            assertThat(talking.rescue()).isGreaterThan(2 * talking.harm());
        }
    }

    @Test
    void aFewEdgesGiveMostOfTheGain() {
        double parallel = score(FixedGraph.PARALLEL).accuracy();
        double star = score(FixedGraph.STAR).accuracy() - parallel;
        double chain = score(FixedGraph.CHAIN).accuracy() - parallel;
        double full = score(FixedGraph.FULL).accuracy() - parallel;
        assertThat(star).isGreaterThan(0.5 * chain);
        assertThat(star).isGreaterThan(0.5 * full);
    }

    @Test
    void aLargerPenaltyGivesFewerEdgesAndLessDepth() {
        TeamScore cheap = score(new PolicyGraph(free, PolicyGraph.Decoding.SAMPLE));
        TeamScore dear = score(new PolicyGraph(policy(0.02, 40), PolicyGraph.Decoding.SAMPLE));
        assertThat(dear.edges()).isLessThan(cheap.edges());
        assertThat(dear.depth()).isLessThan(cheap.depth());
        PolicyGraph ruinous = new PolicyGraph(policy(5, 40), PolicyGraph.Decoding.THRESHOLD);
        assertThat(score(ruinous)).isEqualTo(score(FixedGraph.PARALLEL));
    }

    @Test
    void aLatencyPenaltyAloneGivesLessDepth() {
        GraphPolicy.Settings settings = new GraphPolicy.Settings(32, -2, false);
        GraphPolicy fast = new PolicyTraining(40, 32, 4, 0.01, 0, 0.1)
                .train(settings, practice, 1, AnswerGraph::depth, steps -> {});
        assertThat(score(new PolicyGraph(fast, PolicyGraph.Decoding.SAMPLE)).depth())
                .isLessThan(score(new PolicyGraph(free, PolicyGraph.Decoding.SAMPLE))
                        .depth());
    }

    @Test
    void anEmptyGraphGivesTheParallelAnswerBitForBit() {
        int[] queries = {0, 1, 2, 3, 4, 5, 6, 7};
        List<AnswerGraph> empty = Arrays.stream(queries)
                .mapToObj(query -> new RandomGraph(0).graph(exam.opinions(query), query))
                .toList();
        float[][] outcomes = Propagation.outcomes(exam, queries, empty);
        for (int query : queries) {
            int chosen = exam.opinions(query).spokesman();
            assertThat(outcomes[query]).isSameAs(exam.draft(query, chosen));
        }
    }

    @Test
    void theSameSeedGivesTheSameBits() {
        Opinions opinions = exam.opinions(0);
        assertThat(policy(0.01, 5).scores(List.of(opinions)).get(0))
                .containsExactly(policy(0.01, 5).scores(List.of(opinions)).get(0));
    }

    /** What is answered in plain loops is what the tensors that trained it would answer. */
    @Test
    void plainLoopsComputeWhatTheTrainedNetsDo() {
        ClassifierAgents.Settings settings =
                new ClassifierAgents.Settings(3, 4, 6, 0.5, 1, 1, 5, 8, 200, 0, 0, 8, 0.01);
        try (FittedNet net = new FittedNet(ClassifierAgents.layout(settings, 3, "draft"), 0.01, 4)) {
            ClassifierNets nets = new ClassifierNets(settings, net);
            int[][] views = {{0, 1, 2}, {1, 3, 5}, {2, 3, 4}};
            ClassifierQueries queries = ClassifierQueries.draw(settings, ClassifierAgents.normal(24, 1, 1), 7, 9);
            float[][][] drafts = nets.drafts(views, queries);
            float[] inputs = new float[3 * 7 * 3];
            for (int agent = 0; agent < 3; agent++) {
                for (int query = 0; query < 7; query++) {
                    queries.copyView(query, views[agent], inputs, (agent * 7 + query) * 3);
                }
            }
            TensorScope.run(() -> {
                float[] expected = Functional.softmax(
                                ClassifierAgents.logits(net.leaves(), Tensors.of(Device.CPU, inputs, 3, 7, 3)), -1)
                        .toFloats();
                for (int agent = 0; agent < 3; agent++) {
                    for (int query = 0; query < 7; query++) {
                        for (int k = 0; k < 4; k++) {
                            assertThat(drafts[query][agent][k])
                                    .isCloseTo(expected[(agent * 7 + query) * 4 + k], within(1e-6f));
                        }
                    }
                }
            });
        }
    }

    @Test
    void majoritiesAndDraws() {
        assertThat(TeamScore.majority(3, 1, 1, 3, 2)).isEqualTo(3);
        assertThat(TeamScore.majority(2, 1, 1)).isEqualTo(1);
        double often = selfConsistency(41);
        double once = selfConsistency(1);
        double best = TeamScore.ofSingleAgent(exam, 0);
        assertThat(often).isGreaterThan(once);
        assertThat(often).isCloseTo(best, within(0.03));
    }

    /** Share of right answers of the first agent, which is asked several times and says what it said most often. */
    private static double selfConsistency(int times) {
        int[][] draws = exam.draws(0, times, 1);
        int right = 0;
        for (int query = 0; query < draws.length; query++) {
            right += TeamScore.majority(draws[query]) == exam.truth(query) ? 1 : 0;
        }
        return right / (double) draws.length;
    }
}
