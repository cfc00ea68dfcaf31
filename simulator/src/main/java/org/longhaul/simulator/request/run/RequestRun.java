package org.longhaul.simulator.request.run;

import com.google.common.primitives.ImmutableLongArray;
import it.unimi.dsi.fastutil.longs.Long2ObjectOpenHashMap;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.longhaul.simulator.network.ConnectionRules;
import org.longhaul.simulator.network.Network;
import org.longhaul.simulator.network.TransferStatus;
import org.longhaul.simulator.request.HostPower;
import org.longhaul.simulator.request.Work;
import org.longhaul.simulator.workload.clock.SimulatedClock;
import org.longhaul.simulator.workload.execution.NetworkSetup;
import org.longhaul.simulator.workload.run.EventBudget;
import org.longhaul.simulator.workload.run.EventMeter;
import org.longhaul.simulator.workload.run.RunConditions;
import org.longhaul.simulator.workload.run.RunSurroundings;

/**
 * Runs requests on a simulated network: they arrive, services act on what has arrived, hosts compute first come first served,
 * messages cross the network beside each other and beside whatever else there is.
 *
 * <p><b>Messages.</b> Those of a pair of hosts share a number of connections; each takes the one with the fewest messages. A
 * message is lost if its sender or its receiver goes down before it is there; over a broken path it waits, as the recovery rules
 * and the network say. The network carries on what is lost, once it can: its senders do not know.
 *
 * <p><b>Crashes.</b> A host that crashes has lost what it computed and what was queued; it starts empty when it is up again and
 * the restart time of the incident is over.
 *
 * <p><b>End.</b> The run is over when no more requests arrive and each is answered or abandoned, or when nothing is left that
 * could change what the others wait for.
 *
 * <p>Not thread-safe. Runs once.
 */
public final class RequestRun implements RunSurroundings.Subject {

    private final NetworkSetup setup;
    private final HostPower power;
    private final long giveUpNanos;
    private final int connections;
    private final RunSurroundings surroundings;
    private final SimulatedClock clock;
    private final Network network;
    private final HostQueue[] hosts;
    private final List<LiveStream> streams = new ArrayList<>();
    private final Long2ObjectOpenHashMap<int[]> underWay = new Long2ObjectOpenHashMap<>();

    /** The request in whose continuation the run is. */
    private @Nullable LiveRequest current;

    /** Arrivals, computations and timers that are still to come. */
    private long due;

    private long lastArrivalNanos;
    private long deliveredBytes;

    /**
     * A run.
     *
     * @param setup the network
     * @param power how fast its hosts compute
     * @param connections of a pair of hosts, each way; 1 to {@value ConnectionRules#CHANNELS}
     * @param conditions what else happens on the network
     * @param streams the services with their requests; those on one host share it
     */
    public RequestRun(
            NetworkSetup setup,
            HostPower power,
            int connections,
            RunConditions conditions,
            List<RequestStream> streams) {
        if (connections < 1 || connections > ConnectionRules.CHANNELS) {
            throw new IllegalArgumentException(
                    "connections (" + connections + ") must lie in [1, " + ConnectionRules.CHANNELS + "].");
        }
        Set<String> names = new HashSet<>();
        for (RequestStream each : streams) {
            if (!names.add(each.name())) {
                throw new IllegalArgumentException("two services of a run are called '" + each.name() + "'.");
            }
        }
        this.setup = setup;
        this.power = power;
        this.connections = connections;
        this.giveUpNanos = conditions.recovery().giveUpAfter().toNanos();
        this.surroundings = new RunSurroundings(setup, conditions, this, true);
        this.clock = surroundings.clock();
        this.network = surroundings.network();
        this.hosts = new HostQueue[setup.topology().nodeCount()];
        Arrays.setAll(hosts, node -> new HostQueue(clock, power.slots()));
        streams.forEach(each -> this.streams.add(new LiveStream(this, each)));
    }

    /** Runs to the end. */
    public RequestOutcome run() {
        return run(EventBudget.UNLIMITED);
    }

    /**
     * Runs to the end.
     *
     * @param budget how many events it may take, and who hears meanwhile
     */
    public RequestOutcome run(EventBudget budget) {
        EventMeter meter = new EventMeter(budget);
        surroundings.startTraffic();
        streams.forEach(stream -> stream.awaitNext(0));
        surroundings.startJobs();
        RequestOutcome.Close close = null;
        while (close == null) {
            close = isOver() ? RequestOutcome.Close.ALL_OVER : runNext(meter);
        }
        return outcome(close);
    }

    private boolean isOver() {
        for (LiveStream stream : streams) {
            if (!stream.isOver()) {
                return false;
            }
        }
        return true;
    }

    private RequestOutcome.@Nullable Close runNext(EventMeter meter) {
        long deadline = clock.progressNanos() + giveUpNanos;
        deadline = due > 0 || deadline < 0 ? Long.MAX_VALUE : deadline;
        if (setup.loop().runNextUntil(clock.onLoop(deadline))) {
            return meter.count(clock) ? null : RequestOutcome.Close.EVENTS_SPENT;
        }
        if (setup.loop().pendingEvents() == 0) {
            return RequestOutcome.Close.NOTHING_LEFT;
        }
        setup.loop().runUntil(clock.onLoop(deadline));
        long bytes = 0;
        for (TransferStatus each : network.activeTransfers()) {
            bytes += each.deliveredBytes();
        }
        boolean isFurther = bytes > deliveredBytes;
        deliveredBytes = bytes;
        if (isFurther) {
            clock.progress();
            return null;
        }
        return RequestOutcome.Close.NO_PROGRESS;
    }

    private RequestOutcome outcome(RequestOutcome.Close close) {
        List<HostResult> results = new ArrayList<>();
        for (int node = 0; node < hosts.length; node++) {
            HostResult result = hosts[node].result(node);
            if (result.computations() > 0) {
                results.add(result);
            }
        }
        ImmutableLongArray.Builder payload = ImmutableLongArray.builder();
        ImmutableLongArray.Builder wire = ImmutableLongArray.builder();
        for (int arc = 0; arc < setup.topology().arcCount(); arc++) {
            payload.add(setup.network().arcPayloadBytes(arc));
            wire.add(setup.network().arcWireBytes(arc));
        }
        long end = clock.progressNanos();
        return new RequestOutcome(
                streams.stream().map(stream -> stream.result(end)).toList(),
                results,
                payload.build(),
                wire.build(),
                lastArrivalNanos,
                end,
                close,
                surroundings.result());
    }

    // ---- for the requests ---------------------------------------------------------------------------------------

    SimulatedClock clock() {
        return clock;
    }

    HostQueue host(int node) {
        return hosts[node];
    }

    long nanos(int host, Work work) {
        return power.nanos(host, work);
    }

    /** Whether the run is in a continuation of that request. */
    boolean isIn(LiveRequest request) {
        return current == request;
    }

    /** Goes on with a request. */
    void goOn(LiveRequest with, Runnable then) {
        clock.progress();
        LiveRequest before = current;
        current = with;
        try {
            then.run();
        } finally {
            current = before;
        }
    }

    /** Something of ours happens at a time. */
    void at(long nanos, Runnable action) {
        due++;
        clock.schedule(nanos, now -> {
            due--;
            action.run();
        });
    }

    /** A request arrives at a time. */
    void arrives(long nanos, Runnable action) {
        at(nanos, () -> {
            lastArrivalNanos = nanos;
            action.run();
        });
    }

    /** Something is computed: it is due until it is done, or its host has gone down. */
    void compute(int host, long workNanos, HostQueue.Computed then) {
        due++;
        hosts[host].add(workNanos, (start, now) -> {
            due--;
            then.at(start, now);
        });
    }

    /** Sends on the connection of the pair that is used least. */
    void send(int from, int to, long bytes, Runnable there) {
        if (from == to) {
            at(clock.nowNanos(), there);
            return;
        }
        int[] busy =
                underWay.computeIfAbsent((long) from * setup.topology().nodeCount() + to, pair -> new int[connections]);
        int least = 0;
        for (int i = 1; i < busy.length; i++) {
            if (busy[i] < busy[least]) {
                least = i;
            }
        }
        int channel = least;
        busy[channel]++;
        network.send(from, to, bytes, channel, now -> {
            busy[channel]--;
            there.run();
        });
    }

    // ---- what happens to hosts ----------------------------------------------------------------------------------

    @Override
    public void nodeDown(int node) {
        due -= hosts[node].down();
    }

    @Override
    public void nodeUp(int node, long resumeNanos) {
        long life = hosts[node].life();
        at(Math.max(clock.nowNanos(), resumeNanos), () -> hosts[node].up(life));
    }

    @Override
    public void slowDown(int node, double factor) {
        hosts[node].slowDown(factor);
    }
}
