package org.longhaul.simulator.validation;

import java.util.List;
import org.longhaul.simulator.event.EventPriority;
import org.longhaul.topology.Node;
import org.longhaul.topology.Topology;

/** Flows that meet: over several bottlenecks, one after the other, and many at once at one port. */
final class SharedLinkBed {

    private static final double ACCESS_MBIT = 400;

    private final TestBed bed;

    SharedLinkBed(TestBed bed) {
        this.bed = bed;
    }

    /**
     * Payload rates of a flow over several hops and of one flow over each hop alone, from 10 s to 40 s, the long one
     * first, Mbit/s.
     */
    TestBed.RunFigures parkingLot(int hops, double mbit, double hopMillis, long queueBytes) {
        Topology.Builder lot = Topology.builder("parking lot").node(Node.switchOf("s0"));
        for (int hop = 0; hop < hops; hop++) {
            lot.node(Node.switchOf("s" + (hop + 1)));
        }
        access(lot, "long source", "s0");
        for (int hop = 0; hop < hops; hop++) {
            access(lot, "source " + hop, "s" + hop);
        }
        access(lot, "long target", "s" + hops);
        for (int hop = 0; hop < hops; hop++) {
            access(lot, "target " + hop, "s" + (hop + 1));
            lot.link(bed.link("hop " + hop, "s" + hop, "s" + (hop + 1), mbit, hopMillis, 0, queueBytes));
        }
        Topology topology = lot.build();
        int[] sourceArcs = new int[hops + 1];
        for (int flow = 0; flow <= hops; flow++) {
            sourceArcs[flow] = 2 * flow;
        }
        return bed.runs(topology, true, run -> {
            run.endless(topology.nodeIndex("long source"), topology.nodeIndex("long target"), 0);
            for (int hop = 0; hop < hops; hop++) {
                run.endless(topology.nodeIndex("source " + hop), topology.nodeIndex("target " + hop), 0);
            }
            return TestBed.ratesBetween(run, 10, 40, sourceArcs);
        });
    }

    private void access(Topology.Builder topology, String host, String at) {
        topology.node(Node.host(host))
                .link(bed.link("to " + host, host, at, ACCESS_MBIT, 0, 0, TestBed.SMALLEST_QUEUE_BYTES));
    }

    /**
     * Payload rates of flows that begin one after the other over one link: window by window those of every flow, Mbit/s.
     *
     * @param starts of the flows, seconds
     * @param windows in order, none overlapping
     */
    TestBed.RunFigures latecomers(
            double mbit, double rttMillis, long queueBytes, double[] starts, List<TestBed.Window> windows) {
        return bed.runs(bed.oneLink(mbit, rttMillis, 0, queueBytes), false, run -> {
            for (int flow = 0; flow < starts.length; flow++) {
                run.endlessAbout(starts[flow], 0, 1, flow);
            }
            return ratesByWindow(run, starts.length, windows);
        });
    }

    /** Payload rates of the connections of a run: window by window those of every one, Mbit/s. */
    static double[] ratesByWindow(TestBed.Running run, int connections, List<TestBed.Window> windows) {
        double[] rates = new double[windows.size() * connections];
        for (int i = 0; i < windows.size(); i++) {
            TestBed.Window window = windows.get(i);
            run.runUntilSeconds(window.from());
            for (int channel = 0; channel < connections; channel++) {
                rates[i * connections + channel] = -run.deliveredBytes(channel);
            }
            run.runUntilSeconds(window.to());
            for (int channel = 0; channel < connections; channel++) {
                double bytes = rates[i * connections + channel] + run.deliveredBytes(channel);
                rates[i * connections + channel] = bytes * 8e-6 / (window.to() - window.from());
            }
        }
        return rates;
    }

    /** Seconds until the last and until the first of equal transfers into one port is complete. */
    TestBed.RunFigures incast(
            int senders, long bytes, double mbit, double oneWayMillis, long queueBytes, double startSpreadMillis) {
        Topology.Builder star = Topology.builder("incast").node(Node.switchOf("switch"));
        for (int host = 0; host <= senders; host++) {
            star.node(Node.host("h" + host));
            star.link(bed.link("l" + host, "h" + host, "switch", mbit, oneWayMillis / 2, 0, queueBytes));
        }
        Topology topology = star.build();
        int target = topology.nodeIndex("h0");
        return bed.runs(topology, true, run -> {
            double[] ends = {0, Double.POSITIVE_INFINITY};
            for (int sender = 1; sender <= senders; sender++) {
                int source = topology.nodeIndex("h" + sender);
                long start = Math.round(run.nextPart() * startSpreadMillis * 1e6);
                run.loop.schedule(
                        start,
                        EventPriority.CHANGE,
                        begun -> run.network.send(source, target, bytes, 0, now -> {
                            ends[0] = Math.max(ends[0], now * 1e-9);
                            ends[1] = Math.min(ends[1], now * 1e-9);
                        }));
            }
            run.loop.run();
            return ends;
        });
    }
}
