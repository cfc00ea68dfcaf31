package org.longhaul.simulator.validation;

import java.time.Duration;
import java.util.Arrays;
import org.longhaul.simulator.collective.CollectiveCall;
import org.longhaul.simulator.collective.Collectives;
import org.longhaul.simulator.collective.LibraryProfile;
import org.longhaul.simulator.collective.Pattern;
import org.longhaul.simulator.collective.TopologyHosts;
import org.longhaul.simulator.collective.TransferPlan;
import org.longhaul.simulator.collective.execution.PlanExecutor;
import org.longhaul.simulator.collective.execution.PlanListener;
import org.longhaul.simulator.network.CongestionControl;
import org.longhaul.simulator.network.HostBuffers;
import org.longhaul.topology.Link;
import org.longhaul.topology.Node;
import org.longhaul.topology.Routing;
import org.longhaul.topology.Routings;
import org.longhaul.topology.Topology;
import org.longhaul.topology.unit.Bandwidth;
import org.longhaul.topology.unit.DataSize;

/** Hosts that a communication library joins, with a rate and a delay on what each one sends, or on its link. */
final class LibraryBed {

    /** What such a host can take, Gbit/s: a p3.2xlarge has "up to 10". */
    private static final double INGRESS_GBIT = 10;

    private final TestBed bed;
    private final long queueBytes;
    private final double ingressGbit;

    /** Largest packets between Amazon's hosts (EC2 user guide, network MTU), bytes. */
    private static final int PACKET_BYTES = 9_001;
    /**
     * Room in front of what shapes a host's packets: netem's default limit of 1,000 (tc-netem(8)), which counts what the kernel
     * hands it, up to 64 KiB at once of segments that are cut later ({@code GSO_MAX_SIZE}).
     */
    private static final long QUEUE_BYTES = 1_000L << 16;

    private LibraryBed(TestBed bed, long queueBytes, double ingressGbit) {
        this.bed = bed;
        this.queueBytes = queueBytes;
        this.ingressGbit = ingressGbit;
    }

    /** Hosts of Amazon's, of which netem shapes what they send. */
    static LibraryBed shapedEgress(NetworkUnderTest underTest, CongestionControl control) {
        TestBed bed = new TestBed(underTest, control, HostBuffers.LINUX_DEFAULT.window(), PACKET_BYTES, 0);
        return new LibraryBed(bed, QUEUE_BYTES, INGRESS_GBIT);
    }

    /** Hosts as Linux comes, behind links that have one rate in both directions and a stated queue. */
    static LibraryBed shapedLinks(NetworkUnderTest underTest, CongestionControl control, double gbit, long queueBytes) {
        TestBed bed = new TestBed(underTest, control, HostBuffers.LINUX_DEFAULT.window(), 0);
        return new LibraryBed(bed, queueBytes, gbit);
    }

    /** Seconds of the second of two all-reduces by a ring, over connections that the first one has opened. */
    TestBed.RunFigures allReduceSeconds(
            LibraryProfile library, int connections, int hosts, long bytes, double egressGbit, double oneWayMillis) {
        Topology.Builder star = Topology.builder("shaped hosts").node(Node.switchOf("switch"));
        for (int host = 0; host < hosts; host++) {
            star.node(Node.host("h" + host));
            star.link(new Link(
                    "l" + host,
                    "h" + host,
                    "switch",
                    new Bandwidth(Math.round(egressGbit * 1e9)),
                    new Bandwidth(Math.round(ingressGbit * 1e9)),
                    Duration.ofNanos(Math.round(oneWayMillis * 1e6 / 2)),
                    0,
                    new DataSize(queueBytes),
                    null));
        }
        Topology topology = star.build();
        int[] nodes = new int[hosts];
        Arrays.setAll(nodes, host -> topology.nodeIndex("h" + host));
        Routing routing = Routings.shortestLatency(topology);
        TransferPlan plan = Collectives.withDefaults()
                .get("ring")
                .plan(new CollectiveCall(
                        Pattern.ALL_REDUCE, bytes, nodes, new TopologyHosts(topology, routing, nodes)));
        return bed.runs(topology, false, run -> {
            PlanExecutor executor = new PlanExecutor(
                    topology,
                    routing,
                    run.loop,
                    run.network,
                    new UnwatchedHost(),
                    connections,
                    hosts + 1,
                    false,
                    library);
            Stopwatch watch = new Stopwatch(executor, plan, run);
            watch.start();
            run.loop.run();
            return new double[] {watch.seconds()};
        });
    }

    /** Runs a plan twice. */
    private static final class Stopwatch implements PlanListener {
        private final PlanExecutor executor;
        private final TransferPlan plan;
        private final TestBed.Running run;
        private long since = -1;
        private double seconds = Double.NaN;

        Stopwatch(PlanExecutor executor, TransferPlan plan, TestBed.Running run) {
            this.executor = executor;
            this.plan = plan;
            this.run = run;
        }

        void start() {
            executor.start(plan, null, this);
        }

        double seconds() {
            return seconds;
        }

        @Override
        public void participantDone(int participant) {}

        @Override
        public void planDone() {
            if (since < 0) {
                since = run.loop.nowNanos();
                start();
            } else {
                seconds = (run.loop.nowNanos() - since) * 1e-9;
            }
        }
    }
}
