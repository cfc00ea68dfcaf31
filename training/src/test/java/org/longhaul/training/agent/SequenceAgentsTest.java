package org.longhaul.training.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Whether they learn is asked of the experiment {@code agents-talking}; here what they write and read. */
class SequenceAgentsTest {
    private static final SequenceAgents.Settings SMALL =
            new SequenceAgents.Settings(3, 3, 0.5, 16, 0.7, 8, 15, 15, 8, 0.01);

    @Test
    void rowsAreQueryReadingAndAnswer() {
        // 5 + 8 = 13 modulo 9 is 4: 12 and 22 make 11 in base 3.
        assertThat(SequenceNets.row(SMALL, 5, 8, List.of(), true))
                .containsExactly(1, 3 + 2, 2, 3 + 2, 13, 6 + 1, 9 + 1);
        float[] zero = {0, 0};
        float[] seven = {2, 1};
        assertThat(SequenceNets.row(SMALL, 5, 8, List.of(zero, seven), false))
                .containsExactly(1, 3 + 2, 2, 3 + 2, 12, 6, 9, 6 + 2, 9 + 1, 13);
    }

    @Test
    void theyDraftReadAndAreJudged() {
        AgentTeam team = SequenceAgents.train(SMALL, 1, steps -> {}).asked(40, 2);
        AgentTeam again = SequenceAgents.train(SMALL, 1, steps -> {}).asked(40, 2);
        int[] queries = {0, 1, 2, 3};
        for (int query : queries) {
            float[] draft = team.draft(query, 1);
            assertThat(draft).containsExactly(again.draft(query, 1));
            assertThat(team.said(draft))
                    .isEqualTo((int) (3 * draft[0] + draft[1]))
                    .isBetween(0, 8);
            float[] embedding = team.embedding(draft);
            double squares = 0;
            for (float value : embedding) {
                squares += value * value;
            }
            assertThat(squares).isBetween(0.9999, 1.0001);
        }
        // Asked together or apart, in any order, an agent says the same.
        AgentTeam.Reading one = new AgentTeam.Reading(0, List.of(team.draft(0, 1)));
        AgentTeam.Reading two = new AgentTeam.Reading(1, List.of(team.draft(1, 1), team.draft(1, 2)));
        AgentTeam.Reading three = new AgentTeam.Reading(2, List.of(team.draft(2, 2)));
        List<float[]> together = team.refine(0, List.of(one, two, three));
        assertThat(together.get(0)).containsExactly(team.refine(0, List.of(one)).get(0));
        assertThat(together.get(1)).containsExactly(team.refine(0, List.of(two)).get(0));
        assertThat(together.get(2))
                .containsExactly(team.refine(0, List.of(three)).get(0));
        assertThat(team.draws(0, 3, 4)).isDeepEqualTo(again.draws(0, 3, 4));
        assertThat(TeamScore.of(team, FixedGraph.FULL, 1).edges()).isEqualTo(3);
    }
}
