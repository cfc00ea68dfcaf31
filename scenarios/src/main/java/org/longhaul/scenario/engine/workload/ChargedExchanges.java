package org.longhaul.scenario.engine.workload;

import java.util.ArrayList;
import java.util.List;
import org.longhaul.simulator.collective.Pattern;
import org.longhaul.simulator.workload.ExchangeSpec;
import org.longhaul.training.communicate.Exchange;

/** The exchanges of a step as they are charged, and how much they are in all. Members may send vectors of different sizes. */
final class ChargedExchanges {
    private final Projection projection;
    private final StepBuilder.Policy policy;
    private final List<ExchangeSpec> specs = new ArrayList<>();
    private long vectorBytes;
    private long chargedBytes;
    private long chargedElements;

    ChargedExchanges(Projection projection, StepBuilder.Policy policy) {
        this.projection = projection;
        this.policy = policy;
    }

    List<ExchangeSpec> specs() {
        return specs;
    }

    /** What the trained tensors encode to, summed over exchanges and the vectors that travel in each. */
    long vectorBytes() {
        return vectorBytes;
    }

    /** The same for the model that is charged. */
    long chargedBytes() {
        return chargedBytes;
    }

    /** Values of the charged model, summed in the same way. */
    long chargedElements() {
        return chargedElements;
    }

    /** Adds an exchange; its number among them. */
    int add(Exchange exchange) {
        long elements = count(exchange);
        return differ(exchange)
                ? add(exchange, exchange.sizes(elements), exchange.totalBytes())
                : add(exchange, exchange.bytes(elements), exchange.bytes());
    }

    /** Counts an exchange that is added bucket by bucket; values of one vector of the charged model. */
    long count(Exchange exchange) {
        long elements = elements(exchange);
        vectorBytes += exchange.totalBytes();
        chargedBytes += exchange.totalBytes(elements);
        chargedElements += elements * exchange.vectors();
        return elements;
    }

    /** Adds what lies between two bytes of the mean vector's, {@code total} in all; its number among the exchanges. */
    int addBucket(Exchange exchange, long from, long to, long total) {
        long trained = proportion(exchange.bytes(), to, total) - proportion(exchange.bytes(), from, total);
        if (!differ(exchange)) {
            return add(exchange, to - from, trained);
        }
        List<Long> sizes = exchange.sizes(elements(exchange)).stream()
                .map(size -> proportion(size, to, total) - proportion(size, from, total))
                .toList();
        return add(exchange, sizes, trained * exchange.vectors());
    }

    /** Whether its vectors have sizes of their own; those of an all-reduce travel as one that is added to on its way. */
    private static boolean differ(Exchange exchange) {
        return exchange.sizes().size() > 1 && exchange.operation() != Exchange.Operation.ALL_REDUCE;
    }

    private long elements(Exchange exchange) {
        long sum = 0;
        for (long part : projection.elements(exchange)) {
            sum += part;
        }
        return sum;
    }

    private static long proportion(long trained, long part, long total) {
        return part == total ? trained : (long) ((double) trained * part / total);
    }

    /** Of vectors of the same size. */
    private int add(Exchange exchange, long bytes, long trainedBytes) {
        // The size of what is put together of parts is that of all parts; the root's own stays where it is.
        int parts = exchange.operation().isWholeOfParts() ? exchange.members().size() : 1;
        Pattern pattern = ExchangePatterns.of(exchange.operation());
        return add(exchange, pattern, bytes * parts, trainedBytes * parts, List.of());
    }

    /** Of vectors of these sizes. */
    private int add(Exchange exchange, List<Long> sizes, long trainedBytes) {
        Pattern pattern = ExchangePatterns.ofDifferentSizes(exchange.operation());
        List<Long> parts = ExchangePatterns.parts(exchange, sizes);
        long bytes = parts.stream().mapToLong(Long::longValue).sum();
        return add(exchange, pattern, bytes, trainedBytes, parts);
    }

    private int add(Exchange exchange, Pattern pattern, long bytes, long trainedBytes, List<Long> parts) {
        specs.add(new ExchangeSpec(
                exchange.label(),
                pattern,
                ExchangePatterns.rootFirst(exchange),
                bytes,
                trainedBytes,
                policy.collectiveOf(exchange.label(), pattern),
                parts));
        return specs.size() - 1;
    }
}
