package org.longhaul.study.chakra;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A node of a rank's execution trace: what it does, for how long, and after which others. Filled in field by field. */
final class ChakraNode {
    /** Nothing is said. */
    static final long UNSAID = -1;

    private static final long NANOS_PER_MICRO = 1000;

    long id;
    String name = "";
    NodeType type = NodeType.INVALID_NODE;
    /**
     * Nodes that must be over before it begins: those whose data it needs. Control dependencies are not among them, as in Chakra's
     * own feeder: in traces of PyTorch they name the call within which a node was, which is not over.
     */
    long[] dependencies = {};

    long durationMicros;

    /** Whether the host's processor does it, as it does the launch of what an accelerator does. */
    boolean isOfProcessor;

    /** What a collective does; null for none. */
    @Nullable
    CollectiveType collective;

    /** Bytes: of the vector; of the own part where there are parts. */
    long bytes = UNSAID;

    long source = UNSAID;
    long target = UNSAID;
    long tag;
    String group = "";
    /** Operations of a computation; {@link #UNSAID} for none. */
    long operations = UNSAID;

    /** Bytes that a computation reads and writes; {@link #UNSAID} for none. */
    long tensorBytes = UNSAID;

    /** Attribute of ours: the step that it belongs to. */
    long step = UNSAID;

    /** Attribute of ours: its place in the program of the step, which all ranks share. */
    long place = UNSAID;

    /** Attribute of ours: nanoseconds that it computes. */
    long nanos = UNSAID;

    /** Attribute of ours: the rank that all others send to or receive from. */
    long root = UNSAID;

    /** What is exchanged. */
    String label = "";

    void dependsOn(long other) {
        dependencies = Arrays.copyOf(dependencies, dependencies.length + 1);
        dependencies[dependencies.length - 1] = other;
    }

    /** How long it computes. What is stated in microseconds counts where somebody has changed it. */
    long computesNanos() {
        long stated = Math.multiplyExact(durationMicros, NANOS_PER_MICRO);
        return nanos != UNSAID && Math.abs(nanos - stated) < NANOS_PER_MICRO ? nanos : stated;
    }

    @Override
    public String toString() {
        return "node " + Long.toUnsignedString(id) + (name.isEmpty() ? "" : " '" + name + "'");
    }
}
