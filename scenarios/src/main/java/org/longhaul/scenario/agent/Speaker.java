package org.longhaul.scenario.agent;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.longhaul.training.agent.AnswerGraph;

/** One agent while it works on one request: everything here happens at its host. */
final class Speaker {
    private final Talk talk;
    private final int agent;

    /** Whose embeddings have come; decentralised only. */
    private final boolean[] isEmbedded;

    /** What has come along edges, by who said it. */
    private final float[] @Nullable [] heard;

    private int embedded;
    private boolean hasDecided;
    private @Nullable AnswerGraph graph;
    private boolean hasSpoken;

    Speaker(Talk talk, int agent) {
        this.talk = talk;
        this.agent = agent;
        this.isEmbedded = new boolean[talk.agents()];
        this.heard = new float[talk.agents()][];
    }

    int agent() {
        return agent;
    }

    /** The query is here. */
    void draft() {
        if (talk.isDecentralised()) {
            talk.waitForDrafts(agent, this::decide);
        }
        talk.computeDraft(agent, () -> {
            talk.sendDraft(agent);
            if (talk.isDecentralised()) {
                for (int other = 0; other < isEmbedded.length; other++) {
                    if (other != agent) {
                        talk.sendEmbedding(agent, other);
                    }
                }
                embedded(agent);
            }
        });
    }

    /** An embedding is here. */
    void embedded(int whose) {
        isEmbedded[whose] = true;
        embedded++;
        if (embedded == isEmbedded.length) {
            decide();
        }
    }

    private void decide() {
        // One whose own draft is late takes no part: nobody knows its embedding in time.
        if (hasDecided || !isEmbedded[agent]) {
            return;
        }
        hasDecided = true;
        int[] known = new int[embedded];
        int count = 0;
        for (int other = 0; other < isEmbedded.length; other++) {
            if (isEmbedded[other]) {
                known[count++] = other;
            }
        }
        talk.decideAt(agent, known);
    }

    /** The graph is here. */
    void knows(AnswerGraph made) {
        graph = made;
        speak();
    }

    /** An answer has come along an edge; it may be here before the graph. */
    void hears(int from, float[] answer) {
        heard[from] = answer;
        speak();
    }

    private void speak() {
        AnswerGraph made = graph;
        if (made == null || hasSpoken) {
            return;
        }
        List<float[]> read = new ArrayList<>();
        for (int from : made.predecessors(agent)) {
            float[] answer = heard[from];
            if (answer == null) {
                return;
            }
            read.add(answer);
        }
        hasSpoken = true;
        if (read.isEmpty()) {
            passOn(made, talk.draft(agent));
        } else {
            talk.computeRefinement(agent, read.size(), () -> {
                float[] answer = talk.refinement(agent, read);
                passOn(made, answer);
                talk.sendRefined(agent, answer);
            });
        }
    }

    private void passOn(AnswerGraph made, float[] answer) {
        for (int to : made.successors(agent)) {
            talk.sendAlongEdge(agent, to, answer);
        }
    }
}
