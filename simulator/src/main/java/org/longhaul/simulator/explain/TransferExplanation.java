package org.longhaul.simulator.explain;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.longhaul.simulator.validation.Validity;

/**
 * What the time of one transfer is made of on the flow network, and what other models say of it.
 *
 * @param source id of the sending node
 * @param target id of the receiving node
 * @param bytes payload
 * @param connections over which it is spread
 * @param path what it crosses
 * @param bottleneck the link that bounds it
 * @param nanos its time on the flow network, nanoseconds
 * @param terms what adds up to that time, exactly
 * @param withoutPart effects that the model has and that add nothing here
 * @param models what each model says of the whole; the flow network among them
 * @param validity whether it lies within what was measured, and what the flow network represents badly
 */
public record TransferExplanation(
        String source,
        String target,
        long bytes,
        int connections,
        Path path,
        Bottleneck bottleneck,
        long nanos,
        List<Term> terms,
        List<String> withoutPart,
        List<ModelTime> models,
        @Nullable Validity validity) {

    /** Copies the lists. */
    public TransferExplanation {
        terms = List.copyOf(terms);
        withoutPart = List.copyOf(withoutPart);
        models = List.copyOf(models);
    }

    /**
     * The way from source to target.
     *
     * @param nodes ids of the nodes on it, both ends included
     * @param latencyNanos one-way propagation
     * @param roundTripNanos propagation there and back
     * @param lossRate share of packets lost on it
     */
    public record Path(List<String> nodes, long latencyNanos, long roundTripNanos, double lossRate) {
        /** Copies the list. */
        public Path {
            nodes = List.copyOf(nodes);
        }

        /** Number of links. */
        public int links() {
            return nodes.size() - 1;
        }
    }

    /**
     * The link of the path that is used most while the transfer runs.
     *
     * @param link its ends, such as {@code a -> b}
     * @param bitsPerSecond its capacity
     * @param use share of the capacity that all transfers together use on the plain fluid, 0 to 1
     * @param bandwidthDelayBytes its capacity times the path's round trip
     * @param queueBytes room of its queue
     * @param isQueueStated whether the topology says so; else it is the models' default
     * @param sharers other transfers that cross it, in words
     */
    public record Bottleneck(
            String link,
            long bitsPerSecond,
            double use,
            long bandwidthDelayBytes,
            long queueBytes,
            boolean isQueueStated,
            List<String> sharers) {
        /** Copies the list. */
        public Bottleneck {
            sharers = List.copyOf(sharers);
        }
    }

    /**
     * One part of the time.
     *
     * @param name such as {@code propagation} or {@code slow start}
     * @param meaning what it is, here
     * @param nanos what it adds; negative where it saves time
     */
    public record Term(String name, String meaning, long nanos) {}

    /**
     * A model's time for the whole.
     *
     * @param model id
     * @param nanos its time; null if it was left out
     * @param note what to know of it
     */
    public record ModelTime(String model, @Nullable Long nanos, String note) {}

    /** The largest term. */
    public Term dominant() {
        Term largest = terms.get(0);
        for (Term term : terms) {
            if (term.nanos() > largest.nanos()) {
                largest = term;
            }
        }
        return largest;
    }
}
