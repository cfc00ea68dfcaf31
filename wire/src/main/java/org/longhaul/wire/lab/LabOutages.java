package org.longhaul.wire.lab;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.longhaul.topology.unit.Durations;

/** Takes links down and up at their times, and tells what really happened. Thread-safe. */
final class LabOutages {
    private final List<LabOutage> wanted;
    private final Function<String, LabLink> links;
    private final Consumer<String> notes;
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "laboratory-outages");
        thread.setDaemon(true);
        return thread;
    });
    private final List<Outage> outages = new ArrayList<>();

    LabOutages(List<LabOutage> wanted, Function<String, LabLink> links, Consumer<String> notes) {
        this.wanted = wanted;
        this.links = links;
        this.notes = notes;
    }

    private enum State {
        /** It has not begun. */
        AHEAD,
        DOWN,
        /** Nothing more happens. */
        OVER
    }

    private final class Outage {
        private final LabOutage stated;
        private final LabLink link;
        private final OutageListener listener;
        private State state = State.AHEAD;

        Outage(LabOutage stated, LabLink link, OutageListener listener) {
            this.stated = stated;
            this.link = link;
            this.listener = listener;
        }

        void begin() {
            if (state != State.AHEAD) {
                return;
            }
            if (outages.stream().anyMatch(each -> each.state == State.DOWN && each.link == link)) {
                fail("is down already, so that the outage after " + Durations.format(stated.at()) + " is left out");
                return;
            }
            try {
                link.down();
            } catch (RuntimeException e) {
                fail("cannot be taken down: " + e.getMessage());
                return;
            }
            state = State.DOWN;
            listener.down(link.id());
            notes.accept("link " + link.id() + " is down for " + Durations.format(stated.lasts()));
        }

        void end() {
            if (state != State.DOWN) {
                return;
            }
            try {
                link.up();
            } catch (RuntimeException e) {
                fail("cannot be taken up again: " + e.getMessage());
                return;
            }
            state = State.OVER;
            listener.up(link.id());
            notes.accept("link " + link.id() + " is up");
        }

        void leave() {
            if (state == State.DOWN) {
                end();
            } else if (state == State.AHEAD) {
                fail("stays up: what its outage was counted from ended before it");
            }
        }

        private void fail(String why) {
            state = State.OVER;
            listener.failed(link.id(), why);
            notes.accept("link " + link.id() + " " + why);
        }
    }

    /**
     * Those that are counted from a beginning happen at their times from now on.
     *
     * @param method what begins; null for the whole
     */
    synchronized void begin(@Nullable String method, OutageListener listener) {
        for (LabOutage each : wanted) {
            if (Objects.equals(each.method(), method)) {
                Outage outage = new Outage(each, links.apply(each.link()), listener);
                outages.add(outage);
                long at = each.at().toNanos();
                schedule(outage::begin, at);
                schedule(outage::end, at + each.lasts().toNanos());
            }
        }
    }

    /** What fails there is told by the outage itself; nothing else can. */
    private void schedule(Runnable work, long nanos) {
        var unused = clock.schedule(
                () -> {
                    synchronized (this) {
                        work.run();
                    }
                },
                nanos,
                TimeUnit.NANOSECONDS);
    }

    /** No more of those that are counted from a method's beginning happen; what is down comes up. */
    synchronized void end(String method) {
        outages.stream().filter(each -> method.equals(each.stated.method())).forEach(Outage::leave);
        outages.removeIf(each -> method.equals(each.stated.method()));
    }

    /** No more of them happen; links that are down come up. */
    synchronized void end() {
        outages.forEach(Outage::leave);
        outages.clear();
    }

    /** The laboratory is about to be removed. */
    void shutDown() {
        clock.shutdownNow();
    }
}
