package org.longhaul.wire.record;

/**
 * Who writes the lines that follow.
 *
 * @param schemaVersion {@link WireRun#SCHEMA_VERSION}
 * @param method label of the method
 * @param seed master seed
 * @param rank the member
 * @param session 0, and one more each time that the run is taken up again
 */
public record RankHeader(int schemaVersion, String method, long seed, int rank, int session) {
    /** A header of this program's version. */
    public RankHeader(String method, long seed, int rank, int session) {
        this(WireRun.SCHEMA_VERSION, method, seed, rank, session);
    }
}
