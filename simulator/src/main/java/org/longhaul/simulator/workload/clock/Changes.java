package org.longhaul.simulator.workload.clock;

/** What changes in the surroundings of a job while it runs, as its clock sees it. Times since the start of the run. */
public interface Changes {

    /** Nothing ever changes. */
    Changes NONE = new Changes() {
        @Override
        public long nextNanos() {
            return Long.MAX_VALUE;
        }

        @Override
        public void apply(long nowNanos, long networkNowNanos) {}

        @Override
        public boolean isSettled(long nowNanos) {
            return true;
        }

        @Override
        public long count() {
            return 0;
        }
    };

    /** When the next change is due; {@link Long#MAX_VALUE} if never. */
    long nextNanos();

    /** Lets everything happen that is due. */
    void apply(long nowNanos, long networkNowNanos);

    /** Whether no consequence of a change is under way that depends on how long ago it was. */
    boolean isSettled(long nowNanos);

    /** How many changes there were so far. */
    long count();
}
