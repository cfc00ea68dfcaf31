package org.longhaul.scenario.agent;

import com.google.common.collect.ImmutableMap;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.longhaul.simulator.request.Request;
import org.longhaul.simulator.request.RequestContext;
import org.longhaul.simulator.request.Work;
import org.longhaul.training.agent.AnswerGraph;

/** One request in the hands of several agents and of who coordinates them. */
final class Talk {
    private final AgentsService.Settings settings;
    private final RequestContext asked;
    private final Request request;
    private final Answerers answerers;
    private final AgentCosts costs;
    private final List<Integer> hosts;
    private final int origin;
    private final Speaker[] speakers;

    /** What has come to the coordinator: drafts, later refined answers in their places. */
    private final float[] @Nullable [] answers;

    private final boolean[] isRefined;
    private int drafts;
    private boolean hasDecided;
    private boolean isClosed;
    private @Nullable AnswerGraph graph;

    Talk(
            AgentsService.Settings settings,
            RequestContext asked,
            Answerers answerers,
            AgentCosts costs,
            List<Integer> hosts,
            int origin) {
        this.settings = settings;
        this.asked = asked;
        this.request = asked.request();
        this.answerers = answerers;
        this.costs = costs;
        this.hosts = hosts;
        this.origin = origin;
        this.speakers = new Speaker[hosts.size()];
        this.answers = new float[hosts.size()][];
        this.isRefined = new boolean[hosts.size()];
        for (int agent = 0; agent < speakers.length; agent++) {
            speakers[agent] = new Speaker(this, agent);
        }
    }

    void begin() {
        if (origin == request.client()) {
            ask();
        } else {
            asked.send(request.client(), origin, request.queryBytes(), "query", this::ask);
        }
    }

    private void ask() {
        for (Speaker speaker : speakers) {
            asked.send(origin, host(speaker.agent()), request.queryBytes(), "query", speaker::draft);
        }
        after(origin, settings.draftTimeout(), this::decide);
    }

    /** A draft has come to the coordinator. */
    private void drafted(int agent) {
        if (hasDecided) {
            return;
        }
        if (answers[agent] == null) {
            answers[agent] = answerers.draft(request.number(), agent);
        }
        drafts++;
        if (drafts == hosts.size()) {
            decide();
        }
    }

    private void decide() {
        if (hasDecided || asked.isOver()) {
            return;
        }
        hasDecided = true;
        if (drafts == 0) {
            asked.abandon("no draft in time");
            return;
        }
        int[] known = known();
        Work embed = settings.decentralised() ? Work.NONE : costs.embed(request, known.length);
        compute(origin, embed.plus(costs.decide(known.length)), () -> decided(known));
    }

    private void decided(int[] known) {
        AnswerGraph made = answerers.graph(request.number(), known);
        graph = made;
        // An empty graph is complete at once; without a coordinator all may have been refined while this was decided.
        if (isComplete(made)) {
            close();
            return;
        }
        if (!settings.decentralised()) {
            for (int agent : known) {
                asked.send(
                        origin,
                        host(agent),
                        costs.graphBytes(known.length),
                        "graph",
                        () -> speakers[agent].knows(made));
            }
        }
        after(origin, settings.refineTimeout(), this::close);
    }

    /** A refined answer has come to the coordinator. */
    private void refined(int agent, float[] answer) {
        if (isClosed) {
            return;
        }
        answers[agent] = answer;
        isRefined[agent] = true;
        AnswerGraph made = graph;
        if (made != null && isComplete(made)) {
            close();
        }
    }

    private boolean isComplete(AnswerGraph made) {
        for (int place = 0; place < made.agents(); place++) {
            int agent = made.agentAt(place);
            if (!isRefined[agent] && made.predecessors(agent).length > 0) {
                return false;
            }
        }
        return true;
    }

    /** All are there that are coming. */
    private void close() {
        if (isClosed || asked.isOver()) {
            return;
        }
        isClosed = true;
        int count = 0;
        for (boolean each : isRefined) {
            count += each ? 1 : 0;
        }
        int refined = count;
        Work embed = settings.decentralised() ? Work.NONE : costs.embed(request, refined);
        compute(origin, embed, () -> conclude(refined));
    }

    private void conclude(int refined) {
        int[] known = known();
        float[][] said = new float[known.length][];
        for (int i = 0; i < known.length; i++) {
            said[i] = answer(known[i]);
        }
        AnswerGraph made = graph;
        int edges = made == null ? 0 : made.edges();
        ImmutableMap<String, Double> figures = ImmutableMap.of(
                "accuracy",
                answerers.isRight(request.number(), known, said) ? 1.0 : 0.0,
                "edges",
                (double) edges,
                "depth",
                made == null ? 0.0 : made.depth(),
                "silent",
                edges == 0 ? 1.0 : 0.0,
                "drafts",
                (double) drafts,
                "refined",
                (double) refined);
        if (origin == request.client()) {
            asked.finish(figures);
        } else {
            asked.send(origin, request.client(), request.answerBytes(), "answer", () -> asked.finish(figures));
        }
    }

    private float[] answer(int agent) {
        float[] answer = answers[agent];
        if (answer == null) {
            throw new IllegalStateException("agent " + agent + " has not answered");
        }
        return answer;
    }

    /** The agents whose answers the coordinator has. */
    private int[] known() {
        int count = 0;
        int[] known = new int[answers.length];
        for (int agent = 0; agent < answers.length; agent++) {
            if (answers[agent] != null) {
                known[count++] = agent;
            }
        }
        return Arrays.copyOf(known, count);
    }

    private void compute(int host, Work work, Runnable then) {
        if (work.equals(Work.NONE)) {
            then.run();
        } else {
            asked.compute(host, work, then);
        }
    }

    private void after(int host, @Nullable Duration time, Runnable then) {
        if (time != null) {
            asked.after(host, time.toNanos(), then);
        }
    }

    private int host(int agent) {
        return hosts.get(agent);
    }

    // ---- for the agents -----------------------------------------------------------------------------------------

    int agents() {
        return hosts.size();
    }

    boolean isDecentralised() {
        return settings.decentralised();
    }

    float[] draft(int agent) {
        return answerers.draft(request.number(), agent);
    }

    float[] refinement(int agent, List<float[]> heard) {
        return answerers.refined(request.number(), agent, heard);
    }

    /** An agent makes its draft. */
    void computeDraft(int agent, Runnable then) {
        Work work = costs.draft(request);
        compute(host(agent), isDecentralised() ? work.plus(costs.embed(request, 1)) : work, then);
    }

    /** An agent answers again. */
    void computeRefinement(int agent, int heard, Runnable then) {
        Work work = costs.refine(request, heard);
        compute(host(agent), isDecentralised() ? work.plus(costs.embed(request, 1)) : work, then);
    }

    /** An agent that has some embeddings decides for itself. */
    void decideAt(int agent, int[] known) {
        compute(
                host(agent),
                costs.decide(known.length),
                () -> speakers[agent].knows(answerers.graph(request.number(), known)));
    }

    void sendDraft(int agent) {
        asked.send(host(agent), origin, answerBytes(), "draft", () -> drafted(agent));
    }

    void sendEmbedding(int agent, int to) {
        asked.send(host(agent), host(to), settings.embeddingBytes(), "embedding", () -> speakers[to].embedded(agent));
    }

    void sendAlongEdge(int agent, int to, float[] answer) {
        asked.send(host(agent), host(to), request.answerBytes(), "edge", () -> speakers[to].hears(agent, answer));
    }

    void sendRefined(int agent, float[] answer) {
        asked.send(host(agent), origin, answerBytes(), "refined", () -> refined(agent, answer));
    }

    void waitForDrafts(int agent, Runnable then) {
        after(host(agent), settings.draftTimeout(), then);
    }

    /** An answer for the coordinator, with its embedding where agents embed for themselves. */
    private long answerBytes() {
        return request.answerBytes() + (isDecentralised() ? settings.embeddingBytes() : 0);
    }
}
