package org.longhaul.wire.run;

import java.util.List;

/** Hears how a run goes. Calls come from one thread. */
public interface RunnerProgress {
    /** Something that a reader may want to know. */
    void note(String sentence);

    /**
     * A member is there.
     *
     * @param missing ranks that are not there yet
     */
    void joined(int rank, String host, List<Integer> missing);

    /** A method begins. */
    void began(String label, long seed, long steps);

    /**
     * A method goes on.
     *
     * @param steps done by the member that has done fewest
     * @param perSecond steps a second since it began
     * @param loss mean over the members' last batches
     */
    void stepped(long steps, double perSecond, double loss);

    /**
     * A method has ended.
     *
     * @param how {@code finished}, or why it came to no result
     */
    void ended(String label, long seed, long steps, double perSecond, double loss, String how);
}
