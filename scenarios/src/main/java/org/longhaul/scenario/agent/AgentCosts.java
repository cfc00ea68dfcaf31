package org.longhaul.scenario.agent;

import org.longhaul.simulator.request.Request;
import org.longhaul.simulator.request.ServiceContext;
import org.longhaul.simulator.request.Work;
import org.longhaul.training.agent.GraphPolicy;

/** What agents' computations take and their messages weigh, as those of the language models for which they stand in. */
final class AgentCosts {
    /** The policy as it is trained and charged. */
    static final GraphPolicy.Settings POLICY = new GraphPolicy.Settings(32, -2, false);

    private static final int BYTES_PER_VALUE = 4;

    private final AgentsService.Settings settings;
    private final ServiceContext context;
    private final int agents;

    AgentCosts(AgentsService.Settings settings, ServiceContext context, int agents) {
        this.settings = settings;
        this.context = context;
        this.agents = agents;
    }

    /**
     * Checks that a host can embed and decide.
     *
     * @throws IllegalArgumentException if nothing is known of its device
     */
    void requireDevice(int host) {
        boolean decides = settings.mode() == AgentsService.Mode.POLICY;
        if (settings.embeddingOperations() > 0 || decides) {
            try {
                context.power().nanos(host, Work.ofFlops(1));
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(
                        (decides ? "mode policy decides" : "embeddingOperations are carried out")
                                + " where drafts meet: " + e.getMessage()
                                + (decides ? "" : " Or embeddingOperations: 0, which takes no time."),
                        e);
            }
        }
    }

    /** An answer to the query. */
    Work draft(Request request) {
        return context.work().of(request);
    }

    /** Several answers to the query, which is read once. */
    Work draws(Request request, int times) {
        return request.outputTokens() == 0
                ? draft(request).times(times)
                : context.work().of(with(request, request.promptTokens(), times * request.outputTokens()));
    }

    /** An answer to the query, the own draft and so many other answers. */
    Work refine(Request request, int heard) {
        long prompt = request.promptTokens() + (1L + heard) * request.outputTokens();
        return context.work().of(with(request, prompt, request.outputTokens()));
    }

    /** Embeddings of so many answers. */
    Work embed(Request request, int answers) {
        return Work.ofFlops(answers * (double) request.outputTokens() * settings.embeddingOperations());
    }

    /** A decision over so many drafts. */
    Work decide(int drafts) {
        return settings.mode() == AgentsService.Mode.POLICY
                ? Work.ofFlops(
                        GraphPolicy.flops(POLICY, Math.toIntExact(settings.embeddingBytes() / BYTES_PER_VALUE), drafts))
                : Work.NONE;
    }

    /** A graph: the order, a byte an agent, and a bit for each pair. */
    long graphBytes() {
        long pairs = agents * (agents - 1L) / 2;
        return agents + (pairs + 7) / 8;
    }

    private static Request with(Request like, long promptTokens, long outputTokens) {
        return new Request(
                like.number(),
                like.arrivalNanos(),
                like.client(),
                like.queryBytes(),
                like.answerBytes(),
                promptTokens,
                outputTokens);
    }
}
