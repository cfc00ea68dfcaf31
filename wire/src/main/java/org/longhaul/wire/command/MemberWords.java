package org.longhaul.wire.command;

import org.longhaul.wire.run.WirePlan;

/** Who takes part in a run, in words. */
final class MemberWords {
    private MemberWords() {}

    /** Such as "4 workers", or "4 workers and a server, which makes 5 members". */
    static String of(WirePlan plan) {
        int workers = plan.workers();
        int servers = plan.members() - workers;
        String words = workers + (workers == 1 ? " worker" : " workers");
        return servers == 0
                ? words
                : words + " and " + (servers == 1 ? "a server" : servers + " servers") + ", which makes "
                        + plan.members() + " members";
    }
}
