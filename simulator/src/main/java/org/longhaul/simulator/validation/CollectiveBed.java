package org.longhaul.simulator.validation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.longhaul.topology.Node;
import org.longhaul.topology.Topology;

/** The measured collectives, simulated: rings on a star, and two sites of two hosts each. */
final class CollectiveBed {

    private static final double ACCESS_MBIT = 400;
    private static final double ACCESS_ONE_WAY_MILLIS = 0.25;
    private static final int SITE_HOSTS = 4;
    /** How long before its first step a ring beside other traffic has its connections opened, which takes no longer. */
    private static final double CONNECTING_SECONDS = 0.5;

    private final TestBed bed;

    CollectiveBed(TestBed bed) {
        this.bed = bed;
    }

    /** Seconds of each of several ring all-reduces after each other over open connections, and after them their median. */
    double[] ringSeconds(int hosts, long bytes, double mbit, double oneWayMillis, long queueBytes, int repetitions) {
        Topology.Builder star = Topology.builder("star").node(Node.switchOf("switch"));
        for (int host = 0; host < hosts; host++) {
            star.node(Node.host("h" + host));
            star.link(bed.link("l" + host, "h" + host, "switch", mbit, oneWayMillis / 2, 0, queueBytes));
        }
        return seconds(star.build(), ring(hosts, bytes), repetitions, 0);
    }

    /**
     * The same of a ring that passes through one site and then the other.
     *
     * @param greedySeconds how long before the first a greedy flow begins to cross the line one way; 0 for no such flow
     */
    double[] ringBySiteSeconds(
            long bytes, double mbit, double oneWayMillis, long queueBytes, int repetitions, double greedySeconds) {
        return seconds(twoSites(mbit, oneWayMillis, queueBytes), ring(SITE_HOSTS, bytes), repetitions, greedySeconds);
    }

    /**
     * The same of a hierarchical all-reduce: halves are exchanged inside each site, quarters twice between the hosts of one
     * place in either site, halves inside again.
     */
    double[] hierarchicalSeconds(long bytes, double mbit, double oneWayMillis, long queueBytes, int repetitions) {
        List<List<StepDriver.Step>> steps = new ArrayList<>();
        for (int host = 0; host < SITE_HOSTS; host++) {
            int mate = host ^ 1;
            int opposite = host ^ 2;
            StepDriver.Step inside = new StepDriver.Step(mate, mate, bytes / 2);
            StepDriver.Step between = new StepDriver.Step(opposite, opposite, bytes / 4);
            steps.add(List.of(inside, between, between, inside));
        }
        return seconds(twoSites(mbit, oneWayMillis, queueBytes), steps, repetitions, 0);
    }

    private static List<List<StepDriver.Step>> ring(int hosts, long bytes) {
        List<List<StepDriver.Step>> steps = new ArrayList<>();
        for (int host = 0; host < hosts; host++) {
            StepDriver.Step step = new StepDriver.Step((host + 1) % hosts, (host + hosts - 1) % hosts, bytes / hosts);
            StepDriver.Step[] phases = new StepDriver.Step[2 * (hosts - 1)];
            Arrays.fill(phases, step);
            steps.add(List.of(phases));
        }
        return steps;
    }

    private Topology twoSites(double mbit, double oneWayMillis, long queueBytes) {
        Topology.Builder sites =
                Topology.builder("two sites").node(Node.switchOf("west")).node(Node.switchOf("east"));
        String[] hosts = {"h0", "h1", "h2", "h3", "greedy source", "greedy target"};
        boolean[] west = {true, true, false, false, true, false};
        for (int i = 0; i < hosts.length; i++) {
            sites.node(Node.host(hosts[i]));
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

    private double[] seconds(
            Topology topology, List<List<StepDriver.Step>> steps, int repetitions, double greedySeconds) {
        int[] nodes = new int[steps.size()];
        Arrays.setAll(nodes, host -> topology.nodeIndex("h" + host));
        return bed.means(topology, false, run -> {
            StepDriver driver = new StepDriver(run, nodes, steps, repetitions);
            if (greedySeconds > 0) {
                run.endlessFrom(0, topology.nodeIndex("greedy source"), topology.nodeIndex("greedy target"), 0);
                run.runUntilSeconds(greedySeconds - CONNECTING_SECONDS);
                driver.connect();
                run.runUntilSeconds(greedySeconds);
            } else {
                driver.connect();
                run.loop.run();
            }
            return driver.seconds();
        });
    }
}
