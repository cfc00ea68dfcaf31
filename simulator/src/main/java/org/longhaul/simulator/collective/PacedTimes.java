package org.longhaul.simulator.collective;

import it.unimi.dsi.fastutil.longs.Long2ObjectOpenHashMap;
import java.util.Arrays;
import org.longhaul.simulator.network.estimate.TermSeconds;
import org.longhaul.simulator.network.estimate.TimeTerm;

/**
 * When each participant of a plan enters its rounds, if it waits for what it receives and for room in its buffers, and for
 * nobody else. A transfer follows those that its pair was given before; each time comes with what the chain of waits behind it
 * is made of.
 *
 * <p>Not thread-safe.
 */
final class PacedTimes implements RoundTimes {

    private final HandOver handOver;
    private final int connections;
    private final double[] entered;
    private final double[] next;
    private final TermSeconds[] termsEntered;
    private final TermSeconds[] termsNext;
    private final Long2ObjectOpenHashMap<Line> lines = new Long2ObjectOpenHashMap<>();
    private final TermSeconds chain = new TermSeconds();
    private final TermSeconds termsReady = new TermSeconds();

    /** What a pair has been given. */
    private static final class Line {
        /** When its last byte is sent. */
        double freeSeconds;

        /** When its last byte is there. */
        double endSeconds;

        final TermSeconds terms = new TermSeconds();
    }

    /** All participants enter the first round. */
    PacedTimes(HandOver handOver, int connections, int participants) {
        this.handOver = handOver;
        this.connections = connections;
        entered = new double[participants];
        next = new double[participants];
        termsEntered = new TermSeconds[participants];
        termsNext = new TermSeconds[participants];
        Arrays.setAll(termsEntered, i -> new TermSeconds());
        Arrays.setAll(termsNext, i -> new TermSeconds());
    }

    @Override
    public double begin(RoundTransfer transfer) {
        double asked = transfer.bytes() > handOver.eagerBytes() ? entered[transfer.target()] : 0;
        return Math.max(Math.max(entered[transfer.source()], asked), line(transfer).endSeconds);
    }

    @Override
    public void add(RoundTransfer transfer, TermSeconds terms) {
        int source = transfer.source();
        int target = transfer.target();
        long bytes = transfer.bytes();
        double backSeconds = transfer.path().backLatencySeconds();
        double ready = ready(source, target, bytes, transfer.path().latencySeconds(), backSeconds);
        Line line = line(transfer);
        double begin = Math.max(ready, line.freeSeconds);
        chain.copy(line.freeSeconds > ready ? line.terms : termsReady);
        double latency = terms.get(TimeTerm.LATENCY);
        double seconds = terms.total();
        double sending = seconds - latency;
        line.freeSeconds = begin + sending;
        line.endSeconds = begin + seconds;
        line.terms.copy(chain);
        line.terms.add(terms, 1);
        plus(line.terms, TimeTerm.LATENCY, -latency);
        chain.add(terms, 1);
        waitUntil(target, begin + seconds, chain);

        double held = (double) connections * handOver.bytesPerConnection(connections);
        // What must be acknowledged for the rest to fit was sent so much before the end.
        double handed = bytes == 0 ? ready : begin + sending * (1 - held / bytes) + latency + backSeconds;
        if (handed > ready && held < bytes + sentBefore(ready, begin, sending, bytes)) {
            chain.copy(termsReady);
            double wait = handed - ready;
            double way = Math.min(wait, latency + backSeconds);
            plus(chain, TimeTerm.LATENCY, way);
            for (TimeTerm term : TimeTerm.values()) {
                if (term != TimeTerm.LATENCY && sending > 0) {
                    plus(chain, term, (wait - way) * terms.get(term) / sending);
                }
            }
            waitUntil(source, handed, chain);
        }
    }

    /** What of earlier transfers is still to be sent when one is ready, as if it were sent at the rate of this one, bytes. */
    private static double sentBefore(double ready, double begin, double sending, long bytes) {
        return sending > 0 ? (begin - ready) * bytes / sending : 0;
    }

    /** When a transfer may be sent, after its request and the answer if it has one; leaves what that is made of. */
    private double ready(int source, int target, long bytes, double thereSeconds, double backSeconds) {
        double ready = entered[source];
        termsReady.copy(termsEntered[source]);
        if (bytes > handOver.eagerBytes()) {
            if (entered[target] > ready + thereSeconds) {
                ready = entered[target];
                termsReady.copy(termsEntered[target]);
            } else {
                ready += thereSeconds;
                plus(termsReady, TimeTerm.LATENCY, thereSeconds);
            }
            ready += backSeconds;
            plus(termsReady, TimeTerm.LATENCY, backSeconds);
        }
        return ready;
    }

    @Override
    public void endRound() {
        for (int i = 0; i < entered.length; i++) {
            if (next[i] > entered[i]) {
                entered[i] = next[i];
                termsEntered[i].copy(termsNext[i]);
            }
        }
    }

    @Override
    public double seconds() {
        return entered.length == 0 ? 0 : entered[last()];
    }

    @Override
    public TermSeconds terms() {
        return termsEntered[last()];
    }

    private int last() {
        int last = 0;
        for (int i = 1; i < entered.length; i++) {
            last = entered[i] > entered[last] ? i : last;
        }
        return last;
    }

    private void waitUntil(int participant, double until, TermSeconds terms) {
        if (until > next[participant]) {
            next[participant] = until;
            termsNext[participant].copy(terms);
        }
    }

    private Line line(RoundTransfer transfer) {
        return lines.computeIfAbsent(transfer.pair(), any -> new Line());
    }

    private static void plus(TermSeconds terms, TimeTerm term, double seconds) {
        terms.set(term, terms.get(term) + seconds);
    }
}
