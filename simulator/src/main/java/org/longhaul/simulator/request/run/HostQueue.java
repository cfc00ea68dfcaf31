package org.longhaul.simulator.request.run;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import org.longhaul.simulator.workload.clock.SimulatedClock;

/** What one host has to compute: first come, first served, so many at a time. A crash empties it. */
final class HostQueue {

    /** Hears of the end of a computation. */
    @FunctionalInterface
    interface Computed {
        void at(long startNanos, long nowNanos);
    }

    private static final class Computation {
        private final long workNanos;
        private final Computed then;
        private long startNanos;
        private long leftNanos;
        private long sinceNanos;
        private long timer;

        Computation(long workNanos, Computed then) {
            this.workNanos = workNanos;
            this.leftNanos = workNanos;
            this.then = then;
        }
    }

    private final SimulatedClock clock;
    private final int slots;
    private final ArrayDeque<Computation> waiting = new ArrayDeque<>();
    private final List<Computation> running = new ArrayList<>();
    private double slowDown = 1;
    private long waitingNanos;

    /** How often it has crashed: what was begun in another life is gone. */
    private long life;

    private boolean isUp = true;
    private long busyNanos;
    private long givenNanos;
    private long computations;
    private long lost;
    private int longest;

    HostQueue(SimulatedClock clock, int slots) {
        this.clock = clock;
        this.slots = slots;
    }

    long life() {
        return life;
    }

    boolean isUp() {
        return isUp;
    }

    /** Whether it has been up since that life began. */
    boolean isStill(long since) {
        return isUp && life == since;
    }

    void add(long workNanos, Computed then) {
        givenNanos += workNanos;
        computations++;
        Computation made = new Computation(workNanos, then);
        if (running.size() < slots) {
            start(made);
        } else {
            waiting.add(made);
            waitingNanos += workNanos;
            longest = Math.max(longest, waiting.size());
        }
    }

    private void start(Computation next) {
        next.startNanos = clock.nowNanos();
        running.add(next);
        goOn(next);
    }

    private void goOn(Computation next) {
        next.sinceNanos = clock.nowNanos();
        next.timer = clock.schedule(next.sinceNanos + stretched(next.leftNanos), now -> done(next));
    }

    private long stretched(long nanos) {
        return slowDown == 1 ? nanos : Math.round(nanos * slowDown);
    }

    private void done(Computation computed) {
        running.remove(computed);
        long now = clock.nowNanos();
        busyNanos += now - computed.startNanos;
        Computation next = waiting.poll();
        if (next != null) {
            waitingNanos -= next.workNanos;
            start(next);
        }
        computed.then.at(computed.startNanos, now);
    }

    void slowDown(double factor) {
        long now = clock.nowNanos();
        for (Computation each : running) {
            clock.cancel(each.timer);
            each.leftNanos = left(each, now);
        }
        slowDown = factor;
        running.forEach(this::goOn);
    }

    private long left(Computation of, long now) {
        long passed = now - of.sinceNanos;
        return Math.max(0, of.leftNanos - (slowDown == 1 ? passed : Math.round(passed / slowDown)));
    }

    /** Time for all that it has been given and that is not done, at the present pace; what runs in several slots counts once each. */
    long backlogNanos() {
        long now = clock.nowNanos();
        long left = waitingNanos;
        for (Computation each : running) {
            left += left(each, now);
        }
        return stretched(left) / slots;
    }

    /** When something that it were given now would begin, from now, at the present pace: first come, first served. */
    long startsInNanos() {
        if (running.size() < slots) {
            return 0;
        }
        if (slots == 1) {
            return backlogNanos();
        }
        long now = clock.nowNanos();
        PriorityQueue<Long> free = new PriorityQueue<>();
        for (Computation each : running) {
            free.add(left(each, now));
        }
        for (Computation each : waiting) {
            free.add(free.remove() + each.workNanos);
        }
        return stretched(free.remove());
    }

    /** The host crashes, or crashes again before it has started. @return computations that are lost */
    int down() {
        isUp = false;
        life++;
        long now = clock.nowNanos();
        for (Computation each : running) {
            clock.cancel(each.timer);
            busyNanos += now - each.startNanos;
        }
        int gone = running.size() + waiting.size();
        lost += gone;
        running.clear();
        waiting.clear();
        waitingNanos = 0;
        return gone;
    }

    void up(long ofLife) {
        isUp = isUp || life == ofLife;
    }

    HostResult result(int node) {
        long busy = busyNanos;
        for (Computation each : running) {
            busy += clock.nowNanos() - each.startNanos;
        }
        return new HostResult(node, computations, busy, givenNanos, lost, longest);
    }
}
