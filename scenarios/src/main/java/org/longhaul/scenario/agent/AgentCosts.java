package org.longhaul.scenario.agent;

import org.longhaul.simulator.request.Request;
import org.longhaul.simulator.request.ServiceContext;
import org.longhaul.simulator.request.Work;
import org.longhaul.training.agent.GraphPolicy;

/** What agents' computations take and their messages weigh, as those of the language models for which they stand in. */
final class AgentCosts {
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

    /**
     * Several answers to the query, which is read once. Where the work is the same for an answer of any length, it is not known
     * what of it is reading, and each answer takes all of it.
     */
    Work draws(Request request, int times) {
        Work once = draft(request);
        Work longer = context.work().of(with(request, request.promptTokens(), times * request.outputTokens()));
        return longer.equals(once) ? once.times(times) : longer;
    }

    /** An answer to the query, the own draft and so many other answers. */
    Work refine(Request request, int heard) {
        long prompt = request.promptTokens() + (1L + heard) * request.outputTokens();
        return context.work().of(with(request, prompt, request.outputTokens()));
    }

    /**
     * What a request takes of an agent on average, as far as that is known before anything is asked: whom a policy and the similarity
     * of drafts let read is not.
     */
    Work mean() {
        Work draft = context.work().mean();
        return switch (settings.mode()) {
            case SINGLE, PARALLEL, SIMILAR, POLICY -> draft;
            case SELF_CONSISTENCY -> {
                Work longer = context.work().mean(0, agents);
                yield longer.equals(draft) ? draft.times(agents) : longer;
            }
            case CHAIN, STAR -> draft.plus(context.work().mean(2, 1).times((agents - 1.0) / agents));
            case FULL -> reading(1);
            case RANDOM -> reading(settings.density());
        };
    }

    /** Draft and refinement of an agent that is equally often at each place of the order, and reads each earlier one so probably. */
    private Work reading(double probability) {
        Work sum = context.work().mean();
        for (int place = 1; place < agents; place++) {
            double reads = 1 - Math.pow(1 - probability, place);
            double heard = reads == 0 ? 0 : probability * place / reads;
            sum = sum.plus(context.work().mean(1 + heard, 1).times(reads / agents));
        }
        return sum;
    }

    /** Embeddings of so many answers. */
    Work embed(Request request, int answers) {
        return Work.ofFlops(answers * (double) request.outputTokens() * settings.embeddingOperations());
    }

    /** A decision over so many drafts. */
    Work decide(int drafts) {
        return settings.mode() == AgentsService.Mode.POLICY
                ? Work.ofFlops(GraphPolicy.flops(GraphPolicy.Settings.usual(), embeddingWidth(), drafts))
                : Work.NONE;
    }

    private int embeddingWidth() {
        return Math.toIntExact((settings.embeddingBytes() + BYTES_PER_VALUE - 1) / BYTES_PER_VALUE);
    }

    /** A graph over some agents: the order, a byte or two an agent, and a bit for each pair. */
    long graphBytes(int known) {
        long pairs = known * (known - 1L) / 2;
        return (agents > 256 ? 2L : 1L) * known + (pairs + 7) / 8;
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
