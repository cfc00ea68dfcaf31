package org.longhaul.topology.graph;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.stream.Stream;
import org.longhaul.topology.Topology;

/**
 * Weak points of a network with one-way lines, where two hosts are together if each reaches the other: every link and every
 * node is lost in turn. Takes time in proportion to hosts, links and lost elements together.
 */
final class OneWayWeakPoints {
    private final Topology topology;
    private final int[] hosts;
    private final BitSet[] together;

    OneWayWeakPoints(Topology topology) {
        this.topology = topology;
        this.hosts = topology.hosts();
        this.together = together(-1, -1);
    }

    Stream<WeakPoint> points() {
        List<WeakPoint> points = new ArrayList<>();
        for (int link = 0; link < topology.links().size(); link++) {
            points.add(new WeakPoint(true, topology.links().get(link).id(), cutOff(link, -1)));
        }
        for (int node = 0; node < topology.nodeCount(); node++) {
            if (topology.mayRelay(node)) {
                points.add(new WeakPoint(false, topology.node(node).id(), cutOff(-1, node)));
            }
        }
        return points.stream().filter(point -> !point.cutOff().isEmpty());
    }

    /** Those who have lost somebody, without the largest group that is left. */
    private List<Integer> cutOff(int lostLink, int lostNode) {
        BitSet[] left = together(lostLink, lostNode);
        BitSet largest = new BitSet();
        for (int h = 0; h < hosts.length; h++) {
            if (hosts[h] != lostNode && left[h].cardinality() > largest.cardinality()) {
                largest = left[h];
            }
        }
        List<Integer> cutOff = new ArrayList<>();
        for (int h = 0; h < hosts.length; h++) {
            BitSet lost = (BitSet) together[h].clone();
            lost.andNot(left[h]);
            if (lostNode >= 0) {
                lost.clear(lostNode);
            }
            boolean isInLargest = largest.cardinality() > 1 && largest.get(hosts[h]);
            if (hosts[h] != lostNode && !lost.isEmpty() && !isInLargest) {
                cutOff.add(hosts[h]);
            }
        }
        return cutOff;
    }

    /** For each host, itself and those that it reaches and that reach it, as indices of nodes. */
    private BitSet[] together(int lostLink, int lostNode) {
        BitSet[] reached = new BitSet[hosts.length];
        for (int h = 0; h < hosts.length; h++) {
            reached[h] = reached(hosts[h], lostLink, lostNode);
        }
        BitSet[] mutual = new BitSet[hosts.length];
        for (int h = 0; h < hosts.length; h++) {
            mutual[h] = new BitSet();
            for (int other = 0; other < hosts.length; other++) {
                mutual[h].set(hosts[other], reached[h].get(hosts[other]) && reached[other].get(hosts[h]));
            }
        }
        return mutual;
    }

    private BitSet reached(int from, int lostLink, int lostNode) {
        BitSet reached = new BitSet(topology.nodeCount());
        if (from == lostNode) {
            return reached;
        }
        ArrayDeque<Integer> open = new ArrayDeque<>();
        reached.set(from);
        open.push(from);
        while (!open.isEmpty()) {
            int node = open.pop();
            for (int i = 0; i < topology.degree(node); i++) {
                int arc = topology.outArc(node, i);
                int next = topology.arcTarget(arc);
                if (topology.isOpen(arc) && arc >> 1 != lostLink && next != lostNode && !reached.get(next)) {
                    reached.set(next);
                    if (topology.mayRelay(next)) {
                        open.push(next);
                    }
                }
            }
        }
        return reached;
    }
}
