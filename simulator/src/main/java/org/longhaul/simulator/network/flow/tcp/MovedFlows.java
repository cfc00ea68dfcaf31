package org.longhaul.simulator.network.flow.tcp;

import java.util.Arrays;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import org.longhaul.simulator.event.EventLoop;
import org.longhaul.simulator.event.EventPriority;
import org.longhaul.simulator.network.flow.fluid.FlowConnection;

/**
 * By arc, the flows that it held and that may have come to be held elsewhere, or to larger windows: they are looked at once in a
 * while, all of an arc together.
 */
final class MovedFlows {

    /** Part of a burst's time after which its arc is looked at again. */
    static final double DISPERSAL_STEP = 1.0 / 8;

    private final EventLoop loop;
    private final IntConsumer due;
    private final FlowConnection[][] moved;
    private final int[] count;
    private final int[] alive;
    private final long[] timer;

    /**
     * @param due called with an arc when its flows are to be taken
     */
    MovedFlows(EventLoop loop, int arcs, IntConsumer due) {
        this.loop = loop;
        this.due = due;
        moved = new FlowConnection[arcs][];
        Arrays.fill(moved, new FlowConnection[0]);
        count = new int[arcs];
        alive = new int[arcs];
        timer = new long[arcs];
        Arrays.fill(timer, -1);
    }

    /** A flow, not noted yet, may no longer be held by an arc. */
    void add(FlowConnection connection, int arc) {
        connection.movesFrom = arc;
        if (count[arc] == moved[arc].length) {
            moved[arc] = Arrays.copyOf(moved[arc], 2 * count[arc] + 4);
        }
        moved[arc][count[arc]++] = connection;
        alive[arc]++;
        if (timer[arc] < 0) {
            long look = loop.nowNanos() + Math.round(BurstWindows.LOOK_NANOS);
            timer[arc] = loop.schedule(look, EventPriority.TIMER, now -> due.accept(arc));
        }
    }

    /** Hands out the flows of an arc that are still there, and forgets them. */
    void take(int arc, Consumer<FlowConnection> each) {
        timer[arc] = -1;
        FlowConnection[] list = moved[arc];
        int due = count[arc];
        // Those that are to be looked at again are noted in front of the ones that have not been handed out yet.
        count[arc] = 0;
        alive[arc] = 0;
        for (int i = 0; i < due; i++) {
            if (list[i].movesFrom == arc) {
                list[i].movesFrom = -1;
                each.accept(list[i]);
            }
        }
    }

    /** A flow is taken off its path: if it is noted, it is no longer. */
    void remove(FlowConnection connection) {
        int from = connection.movesFrom;
        if (from >= 0) {
            connection.movesFrom = -1;
            if (--alive[from] == 0) {
                loop.cancel(timer[from]);
                timer[from] = -1;
                count[from] = 0;
            }
        }
    }
}
