package org.longhaul.wire.lab;

import java.util.Locale;
import org.longhaul.analysis.text.Quantities;
import org.longhaul.scenario.command.shared.Environment;
import org.longhaul.topology.Topology;

/** What the kernel and the memory of this machine can hold of a network. */
final class LabLimits {
    /** The most that tbf takes for a burst and for a queue. */
    private static final long MOST_QUEUED = (1L << 32) - 1;

    private LabLimits() {}

    /** @throws LabException naming the link whose rate, delay or queue is too much */
    static void check(LabPlan plan) {
        check(plan, Environment.physicalMemory());
    }

    /** @param memoryBytes of this machine; 0 where it is not known */
    static void check(LabPlan plan, long memoryBytes) {
        Topology topology = plan.topology();
        for (int arc = 0; arc < topology.arcCount(); arc++) {
            require(plan, arc, "in a burst", plan.burst(arc), MOST_QUEUED);
            require(plan, arc, "in its queue", plan.queueBytes(arc), MOST_QUEUED);
            if (plan.isStaged(arc / 2)) {
                require(plan, arc, "of packets under way", plan.ringBytes(arc), PacketRing.MOST_BYTES);
            }
        }
        double sum = StageProcess.ringBytes(plan);
        if (memoryBytes > 0 && sum > memoryBytes / 2.0) {
            throw new LabException("The delayed lines hold " + Quantities.bytes(sum)
                    + " of packets under way; allowed: half of the " + Quantities.bytes((double) memoryBytes)
                    + " of this machine. Lower rates or shorter delays take less.");
        }
    }

    private static void require(LabPlan plan, int arc, String what, long bytes, long most) {
        if (bytes < 0 || bytes > most) {
            Topology topology = plan.topology();
            throw new LabException(String.format(
                    Locale.ROOT,
                    "Link \"%s\" has %.4g Mbit/s and a delay of %.4g ms, which makes %s %s; allowed: at most %s.",
                    topology.links().get(arc / 2).id(),
                    topology.arcBitsPerSecond(arc) / 1e6,
                    topology.arcLatencyNanos(arc) / 1e6,
                    Quantities.bytes((double) bytes),
                    what,
                    Quantities.bytes((double) most)));
        }
    }
}
