package org.longhaul.simulator.network.fairshare;

import java.util.Arrays;

/** What a {@link FillingPass} has changed: links with the levels that they had before it, and flows. */
final class PassChanges {

    private final FlowGraph graph;
    private long pass = 1;
    private final long[] touchedIn;
    private final double[] levelBefore;
    private int[] touched = new int[64];
    private int touchedCount;
    private long[] notedIn = new long[16];
    private int[] noted = new int[64];
    private int notedCount;

    PassChanges(FlowGraph graph) {
        this.graph = graph;
        touchedIn = new long[graph.linkCount];
        levelBefore = new double[graph.linkCount];
    }

    /** A link's level is about to change. */
    void touch(int link) {
        if (touchedIn[link] == pass) {
            return;
        }
        touchedIn[link] = pass;
        levelBefore[link] = graph.level[link];
        if (touchedCount == touched.length) {
            touched = Arrays.copyOf(touched, touchedCount * 2);
        }
        touched[touchedCount++] = link;
    }

    /** A flow's bottleneck changes, or the cap that holds it. */
    void note(int flow) {
        if (flow >= notedIn.length) {
            notedIn = Arrays.copyOf(notedIn, Math.max(flow + 1, notedIn.length * 2));
        }
        if (notedIn[flow] == pass) {
            return;
        }
        notedIn[flow] = pass;
        if (notedCount == noted.length) {
            noted = Arrays.copyOf(noted, notedCount * 2);
        }
        noted[notedCount++] = flow;
    }

    /** A flow was removed: its number may be given to another one. */
    void forget(int flow) {
        if (flow < notedIn.length) {
            notedIn[flow] = 0;
        }
    }

    /** Tells of all changes, those of links first, and forgets them. */
    void report(FairShare.Listener listener) {
        for (int i = 0; i < touchedCount; i++) {
            int link = touched[i];
            if (graph.level[link] != levelBefore[link]) {
                listener.levelChanges(link, graph.level[link]);
            }
        }
        for (int i = 0; i < notedCount; i++) {
            if (graph.isLive(noted[i])) {
                listener.moved(noted[i]);
            }
        }
        pass++;
        touchedCount = 0;
        notedCount = 0;
    }
}
