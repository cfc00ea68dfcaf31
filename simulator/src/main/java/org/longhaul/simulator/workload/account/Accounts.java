package org.longhaul.simulator.workload.account;

import java.util.ArrayList;
import java.util.List;
import org.longhaul.simulator.workload.result.ExchangeTiming;
import org.longhaul.simulator.workload.result.StepTimes;
import org.longhaul.simulator.workload.result.TimeSpent;

/** Totals of a run: time by worker, and the fingerprint over all steps and exchanges. */
public final class Accounts {

    private final long[] compute;
    private final long[] exposed;
    private final long[] waiting;
    private final long[] idle;
    private long fingerprint = 0x6A09E667F3BCC908L;

    public Accounts(int workers) {
        this.compute = new long[workers];
        this.exposed = new long[workers];
        this.waiting = new long[workers];
        this.idle = new long[workers];
    }

    void addStep(StepTimes times) {
        for (int w = 0; w < compute.length; w++) {
            compute[w] += times.computeNanos(w);
            exposed[w] += times.exposedCommunicationNanos(w);
            waiting[w] += times.waitingForOthersNanos(w);
            idle[w] += times.idleNanos(w);
            mix(times.endNanos(w));
        }
    }

    void addExchange(ExchangeTiming exchange) {
        mix(exchange.step() * 31 + exchange.index());
        mix(exchange.startNanos());
        mix(exchange.endNanos());
    }

    public void addIdle(int worker, long nanos) {
        idle[worker] += nanos;
    }

    public List<TimeSpent> workers() {
        List<TimeSpent> workers = new ArrayList<>();
        for (int w = 0; w < compute.length; w++) {
            workers.add(new TimeSpent(compute[w], exposed[w], waiting[w], idle[w]));
        }
        return workers;
    }

    public long fingerprint() {
        return fingerprint;
    }

    private void mix(long value) {
        long h = (fingerprint ^ value) * 0xBF58476D1CE4E5B9L;
        fingerprint = h ^ (h >>> 31);
    }
}
