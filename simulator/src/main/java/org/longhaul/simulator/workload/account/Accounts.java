package org.longhaul.simulator.workload.account;

import java.util.ArrayList;
import java.util.List;
import org.longhaul.simulator.workload.result.ExchangeTiming;
import org.longhaul.simulator.workload.result.StepTimes;
import org.longhaul.simulator.workload.result.TimeSpent;

/** Totals of a run: time by worker, and the fingerprint over all steps and exchanges. */
public final class Accounts {

    private static final long BASE = 0x9E3779B97F4A7C15L;

    private final long[] compute;
    private final long[] exposed;
    private final long[] waiting;
    private final long[] idle;
    private long fingerprint = 0x6A09E667F3BCC908L;
    private long items;

    public Accounts(int workers) {
        this.compute = new long[workers];
        this.exposed = new long[workers];
        this.waiting = new long[workers];
        this.idle = new long[workers];
    }

    void addStep(StepTimes times) {
        long hash = compute.length;
        for (int w = 0; w < compute.length; w++) {
            compute[w] += times.computeNanos(w);
            exposed[w] += times.exposedCommunicationNanos(w);
            waiting[w] += times.waitingForOthersNanos(w);
            idle[w] += times.idleNanos(w);
            hash = mixed(hash, times.endNanos(w) - times.startNanos(w));
        }
        add(hash);
    }

    void addExchange(ExchangeTiming exchange) {
        long hash = mixed(exchange.index(), exchange.startNanos() - exchange.firstArrivalNanos());
        add(mixed(hash, exchange.endNanos() - exchange.startNanos()));
    }

    /** What they are now. */
    Mark mark() {
        return new Mark(compute.clone(), exposed.clone(), waiting.clone(), idle.clone(), fingerprint, items);
    }

    /** Accounts at some moment. */
    public static final class Mark {
        private final long[] compute;
        private final long[] exposed;
        private final long[] waiting;
        private final long[] idle;
        private final long fingerprint;
        private final long items;

        private Mark(long[] compute, long[] exposed, long[] waiting, long[] idle, long fingerprint, long items) {
            this.compute = compute;
            this.exposed = exposed;
            this.waiting = waiting;
            this.idle = idle;
            this.fingerprint = fingerprint;
            this.items = items;
        }
    }

    /** Adds again, so many times, what was added since a mark. */
    void addAgain(Mark since, long times) {
        for (int w = 0; w < compute.length; w++) {
            compute[w] += times * (compute[w] - since.compute[w]);
            exposed[w] += times * (exposed[w] - since.exposed[w]);
            waiting[w] += times * (waiting[w] - since.waiting[w]);
            idle[w] += times * (idle[w] - since.idle[w]);
        }
        long added = items - since.items;
        long power = 1;
        for (long i = 0; i < added; i++) {
            power *= BASE;
        }
        long cycle = fingerprint - since.fingerprint * power;
        // x -> x * power + cycle, so many times: twice the same is x -> x * power^2 + cycle * power + cycle.
        for (long left = times; left > 0; left >>= 1) {
            if ((left & 1) == 1) {
                fingerprint = fingerprint * power + cycle;
            }
            cycle += cycle * power;
            power *= power;
        }
        items += times * added;
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

    // A polynomial over the items, so that those of many equal cycles need not be gone through one by one. An item is a
    // hash of the durations of one step or exchange.
    private void add(long item) {
        fingerprint = fingerprint * BASE + item;
        items++;
    }

    private static long mixed(long before, long value) {
        long h = (before ^ value) * 0xBF58476D1CE4E5B9L;
        return h ^ (h >>> 31);
    }
}
