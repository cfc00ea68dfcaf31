package org.longhaul.simulator.network.flow;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.longhaul.simulator.network.CongestionControl;
import org.longhaul.simulator.network.TcpReach;
import org.longhaul.simulator.network.flow.fluid.FlowSettings;
import org.longhaul.topology.Topology;

/**
 * Cases that the {@code flow} network is known to represent badly, as far as they show before a run. The page on validation
 * says how far off they are; {@code packet} represents them.
 *
 * <p>The bounds are those of the comparisons that showed the fault: queues of two and three packets, losses of 20 % both ways,
 * six and eight senders into one port.
 */
public final class FlowWeaknesses {

    private static final int FEW_PACKETS = 5;
    private static final double MUCH_LOSS = 0.2;
    private static final double MUCH_LOSS_FOR_BBR = 0.125;
    private static final int MANY_SENDERS = 6;

    private final FlowSettings settings;
    private final Topology topology;

    FlowWeaknesses(FlowSettings settings, Topology topology) {
        this.settings = settings;
        this.topology = topology;
    }

    /** Those of a path, a sentence each. */
    List<String> of(int[] there, int[] back) {
        List<String> sentences = new ArrayList<>();
        if (settings.queueing()) {
            queues(sentences, there);
        }
        if (settings.lossLimit()
                && TcpReach.through(topology, there) <= 1 - MUCH_LOSS
                && TcpReach.through(topology, back) <= 1 - MUCH_LOSS) {
            sentences.add("a fifth or more of the packets is lost in each direction: transfers come out too fast");
        }
        if (settings.lossLimit()
                && settings.congestionControl() == CongestionControl.BBR
                && TcpReach.through(topology, there) <= 1 - MUCH_LOSS_FOR_BBR) {
            sentences.add(
                    "an eighth or more of the packets is lost: when BBR's rate falls is chance, and long transfers may take"
                            + " half or several times what they take in packets");
        }
        return sentences;
    }

    private void queues(List<String> sentences, int[] there) {
        for (int arc : there) {
            long queue = topology.arcQueueBytes(arc);
            if (queue >= 0 && queue < (long) FEW_PACKETS * settings.mtuBytes()) {
                sentences.add("the queue at " + topology.arcName(arc)
                        + " holds fewer than five packets: transfers come out too fast");
                return;
            }
        }
    }

    /** What is to know of so many senders into one port at once; null where it is nothing. */
    public static @Nullable String incast(int senders) {
        return senders < MANY_SENDERS
                ? null
                : senders + " senders into one port at once: who loses packets when decides who ends last";
    }

    /** What is to know of a transfer whose links are full the other way. */
    public static String opposed() {
        return "other transfers fill its links the other way: slow start ends too late behind their queues";
    }
}
