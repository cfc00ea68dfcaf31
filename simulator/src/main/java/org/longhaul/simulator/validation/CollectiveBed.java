package org.longhaul.simulator.validation;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Set;
import org.longhaul.simulator.collective.CollectiveCall;
import org.longhaul.simulator.collective.Collectives;
import org.longhaul.simulator.collective.LibraryProfile;
import org.longhaul.simulator.collective.Pattern;
import org.longhaul.simulator.collective.TopologyHosts;
import org.longhaul.simulator.collective.TransferPlan;
import org.longhaul.simulator.collective.execution.PlanExecutor;
import org.longhaul.simulator.collective.execution.PlanListener;
import org.longhaul.simulator.collective.library.SocketsLibrary;
import org.longhaul.topology.Node;
import org.longhaul.topology.Routing;
import org.longhaul.topology.Routings;
import org.longhaul.topology.Topology;
import org.longhaul.topology.unit.DataSize;

/**
 * The measured collectives, simulated as exchanges over sockets: rings on a star, and two sites of two hosts each. A host's step
 * ended when its receive was complete and its send had been handed to the socket, whose buffer of up to 64 MiB takes any of these
 * parts at once.
 */
final class CollectiveBed {

    private static final double ACCESS_MBIT = 400;
    private static final double ACCESS_ONE_WAY_MILLIS = 0.25;
    private static final int SITE_HOSTS = 4;
    /** How long before its first step a ring beside other traffic has its connections opened, which takes no longer. */
    private static final double CONNECTING_SECONDS = 0.5;

    private static final LibraryProfile SOCKETS = new SocketsLibrary()
            .profile(new SocketsLibrary().defaults(), new DataSize(NetworkUnderTest.MEASURED_WINDOW));

    private final TestBed bed;

    CollectiveBed(TestBed bed) {
        this.bed = bed;
    }

    /** Seconds of each of several ring all-reduces after each other over open connections, and after them their median. */
    TestBed.RunFigures ringSeconds(
            int hosts, long bytes, double mbit, double oneWayMillis, long queueBytes, int repetitions) {
        Topology.Builder star = Topology.builder("star").node(Node.switchOf("switch"));
        for (int host = 0; host < hosts; host++) {
            star.node(Node.host("h" + host));
            star.link(bed.link("l" + host, "h" + host, "switch", mbit, oneWayMillis / 2, 0, queueBytes));
        }
        return seconds(star.build(), "ring", hosts, bytes, repetitions, 0);
    }

    /**
     * The same of a ring that passes through one site and then the other.
     *
     * @param greedySeconds how long before the first a greedy flow begins to cross the line one way; 0 for no such flow
     */
    TestBed.RunFigures ringBySiteSeconds(
            long bytes, double mbit, double oneWayMillis, long queueBytes, int repetitions, double greedySeconds) {
        return seconds(twoSites(mbit, oneWayMillis, queueBytes), "ring", SITE_HOSTS, bytes, repetitions, greedySeconds);
    }

    /**
     * The same of a hierarchical all-reduce: halves are exchanged inside each site, quarters twice between the hosts of one
     * place in either site, halves inside again.
     */
    TestBed.RunFigures hierarchicalSeconds(
            long bytes, double mbit, double oneWayMillis, long queueBytes, int repetitions) {
        return seconds(twoSites(mbit, oneWayMillis, queueBytes), "hierarchical", SITE_HOSTS, bytes, repetitions, 0);
    }

    private Topology twoSites(double mbit, double oneWayMillis, long queueBytes) {
        Topology.Builder sites =
                Topology.builder("two sites").node(Node.switchOf("west")).node(Node.switchOf("east"));
        String[] hosts = {"h0", "h1", "h2", "h3", "greedy source", "greedy target"};
        boolean[] west = {true, true, false, false, true, false};
        for (int i = 0; i < hosts.length; i++) {
            sites.node(Node.host(hosts[i], west[i] ? "west" : "east"));
            sites.link(bed.link(
                    "l" + i,
                    hosts[i],
                    west[i] ? "west" : "east",
                    ACCESS_MBIT,
                    ACCESS_ONE_WAY_MILLIS,
                    0,
                    TestBed.SMALLEST_QUEUE_BYTES));
        }
        return sites.link(bed.link("line", "west", "east", mbit, oneWayMillis, 0, queueBytes))
                .build();
    }

    private TestBed.RunFigures seconds(
            Topology topology, String collective, int hosts, long bytes, int repetitions, double greedySeconds) {
        int[] nodes = new int[hosts];
        Arrays.setAll(nodes, host -> topology.nodeIndex("h" + host));
        Routing routing = Routings.shortestLatency(topology);
        TransferPlan plan = Collectives.withDefaults()
                .get(collective)
                .plan(new CollectiveCall(
                        Pattern.ALL_REDUCE, bytes, nodes, new TopologyHosts(topology, routing, nodes)));
        return bed.runs(topology, false, run -> {
            if (greedySeconds > 0) {
                run.endlessFrom(0, topology.nodeIndex("greedy source"), topology.nodeIndex("greedy target"), 0);
                run.runUntilSeconds(greedySeconds - CONNECTING_SECONDS);
                connect(plan, run);
                run.runUntilSeconds(greedySeconds);
            } else {
                connect(plan, run);
                run.loop.run();
            }
            PlanExecutor executor = new PlanExecutor(
                    topology, routing, run.loop, run.network, new UnwatchedHost(), 1, hosts + 1, false, SOCKETS);
            return new Repetitions(plan, repetitions, run).seconds(executor);
        });
    }

    /** Opens the connections that a plan uses by a byte on each; they are open when the loop has run empty. */
    private static void connect(TransferPlan plan, TestBed.Running run) {
        for (int participant = 0; participant < plan.participants(); participant++) {
            int source = plan.node(participant);
            Set<Integer> targets = new LinkedHashSet<>();
            for (int round = 0; round < plan.rounds(); round++) {
                plan.sends(round, participant, (target, first, count, reduce) -> targets.add(plan.node(target)));
            }
            targets.forEach(target -> run.network.send(source, target, 1, 0, now -> {}));
        }
    }

    /** A plan several times over, and when the last participant was through each time. */
    private static final class Repetitions implements PlanListener {
        private final TransferPlan plan;
        private final TestBed.Running run;
        private final long[] ends;
        private boolean isDone;

        Repetitions(TransferPlan plan, int times, TestBed.Running run) {
            this.plan = plan;
            this.run = run;
            ends = new long[times];
        }

        /** Seconds of each, and after them their median. */
        double[] seconds(PlanExecutor executor) {
            long from = run.loop.nowNanos();
            executor.start(new RepeatedPlan(plan, ends.length), null, this);
            while (!isDone && run.loop.runNext()) {
                // The listeners carry on.
            }
            if (!isDone) {
                throw new IllegalStateException("The exchange stands still: " + run.network.activeTransfers());
            }
            double[] seconds = new double[ends.length];
            for (int i = 0; i < ends.length; i++) {
                seconds[i] = (ends[i] - from) * 1e-9;
                from = ends[i];
            }
            double[] all = Arrays.copyOf(seconds, seconds.length + 1);
            all[seconds.length] = NetworkValidation.medianOf(seconds);
            return all;
        }

        @Override
        public void roundEntered(int participant, int round) {
            if (round > 0 && round % plan.rounds() == 0) {
                int through = round / plan.rounds() - 1;
                ends[through] = Math.max(ends[through], run.loop.nowNanos());
            }
        }

        @Override
        public void participantDone(int participant) {}

        @Override
        public void planDone() {
            isDone = true;
        }
    }
}
