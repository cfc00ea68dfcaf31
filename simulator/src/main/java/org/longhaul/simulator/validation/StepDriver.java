package org.longhaul.simulator.validation;

import java.util.Arrays;
import java.util.List;

/**
 * Hosts that go through steps, each a send and a receive, as the measurements' programs did.
 *
 * <p>A host's step ends when its receive is complete and its send has been handed to the socket, whose buffer of up to 64 MiB
 * takes any of these chunks at once: a host waits for what it receives and not for what it sends to arrive. Sends to one host
 * follow each other on one connection in order.
 */
final class StepDriver {

    /**
     * One step of a host.
     *
     * @param to the host that it sends to
     * @param from the host that it receives from
     * @param bytes of either
     */
    record Step(int to, int from, long bytes) {}

    private final TestBed.Running run;
    private final int[] nodes;
    private final List<List<Step>> steps;
    // Of each host: the steps that it has begun, and what it has waited for and received from each other host.
    private final int[] begun;
    private final int[][] awaited;
    private final int[][] received;
    private final long[] ends;
    private int hostsDone;
    private long start;

    /**
     * A driver that has not begun.
     *
     * @param run the run
     * @param nodes the hosts' nodes
     * @param steps of each host, which it goes through in every repetition
     * @param repetitions how often
     */
    StepDriver(TestBed.Running run, int[] nodes, List<List<Step>> steps, int repetitions) {
        this.run = run;
        this.nodes = nodes;
        this.steps = steps;
        begun = new int[nodes.length];
        awaited = new int[nodes.length][nodes.length];
        received = new int[nodes.length][nodes.length];
        ends = new long[repetitions];
    }

    /** Opens the connections that the steps use by a byte on each; they are open when the loop has run empty. */
    void connect() {
        for (int host = 0; host < nodes.length; host++) {
            int from = host;
            steps.get(host).stream()
                    .mapToInt(Step::to)
                    .distinct()
                    .forEach(to -> run.network.send(nodes[from], nodes[to], 1, 0, now -> {}));
        }
    }

    /** Goes through all repetitions and returns the seconds of each, and after them their median. */
    double[] seconds() {
        start = run.loop.nowNanos();
        for (int host = 0; host < nodes.length; host++) {
            begin(host);
        }
        while (hostsDone < nodes.length && run.loop.runNext()) {
            // The listeners carry on.
        }
        if (hostsDone < nodes.length) {
            throw new IllegalStateException("The steps stand still: " + run.network.activeTransfers());
        }
        double[] seconds = new double[ends.length];
        long from = start;
        for (int i = 0; i < ends.length; i++) {
            seconds[i] = (ends[i] - from) * 1e-9;
            from = ends[i];
        }
        double[] all = Arrays.copyOf(seconds, seconds.length + 1);
        all[seconds.length] = NetworkValidation.medianOf(seconds);
        return all;
    }

    private void begin(int host) {
        List<Step> own = steps.get(host);
        Step step = own.get(begun[host]++ % own.size());
        awaited[host][step.from()]++;
        run.network.send(nodes[host], nodes[step.to()], step.bytes(), 0, now -> {
            received[step.to()][host]++;
            advance(step.to(), now);
        });
    }

    private void advance(int host, long now) {
        List<Step> own = steps.get(host);
        while (begun[host] > 0) {
            Step step = own.get((begun[host] - 1) % own.size());
            if (received[host][step.from()] < awaited[host][step.from()]) {
                return;
            }
            int repetition = begun[host] / own.size();
            if (begun[host] % own.size() == 0) {
                ends[repetition - 1] = Math.max(ends[repetition - 1], now);
                if (repetition == ends.length) {
                    hostsDone++;
                    return;
                }
            }
            begin(host);
        }
    }
}
