package org.longhaul.simulator.validation;

import java.util.Arrays;
import org.longhaul.simulator.network.CongestionControl;
import org.longhaul.topology.Node;
import org.longhaul.topology.Topology;

/** Hosts of public clouds with a path between them that is wider than what the hosts may send. */
final class CloudBed {

    /** More than any host sends. */
    private static final double PATH_MBIT = 1e6;
    /** Of the links' arcs the one that enters the receiver. */
    private static final int LAST_ARC = 4;

    private final TestBed bed;

    /**
     * Hosts whose socket buffers hold a window.
     *
     * @param maximumWindow the most that a connection can have under way, bytes
     */
    CloudBed(NetworkUnderTest underTest, CongestionControl control, long maximumWindow) {
        bed = new TestBed(underTest, control, maximumWindow, 0);
    }

    /**
     * Payload that a host receives over parallel connections that are opened at once, over the time since then, Gbit/s.
     *
     * @param egressMbit what the sending host may send
     * @param ingressMbit what the receiving host can take
     * @param seconds how long it is measured
     */
    TestBed.RunFigures received(double egressMbit, double ingressMbit, double rttMillis, int streams, double seconds) {
        Topology topology = Topology.builder("two hosts of clouds")
                .node(Node.host("a"))
                .node(Node.switchOf("out"))
                .node(Node.switchOf("in"))
                .node(Node.host("b"))
                .link(bed.link("egress", "a", "out", egressMbit, 0, 0, -1))
                .link(bed.link("between", "out", "in", PATH_MBIT, rttMillis / 2, 0, -1))
                .link(bed.link("ingress", "in", "b", ingressMbit, 0, 0, -1))
                .build();
        int from = topology.nodeIndex("a");
        int to = topology.nodeIndex("b");
        return bed.runs(topology, false, run -> {
            for (int stream = 0; stream < streams; stream++) {
                run.endlessFrom(0, from, to, stream);
            }
            double[] gigabits = TestBed.ratesBetween(run, 0, seconds, LAST_ARC);
            Arrays.setAll(gigabits, i -> gigabits[i] * 1e-3);
            return gigabits;
        });
    }
}
