package org.longhaul.wire.projection;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.TreeMap;
import org.longhaul.wire.record.RankRecord;
import org.longhaul.wire.record.WireStep;
import org.longhaul.wire.record.WireUnit;

/**
 * The steps of a unit in the order in which they were made, session by session, up to the last in each that all members made. What a
 * member had begun when a session broke is in none.
 */
final class MadeSteps {
    private final List<SessionSteps> sessions = new ArrayList<>();
    private final List<List<WireStep>> byRank = new ArrayList<>();
    private int count;

    /** @throws IllegalArgumentException if a member made no first step, or they began a session at different steps */
    static MadeSteps of(WireUnit unit, List<RankRecord> ranks) {
        MadeSteps all = new MadeSteps();
        TreeMap<Integer, List<List<WireStep>>> bySession = new TreeMap<>();
        for (int rank = 0; rank < ranks.size(); rank++) {
            List<WireStep> made = ranks.get(rank).made();
            if (made.isEmpty() || made.get(0).step() != 1) {
                throw new IllegalArgumentException(
                        "rank " + ranks.get(rank).header().rank() + " of " + unit.label()
                                + " under seed " + unit.seed()
                                + " has no first step; a comparison needs all steps from the first on");
            }
            all.byRank.add(new ArrayList<>());
            for (WireStep step : made) {
                List<List<WireStep>> own = bySession.computeIfAbsent(step.session(), each -> new ArrayList<>());
                while (own.size() <= rank) {
                    own.add(new ArrayList<>());
                }
                own.get(rank).add(step);
            }
        }
        bySession.forEach((session, own) -> all.add(unit, session, own, ranks.size()));
        return all;
    }

    private void add(WireUnit unit, int session, List<List<WireStep>> own, int members) {
        int steps = Integer.MAX_VALUE;
        for (int rank = 0; rank < members; rank++) {
            steps = Math.min(steps, rank < own.size() ? own.get(rank).size() : 0);
        }
        if (steps == 0) {
            return;
        }
        long begin = own.get(0).get(0).step();
        for (int rank = 0; rank < members; rank++) {
            long found = own.get(rank).get(0).step();
            if (found != begin) {
                throw new IllegalArgumentException("rank " + rank + " of " + unit.label() + " begins session "
                        + (session + 1) + " with step " + found + ", rank 0 with step " + begin
                        + "; members must go on from the same checkpoint");
            }
            byRank.get(rank).addAll(own.get(rank).subList(0, steps));
        }
        sessions.add(new SessionSteps(session, begin - 1, count, steps));
        count += steps;
    }

    /** All of them, those that were made again included. */
    int count() {
        return count;
    }

    int members() {
        return byRank.size();
    }

    /** A member's step by its place. */
    WireStep step(int rank, int place) {
        return byRank.get(rank).get(place);
    }

    /** A step in words: its number, and the session where it was made in several. */
    String name(int place) {
        WireStep step = step(0, place);
        long before = step.step() - 1;
        long made = sessions.stream()
                .filter(each -> before >= each.doneBefore() && before < each.doneBefore() + each.count())
                .count();
        return "step " + step.step() + (made > 1 ? " of session " + (step.session() + 1) : "");
    }

    /** Whether a step is the last of its session. */
    boolean isLast(int place) {
        return place == count - 1
                || step(0, place).session() != step(0, place + 1).session();
    }

    /** Sessions in which steps were made. */
    List<SessionSteps> sessions() {
        return Collections.unmodifiableList(sessions);
    }
}
