package org.longhaul.training.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.longhaul.training.tensor.Generator;

class AnswerGraphTest {
    private static final int WIDTH = 6;

    /** Two thousand with all tests; {@code -Dlonghaul.properties=all} draws ten thousand. */
    private static final int POLICIES = "all".equals(System.getProperty("longhaul.properties")) ? 10_000 : 2_000;

    @Test
    void noneOfManyRandomPoliciesMakesACycle() {
        Random random = new Random(1);
        GraphPolicy.Settings settings = new GraphPolicy.Settings(4, 0, false);
        int count = Math.toIntExact(GraphPolicy.layout(settings, WIDTH).elements());
        long edges = 0;
        for (int seed = 0; seed < POLICIES; seed++) {
            float[] parameters = new Generator(seed).normal(0, 1, count);
            GraphPolicy policy = new GraphPolicy(settings, WIDTH, parameters);
            Opinions opinions = opinions(random, 2 + seed % 9);
            PolicyGraph.Decoding decoding = PolicyGraph.Decoding.values()[seed % 3];
            AnswerGraph graph = new PolicyGraph(policy, decoding).graph(opinions, seed);
            assertThat(isAcyclic(graph)).as("seed %d", seed).isTrue();
            edges += graph.edges();
        }
        // Policies that always stay silent would pass as well.
        assertThat(edges).isGreaterThan(POLICIES);
    }

    /** By removing agents that nobody speaks to, without regard to the order. */
    private static boolean isAcyclic(AnswerGraph graph) {
        List<Integer> left = new ArrayList<>();
        for (int place = 0; place < graph.agents(); place++) {
            left.add(graph.agentAt(place));
        }
        while (!left.isEmpty()) {
            boolean removed = left.removeIf(agent -> left.stream().noneMatch(other -> graph.speaks(other, agent)));
            if (!removed) {
                return false;
            }
        }
        return true;
    }

    @Test
    void permutingAgentsPermutesTheGraphOfEveryRule() {
        Random random = new Random(2);
        List<GraphRule> rules = new ArrayList<>(List.of(FixedGraph.values()));
        rules.add(new SimilarityGraph(0.3));
        rules.add(new RandomGraph(0.4));
        for (PolicyGraph.Decoding decoding : PolicyGraph.Decoding.values()) {
            GraphPolicy policy = GraphPolicy.untrained(new GraphPolicy.Settings(8, -0.5, false), WIDTH, 3);
            rules.add(new PolicyGraph(policy, decoding));
        }
        for (int trial = 0; trial < 50; trial++) {
            int count = 2 + trial % 9;
            float[][] embeddings = embeddings(random, count);
            int[] numbers = numbers(count);
            int[] renumbered = numbers.clone();
            float[][] moved = embeddings.clone();
            for (int i = count - 1; i > 0; i--) {
                int other = random.nextInt(i + 1);
                int number = renumbered[i];
                renumbered[i] = renumbered[other];
                renumbered[other] = number;
            }
            // Who was i is now renumbered[i].
            for (int i = 0; i < count; i++) {
                moved[renumbered[i]] = embeddings[i];
            }
            Opinions before = Opinions.of(numbers, embeddings);
            Opinions after = Opinions.of(numbers, moved);
            assertThat(after.spokesman()).isEqualTo(renumbered[before.spokesman()]);
            for (GraphRule rule : rules) {
                AnswerGraph graph = rule.graph(before, trial);
                AnswerGraph other = rule.graph(after, trial);
                for (int from = 0; from < count; from++) {
                    for (int to = 0; to < count; to++) {
                        assertThat(other.speaks(renumbered[from], renumbered[to]))
                                .isEqualTo(graph.speaks(from, to));
                    }
                }
            }
        }
    }

    @Test
    void fixedGraphsHaveTheirEdgesAndDepths() {
        Opinions opinions = opinions(new Random(4), 10);
        assertThat(shape(FixedGraph.PARALLEL, opinions)).containsExactly(0, 0, 0);
        assertThat(shape(FixedGraph.CHAIN, opinions)).containsExactly(9, 9, 9);
        assertThat(shape(FixedGraph.STAR, opinions)).containsExactly(9, 1, 9);
        assertThat(shape(FixedGraph.FULL, opinions)).containsExactly(45, 9, 9);
        assertThat(shape(new SimilarityGraph(0), opinions)[0]).isBetween(1, 45);
        assertThat(shape(new RandomGraph(0), opinions)).containsExactly(0, 0, 0);
        assertThat(shape(new RandomGraph(1), opinions)).containsExactly(45, 9, 9);
    }

    /** Edges, depth, and how many agents listen to somebody. */
    private static int[] shape(GraphRule rule, Opinions opinions) {
        AnswerGraph graph = rule.graph(opinions, 1);
        int refined = 0;
        for (int agent : opinions.order()) {
            refined += graph.predecessors(agent).length > 0 ? 1 : 0;
        }
        return new int[] {graph.edges(), graph.depth(), refined};
    }

    @Test
    void contributionsAreCosinesWithTheMeanAndTiesGoByNumber() {
        float[][] embeddings = {{1, 0}, {0, 1}, {1, 0}};
        Opinions opinions = Opinions.of(numbers(3), embeddings);
        assertThat(opinions.order()).containsExactly(0, 2, 1);
        assertThat(opinions.contributionAt(0)).isCloseTo(2 / Math.sqrt(5), within(1e-9));
        assertThat(opinions.contributionAt(2)).isCloseTo(1 / Math.sqrt(5), within(1e-9));
        assertThat(opinions.spokesman()).isZero();
        assertThat(FixedGraph.CHAIN.graph(opinions, 1)).hasToString("order [0, 2, 1] 0->2 2->1");
        // The same three opinions, of which another agent holds the odd one.
        Opinions others = Opinions.of(new int[] {7, 4, 2}, new float[][] {{1, 0}, {0, 1}, {1, 0}});
        assertThat(others.order()).containsExactly(2, 7, 4);
    }

    @Test
    void theSimilarityRuleLinksWhatIsSimilarEnough() {
        float[][] embeddings = {{1, 0}, {0.8f, 0.6f}, {0, 1}};
        Opinions opinions = Opinions.of(numbers(3), embeddings);
        // Cosines: 0.8 of 0 and 1, 0.6 of 1 and 2, 0 of 0 and 2; agent 1 is the most central one.
        assertThat(new SimilarityGraph(0.7).graph(opinions, 1)).hasToString("order [1, 0, 2] 1->0");
        assertThat(new SimilarityGraph(0.5).graph(opinions, 1)).hasToString("order [1, 0, 2] 1->0 1->2");
        assertThatThrownBy(() -> new SimilarityGraph(1.5)).hasMessageContaining("threshold (1.5)");
    }

    @Test
    void decodingKeepsWhatIsLikelyOrAsManyAsExpected() {
        Opinions opinions = opinions(new Random(5), 6);
        GraphPolicy all = GraphPolicy.untrained(new GraphPolicy.Settings(4, 40, false), WIDTH, 1);
        GraphPolicy none = GraphPolicy.untrained(new GraphPolicy.Settings(4, -60, false), WIDTH, 1);
        for (PolicyGraph.Decoding decoding : PolicyGraph.Decoding.values()) {
            assertThat(new PolicyGraph(all, decoding).graph(opinions, 9).edges())
                    .isEqualTo(15);
            assertThat(new PolicyGraph(none, decoding).graph(opinions, 9).isEmpty())
                    .isTrue();
        }
        GraphPolicy some = GraphPolicy.untrained(new GraphPolicy.Settings(4, -1, false), WIDTH, 1);
        float[] scores = some.scores(List.of(opinions)).get(0);
        double expected = 0;
        for (int earlier = 0; earlier < 6; earlier++) {
            for (int later = earlier + 1; later < 6; later++) {
                assertThat(scores[earlier * 6 + later]).isCloseTo(scores[later * 6 + earlier], within(1e-5f));
                expected += GraphPolicy.probability(scores[earlier * 6 + later]);
            }
        }
        AnswerGraph top = new PolicyGraph(some, PolicyGraph.Decoding.TOP).graph(opinions, 9);
        assertThat(top.edges()).isEqualTo((int) Math.round(expected));
    }

    /** As the notes on the paper say of H H' without bias: it starts with nearly all edges. */
    @Test
    void thePlainFormStartsDense() {
        GraphPolicy plain = GraphPolicy.untrained(new GraphPolicy.Settings(32, -2, true), WIDTH, 1);
        GraphPolicy sparse = GraphPolicy.untrained(new GraphPolicy.Settings(32, -2, false), WIDTH, 1);
        Random random = new Random(6);
        int dense = 0;
        int few = 0;
        for (int i = 0; i < 50; i++) {
            Opinions opinions = opinions(random, 10);
            dense += new PolicyGraph(plain, PolicyGraph.Decoding.SAMPLE)
                    .graph(opinions, i)
                    .edges();
            few += new PolicyGraph(sparse, PolicyGraph.Decoding.SAMPLE)
                    .graph(opinions, i)
                    .edges();
        }
        assertThat(few).isLessThan(dense);
        assertThat(few / 50.0).isBetween(1.0, 18.0);
    }

    private static Opinions opinions(Random random, int count) {
        return Opinions.of(numbers(count), embeddings(random, count));
    }

    private static int[] numbers(int count) {
        int[] numbers = new int[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = i;
        }
        return numbers;
    }

    private static float[][] embeddings(Random random, int count) {
        float[][] embeddings = new float[count][WIDTH];
        for (float[] embedding : embeddings) {
            double squares = 0;
            for (int k = 0; k < WIDTH; k++) {
                embedding[k] = (float) (random.nextGaussian() + 0.5);
                squares += embedding[k] * embedding[k];
            }
            for (int k = 0; k < WIDTH; k++) {
                embedding[k] /= (float) Math.sqrt(squares);
            }
        }
        return embeddings;
    }
}
