package org.longhaul.simulator.request;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.longhaul.simulator.event.RandomStreams;
import org.longhaul.simulator.random.CountDistribution;
import org.longhaul.simulator.random.Distribution;
import org.longhaul.simulator.random.SizeDistribution;
import org.longhaul.topology.Topology;

/**
 * Who asks, and how much is asked and answered. What is drawn for a request depends on the seed, the requests' name and the
 * request's number alone, so that services that are compared are asked the same. Immutable.
 */
public final class RequestContents {

    /** Bytes of text for a token. Ours: English text has about four characters a token. */
    public static final double BYTES_PER_TOKEN = 4;

    private final Topology topology;
    private final List<Integer> clients;
    private final @Nullable Distribution query;
    private final @Nullable Distribution answer;
    private final @Nullable Distribution promptTokens;
    private final @Nullable Distribution outputTokens;
    private final long clientKey;
    private final long queryKey;
    private final long answerKey;
    private final long promptKey;
    private final long outputKey;

    /**
     * What is asked and answered.
     *
     * @param clients nodes of the hosts that ask, each as often
     * @param query size of what is asked; null for {@value #BYTES_PER_TOKEN} bytes a token, none without tokens
     * @param answer size of what is answered; null likewise
     * @param promptTokens tokens of what is asked; null where nothing is counted in tokens
     * @param outputTokens tokens of what is answered; null where nothing is counted in tokens
     * @param name of the requests: the random streams carry it
     */
    public RequestContents(
            Topology topology,
            List<Integer> clients,
            @Nullable SizeDistribution query,
            @Nullable SizeDistribution answer,
            @Nullable CountDistribution promptTokens,
            @Nullable CountDistribution outputTokens,
            String name,
            RandomStreams streams) {
        if (clients.isEmpty()) {
            throw new IllegalArgumentException("clients must name at least one host.");
        }
        this.topology = topology;
        this.clients = List.copyOf(clients);
        this.query = query == null ? null : query.bytes();
        this.answer = answer == null ? null : answer.bytes();
        this.promptTokens = promptTokens == null ? null : promptTokens.numbers();
        this.outputTokens = outputTokens == null ? null : outputTokens.numbers();
        String stream = "requests/" + name + "/";
        clientKey = streams.key(stream + "client", 0);
        queryKey = streams.key(stream + "query", 0);
        answerKey = streams.key(stream + "answer", 0);
        promptKey = streams.key(stream + "prompt-tokens", 0);
        outputKey = streams.key(stream + "output-tokens", 0);
    }

    /** The request of a number, which arrives so. */
    public Request request(long number, Arrivals.Arrival arrival) {
        Long stated = arrival.promptTokens();
        long prompt = stated == null ? tokens(promptTokens, promptKey, number) : stated;
        stated = arrival.outputTokens();
        long output = stated == null ? tokens(outputTokens, outputKey, number) : stated;
        return new Request(
                number,
                arrival.nanos(),
                client(number, arrival.client()),
                bytes(query, queryKey, number, prompt),
                bytes(answer, answerKey, number, output),
                prompt,
                output);
    }

    private int client(long number, @Nullable String stated) {
        if (stated == null) {
            return clients.get((int) (RandomStreams.uniform(clientKey, number, 0) * clients.size()));
        }
        int node = topology.nodeIndex(stated);
        if (!topology.node(node).isHost()) {
            throw new IllegalArgumentException("client '" + stated + "' is a switch; requests come from hosts.");
        }
        return node;
    }

    private static long tokens(@Nullable Distribution of, long key, long number) {
        return of == null ? 0 : CountDistribution.quantile(of, RandomStreams.uniform(key, number, 0));
    }

    private static long bytes(@Nullable Distribution of, long key, long number, long tokens) {
        return of == null
                ? (long) Math.rint(tokens * BYTES_PER_TOKEN)
                : (long) Math.rint(of.quantile(RandomStreams.uniform(key, number, 0)));
    }
}
