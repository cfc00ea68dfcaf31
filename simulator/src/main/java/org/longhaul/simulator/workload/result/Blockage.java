package org.longhaul.simulator.workload.result;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.longhaul.simulator.fault.Incident;
import org.longhaul.simulator.network.TransferStatus;

/** One of the things that keep a workload from finishing, as found at the moment when it was given up. */
public sealed interface Blockage {

    /** What is stuck, in a sentence; steps are counted from 1. */
    String words();

    /**
     * A worker is blocked on an exchange.
     *
     * @param worker its index
     * @param exchange label of the exchange
     * @param step index of the step that began the exchange, from 0
     * @param sinceNanos when it came to wait, since the start of the run
     */
    record WaitingWorker(int worker, String exchange, long step, long sinceNanos) implements Blockage {
        @Override
        public String words() {
            return String.format(
                    Locale.ROOT,
                    "worker %d waits for exchange '%s' of step %d since %s s",
                    worker,
                    exchange,
                    step + 1,
                    Stall.seconds(sinceNanos));
        }
    }

    /**
     * Crashes have interrupted a worker's computation.
     *
     * @param worker its index
     * @param attempts how often the computation was begun
     * @param isDown whether the worker waits for its node; else it computes again
     */
    record CrashedWorker(int worker, int attempts, boolean isDown) implements Blockage {
        @Override
        public String words() {
            return String.format(
                    Locale.ROOT,
                    isDown
                            ? "worker %d waits for its node, on which its computation was begun %d times"
                            : "worker %d computes for the %dth time what crashes have interrupted",
                    worker,
                    attempts);
        }
    }

    /**
     * An exchange is not done.
     *
     * @param label of the exchange
     * @param step index of the step that began it, from 0
     * @param state how far it is
     * @param workers those that have not arrived, or whose part is not done
     * @param sinceNanos when its transfers began, since the start of the run; null if they have not
     */
    record OpenExchange(String label, long step, State state, List<Integer> workers, @Nullable Long sinceNanos)
            implements Blockage {

        /** How far an exchange is. */
        public enum State {
            /** Members have not arrived. */
            NOT_BEGUN,
            /** All members have arrived; others come first. */
            QUEUED,
            /** Its transfers are under way. */
            IN_PROGRESS
        }

        public OpenExchange {
            workers = List.copyOf(workers);
        }

        @Override
        public String words() {
            String name = String.format(Locale.ROOT, "exchange '%s' of step %d", label, step + 1);
            return switch (state) {
                case NOT_BEGUN -> name + " has not begun: workers " + workers + " have not arrived";
                case QUEUED -> name + " is queued behind another exchange of its group or its workers";
                case IN_PROGRESS ->
                    name + " is in progress since " + Stall.seconds(sinceNanos == null ? 0 : sinceNanos)
                            + " s: not done for workers " + workers;
            };
        }
    }

    /** A transfer has not arrived. */
    record OpenTransfer(TransferStatus status) implements Blockage {
        @Override
        public String words() {
            return "transfer " + status;
        }
    }

    /** An incident has begun and not ended. */
    record OngoingIncident(Incident incident) implements Blockage {
        @Override
        public String words() {
            return "incident in progress: " + incident.label() + " since " + Stall.seconds(incident.startNanos())
                    + " s, "
                    + (incident.isPermanent() ? "for ever" : "until " + Stall.seconds(incident.endNanos()) + " s");
        }
    }

    /** What else a reader should know: how much is not listed, which setting would help. */
    record Note(String words) implements Blockage {}
}
