package org.longhaul.training.communicate;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Counts what training computes and exchanges, to pin a method's communication volume. */
public final class EventCounts implements TrainingListener {
    private final Map<String, Long> elementsByLabel = new TreeMap<>();
    private final List<String> present = new ArrayList<>();
    private final List<String> sent = new ArrayList<>();
    private final List<String> stored = new ArrayList<>();
    private long gradients;
    private long updates;
    private long exchanges;
    private long awaited;
    private long elements;
    private long bytes;
    private double flops;
    private final List<String> passed = new ArrayList<>();

    @Override
    public void heard(TrainingEvent event) {
        if (event instanceof TrainingEvent.Exchanged exchanged) {
            Exchange exchange = exchanged.exchange();
            exchanges++;
            elements += exchange.elements();
            bytes += exchange.bytes();
            elementsByLabel.merge(exchange.label(), exchange.elements(), Long::sum);
            present.add(exchange.label());
        } else if (event instanceof TrainingEvent.Computed) {
            gradients++;
            present.clear();
        } else if (event instanceof TrainingEvent.Passed pass) {
            passed.add(pass.members().ranks() + " " + pass.forward() + " " + pass.backward());
        } else if (event instanceof TrainingEvent.Awaited) {
            awaited++;
        } else if (event instanceof TrainingEvent.Sent send) {
            sent.add(send.exchange().label() + " " + send.exchange().root() + "-" + send.receiver());
        } else if (event instanceof TrainingEvent.Factorized factorized) {
            factorized.flops().forEach(part -> flops += part.flops());
        } else if (event instanceof TrainingEvent.Stored stored) {
            this.stored.add(
                    (stored.isRead() ? "read " : "write ") + stored.members().ranks() + " " + stored.elements());
        } else if (event instanceof TrainingEvent.Updated) {
            updates++;
        }
    }

    /** What was computed beyond the gradients of steps: by whom, forward and backward passes. */
    public List<String> passed() {
        return List.copyOf(passed);
    }

    /** What was sent from one to another, as label, sender and receiver. */
    public List<String> sent() {
        return List.copyOf(sent);
    }

    /** What was written to storage and read from it: by whom, and how many values each. */
    public List<String> stored() {
        return List.copyOf(stored);
    }

    /** Steps whose gradients were computed. */
    public long gradients() {
        return gradients;
    }

    /** Steps whose local update was applied. */
    public long updates() {
        return updates;
    }

    /** Operations of one worker that made bases of subspaces. */
    public double flops() {
        return flops;
    }

    /** Exchanges so far. */
    public long exchanges() {
        return exchanges;
    }

    /** Exchanges that were awaited after others had begun. */
    public long awaited() {
        return awaited;
    }

    /** Values of one worker's payloads, added over all exchanges. */
    public long elements() {
        return elements;
    }

    /** Bytes of one worker's payloads in their wire formats, added over all exchanges. */
    public long bytes() {
        return bytes;
    }

    /** {@link #elements()} by the exchanges' labels. */
    public Map<String, Long> elementsByLabel() {
        return new TreeMap<>(elementsByLabel);
    }

    /** Labels of the exchanges since the last gradients, in order: those of the present step. */
    public List<String> present() {
        return List.copyOf(present);
    }
}
