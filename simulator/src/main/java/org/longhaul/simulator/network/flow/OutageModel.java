package org.longhaul.simulator.network.flow;

import org.longhaul.simulator.event.EventLoop;
import org.longhaul.simulator.event.EventPriority;
import org.longhaul.simulator.network.flow.fluid.FlowConnection;
import org.longhaul.simulator.network.flow.fluid.FlowConnection.Attempt;
import org.longhaul.simulator.network.flow.fluid.FlowConnection.Phase;
import org.longhaul.simulator.network.flow.fluid.Fluid;
import org.longhaul.simulator.network.flow.fluid.LinkLedger;
import org.longhaul.simulator.network.flow.fluid.Path;
import org.longhaul.simulator.network.flow.tcp.RandomLosses;
import org.longhaul.simulator.network.flow.tcp.WindowModel;

/**
 * What a transfer of the {@code flow} network does while its path is broken: an arc of it is down, or no route is known.
 *
 * <p><b>Without TCP's timeouts</b> time stands still for it, its latency included, and it goes on at the moment at which the
 * path is whole again.
 *
 * <p><b>With them</b> what is under way is lost. The sender probes two round trips and 2 ms after the last acknowledgement
 * that reaches it (RFC 8985, section 7.2), times out when the oldest lost byte is a retransmission timeout old (a round trip
 * and 200 ms, as Linux has it), and then again and again, after twice as long each time up to 120 s (RFC 6298, section 5). It
 * goes on with the first of these that crosses the path: after a probe with the window that a loss leaves, after a timeout in
 * slow start from one segment up to what a loss would have left of the window (RFC 5681, section 3.1; RFC 9438, section 4.8).
 * The set-up of a connection is tried again after 1 s, then after twice as long each time up to 120 s. A direction that is
 * down for acknowledgements alone stops the data as well.
 *
 * <p>Nothing is scheduled while a path is broken: when it is whole again the times of the tries that were in vain are passed
 * over, so that a run whose path stays broken comes to its end.
 *
 * <p><b>Validity.</b> The break takes effect on arrivals at once: what has crossed the broken arc and is still on its way is
 * taken for lost as well. Data that acknowledgements still under way would have clocked out across an outage shorter than a
 * round trip is not modelled.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6298">RFC 6298, Computing TCP's Retransmission Timer</a>
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8985">RFC 8985, The RACK-TLP Loss Detection Algorithm for TCP</a>
 */
final class OutageModel {

    private static final long UNKNOWN = -1;

    private final FlowNetwork network;
    private final Fluid fluid;
    private final EventLoop loop;
    private final LinkLedger ledger;
    private final boolean retransmits;

    OutageModel(FlowNetwork network) {
        this.network = network;
        fluid = network.fluid;
        ledger = fluid.ledger;
        loop = fluid.loop;
        retransmits = fluid.settings.retransmissionTimeout();
    }

    /** Whether nothing gets through: the path, or with retransmission the way of the acknowledgements, is broken. */
    boolean isBroken(FlowConnection connection) {
        return !connection.isRouted() || brokenArc(connection) >= 0;
    }

    /** The first arc that is down, or -1. */
    int brokenArc(FlowConnection connection) {
        int arc = fluid.states.firstDown(connection.arcs);
        return arc < 0 && retransmits ? fluid.states.firstDown(connection.reverseArcs) : arc;
    }

    // --- the first byte ---

    /** A transfer begins on a connection that never had a path. */
    void awaitRoute(FlowConnection connection) {
        connection.arrivalNanos = UNKNOWN;
        if (retransmits) {
            connection.phase = Phase.STALLED;
            if (connection.attempt == Attempt.DATA) {
                connection.attempt = Attempt.TIMEOUT;
                connection.brokenWindow = connection.window;
            }
            advance(connection);
        } else {
            connection.phase = Phase.HELD;
        }
    }

    /** Holds a first byte that would be under way, if time stands still for it. */
    boolean holds(FlowConnection connection) {
        if (retransmits || !isBroken(connection)) {
            return false;
        }
        connection.phase = Phase.HELD;
        connection.arrivalNanos -= loop.nowNanos();
        return true;
    }

    /** A first byte is due: whether it was lost on the way. Then the sender tries again. */
    boolean isLost(FlowConnection connection, long now) {
        if (!retransmits || (!fluid.states.wasEverDown() && connection.isRouted())) {
            return false;
        }
        long sent = connection.sentNanos;
        boolean arrives = !isBroken(connection) && fluid.states.crossed(connection.arcs, sent);
        Attempt attempt = connection.attempt;
        if (attempt == Attempt.SETUP || attempt == Attempt.PROBE) {
            arrives &= fluid.states.crossed(connection.reverseArcs, sent + connection.latencyNanos);
            if (arrives && !fluid.states.crossed(connection.arcs, sent + connection.answerNanos(attempt))) {
                // The answer came, but what it let out is lost.
                arrives = false;
                connection.sentNanos += connection.answerNanos(attempt);
                connection.attempt = Attempt.DATA;
            }
        }
        if (arrives) {
            network.changes.resumes(connection, attempt, now);
            return false;
        }
        ledger.close(connection, 0, 0);
        fluid.requestSolve();
        connection.phase = Phase.STALLED;
        plan(connection);
        await(connection, now);
        return true;
    }

    /** Sets the try after one that was in vain. */
    private void plan(FlowConnection connection) {
        switch (connection.attempt) {
            case DATA -> {
                connection.brokenWindow = connection.window;
                connection.brokenRoundNanos = network.windows.queues.roundNanos(connection);
                connection.unanswered = 0;
                planAfter(connection, connection.sentNanos, connection.sentNanos);
            }
            case SETUP, PROBE, TIMEOUT -> advance(connection);
        }
    }

    // --- tries ---

    /**
     * Sets the first try.
     *
     * @param answeredNanos when the last acknowledgement reached the sender
     * @param oldestNanos when the oldest lost byte was sent
     */
    private void planAfter(FlowConnection connection, long answeredNanos, long oldestNanos) {
        long round = connection.brokenRoundNanos;
        long timeout = round + WindowModel.MINIMUM_TIMEOUT_NANOS;
        long probe = answeredNanos + 2 * round + RandomLosses.PROBE_SLACK_NANOS;
        connection.firstTimeoutNanos = oldestNanos + timeout;
        connection.timeoutNanos = Math.min(RandomLosses.LARGEST_TIMEOUT_NANOS, 2 * timeout);
        boolean probes = probe < connection.firstTimeoutNanos;
        connection.attempt = probes ? Attempt.PROBE : Attempt.TIMEOUT;
        connection.tryNanos = probes ? probe : connection.firstTimeoutNanos;
    }

    private static void advance(FlowConnection connection) {
        if (connection.attempt == Attempt.PROBE) {
            connection.attempt = Attempt.TIMEOUT;
            connection.tryNanos = connection.firstTimeoutNanos;
        } else {
            connection.tryNanos += connection.timeoutNanos;
            connection.timeoutNanos = Math.min(RandomLosses.LARGEST_TIMEOUT_NANOS, 2 * connection.timeoutNanos);
        }
    }

    /** The next try that is not in vain is awaited, unless the path is broken: then nothing is. */
    private void await(FlowConnection connection, long now) {
        if (isBroken(connection)) {
            return;
        }
        while (connection.tryNanos < now) {
            advance(connection);
        }
        connection.event = loop.schedule(connection.tryNanos, EventPriority.ARRIVAL, time -> {
            connection.event = -1;
            tryAgain(connection, time);
        });
    }

    private void tryAgain(FlowConnection connection, long now) {
        ledger.open(connection);
        fluid.requestSolve();
        connection.established = true;
        connection.sentNanos = now;
        network.transfers.depart(connection, now + network.memory.wayNanos(connection, connection.attempt));
    }

    // --- changes of the path ---

    /** The path, the state of an arc of it, or both have changed; the connection has been brought up to date. */
    void changed(FlowConnection connection, long now) {
        if (connection.current == null) {
            return;
        }
        boolean broken = isBroken(connection);
        switch (connection.phase) {
            case LEAD -> {
                if (broken && !retransmits) {
                    network.transfers.cancelEvent(connection);
                    holds(connection);
                }
            }
            case FLOW -> {
                if (broken) {
                    interrupt(connection, now);
                }
            }
            case STALLED -> {
                network.transfers.cancelEvent(connection);
                if (connection.brokenNanos == now) {
                    // One direction of a link after the other goes down in one instant.
                    planAfterBreak(connection, now);
                }
                await(connection, now);
            }
            case HELD -> {
                if (!broken) {
                    release(connection, now);
                }
            }
        }
    }

    /** The connection moves to another path. */
    void move(FlowConnection connection, Path to, long now) {
        network.changes.note(connection, now);
        boolean used = connection.usesPath;
        boolean breaks =
                fluid.states.firstDown(to.arcs()) >= 0 || (retransmits && fluid.states.firstDown(to.back()) >= 0);
        if (connection.flow >= 0 && breaks) {
            interrupt(connection, now);
            used = connection.usesPath;
        }
        boolean flows = connection.flow >= 0;
        double cap = flows ? fluid.shares.capLevel(connection.flow) * connection.weight : 0;
        if (flows) {
            network.transfers.cut(connection, now);
        } else if (used) {
            ledger.close(connection, 0, 0);
        }
        connection.take(to);
        connection.survey(fluid.states, fluid.topology, fluid.settings);
        if (flows) {
            network.transfers.goOn(connection, cap, now);
            network.changes.pathChanged(connection, now);
        } else if (used) {
            ledger.open(connection);
        }
    }

    private void release(FlowConnection connection, long now) {
        if (!connection.usesPath) {
            ledger.open(connection);
        }
        if (connection.arrivalNanos == UNKNOWN) {
            connection.sentNanos = now;
            connection.arrivalNanos = network.memory.leadNanos(connection, now);
        }
        network.transfers.depart(connection, now + connection.arrivalNanos);
    }

    /** The path of a flow breaks. */
    private void interrupt(FlowConnection connection, long now) {
        double left = connection.wireBytes - fluid.progress.served(connection.flow, now);
        if (left <= fluid.rates.rate(connection) * 1e-9 + 1e-9) {
            // The last byte arrives at this very moment.
            return;
        }
        network.changes.interrupted(connection);
        network.transfers.cut(connection, now);
        if (!retransmits) {
            connection.phase = Phase.HELD;
            connection.arrivalNanos = 0;
            return;
        }
        connection.phase = Phase.STALLED;
        connection.brokenNanos = now;
        planAfterBreak(connection, now);
        await(connection, now);
    }

    private void planAfterBreak(FlowConnection connection, long now) {
        long underWay = answersStillUnderWayNanos(connection);
        long lostAnswers = fluid.states.latencyNanos(connection.reverseArcs) - underWay;
        connection.unanswered = connection.rateBefore * lostAnswers * 1e-9 / network.windows.segment;
        planAfter(connection, now + underWay, now + underWay - connection.brokenRoundNanos);
    }

    /** How long acknowledgements still reach the sender: those that are past the break, or all if their way is whole. */
    private long answersStillUnderWayNanos(FlowConnection connection) {
        long nanos = 0;
        int[] back = connection.reverseArcs;
        for (int i = back.length - 1; i >= 0 && fluid.states.isUp(back[i]); i--) {
            nanos += fluid.states.latencyNanos(back[i]);
        }
        return nanos;
    }
}
