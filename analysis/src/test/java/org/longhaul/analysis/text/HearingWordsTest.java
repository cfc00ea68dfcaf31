package org.longhaul.analysis.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.longhaul.analysis.record.Hearing;
import org.longhaul.analysis.record.Marks;
import org.longhaul.analysis.record.MethodRecord;
import org.longhaul.analysis.record.Outcome;
import org.longhaul.analysis.record.Totals;
import org.longhaul.analysis.record.network.Volume;

class HearingWordsTest {

    private static MethodRecord method(Hearing... hearings) {
        return new MethodRecord(
                "m",
                "any",
                1,
                Map.of(),
                Outcome.completed(),
                Marks.unscaled(),
                new Totals(7, 1, 2, new Volume(3, 4, 5), 1.5, 6, 7),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                null,
                null,
                List.of(),
                null,
                null,
                null,
                List.of(hearings),
                List.of());
    }

    @Test
    void whoWasLateIsNamedMostOftenFirst() {
        MethodRecord method =
                method(new Hearing(0, 5, 0L, 0, 0), new Hearing(1, 3, 2L, 0, 0), new Hearing(4, 0, 5L, 0, 0));
        assertThat(HearingWords.latest(method)).isEqualTo("4 (5 of 5), 1 (2 of 5)");
        assertThat(HearingWords.line(method, false))
                .isEqualTo("heard by m: 8 of 15 updates in time; 7 came too late and were dropped.");
    }

    @Test
    void updatesThatAreUsedAsTheyArriveAreNoRoundsThoughNoneIsStale() {
        MethodRecord method = method(new Hearing(0, 6, null, 0, 0));
        assertThat(HearingWords.isInRounds(method)).isFalse();
        assertThat(HearingWords.line(method, false))
                .isEqualTo("heard by m: 6 updates, each after 0.0 of others on average since its model was sent,"
                        + " at most 0.");
    }

    @Test
    void stalenessIsAMeanOverUpdates() {
        MethodRecord method = method(new Hearing(0, 6, null, 6, 2), new Hearing(1, 2, null, 10, 6));
        assertThat(HearingWords.latest(method)).isEqualTo("–");
        assertThat(HearingWords.staleness(method)).isEqualTo("2.0");
        assertThat(HearingWords.line(method, false))
                .isEqualTo("heard by m: 8 updates, each after 2.0 of others on average since its model was sent,"
                        + " at most 6.");
        assertThat(HearingWords.line(method, true)).startsWith("heard by m, seed 1: 8 updates");
    }
}
