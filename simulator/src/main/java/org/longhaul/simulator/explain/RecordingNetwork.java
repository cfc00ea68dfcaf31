package org.longhaul.simulator.explain;

import java.util.ArrayList;
import java.util.List;
import org.longhaul.simulator.event.EventLoop;
import org.longhaul.simulator.network.ForwardingNetwork;
import org.longhaul.simulator.network.Network;
import org.longhaul.simulator.network.TransferListener;

/** A network that remembers what crossed it and when. */
final class RecordingNetwork extends ForwardingNetwork {

    /** Transfers beyond which remembering each is no longer of use to anybody. */
    static final int MOST_TRANSFERS = 200_000;

    /** There are more transfers than are remembered. */
    static final class TooManyException extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    /** One transfer over one connection. */
    static final class Carried {
        final int source;
        final int target;
        final long bytes;
        final int channel;
        final long startNanos;
        long endNanos = -1;

        Carried(int source, int target, long bytes, int channel, long startNanos) {
            this.source = source;
            this.target = target;
            this.bytes = bytes;
            this.channel = channel;
            this.startNanos = startNanos;
        }

        long nanos() {
            return endNanos - startNanos;
        }
    }

    private final EventLoop loop;
    private final List<Carried> carried = new ArrayList<>();

    RecordingNetwork(Network network, EventLoop loop) {
        super(network);
        this.loop = loop;
    }

    /** What was sent so far, in order. */
    List<Carried> carried() {
        return carried;
    }

    @Override
    public void send(int sourceNode, int targetNode, long bytes, int channel, TransferListener done) {
        Carried one = new Carried(sourceNode, targetNode, bytes, channel, loop.nowNanos());
        if (carried.size() == MOST_TRANSFERS) {
            throw new TooManyException();
        }
        carried.add(one);
        super.send(sourceNode, targetNode, bytes, channel, now -> {
            one.endNanos = now;
            done.completed(now);
        });
    }
}
