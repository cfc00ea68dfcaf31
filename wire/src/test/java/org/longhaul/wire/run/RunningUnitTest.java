package org.longhaul.wire.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.longhaul.wire.rendezvous.LostMember;

final class RunningUnitTest {
    private static final LostMember ONE = new LostMember(1, "there", "its connection ended", 200);

    private final List<String> stopped = new ArrayList<>();
    private final RunningUnit unit = new RunningUnit(3, 2, 8, stopped::add);

    private static MemberState state(MemberState.What what, long steps, String words) {
        return new MemberState(what, 0, steps, steps, words);
    }

    @Test
    void itIsOverWhenAllHaveFinished() {
        unit.told(0, state(MemberState.What.STEPPED, 12, ""));
        // Rank 1 has told nothing yet, and rank 2, a server, does not count.
        assertThat(unit.steps()).isEqualTo(8);
        unit.told(1, state(MemberState.What.STEPPED, 10, ""));
        assertThat(unit.steps()).isEqualTo(10);
        assertThat(unit.loss()).isEqualTo(11);
        for (int rank = 0; rank < 3; rank++) {
            assertThat(unit.isOver()).isFalse();
            unit.told(rank, state(MemberState.What.FINISHED, 16, ""));
        }
        assertThat(unit.isOver()).isTrue();
        assertThat(unit.failure()).isNull();
        assertThat(stopped).isEmpty();
    }

    @Test
    void theFirstReasonIsTheOneAndIsToldOnce() {
        unit.told(2, state(MemberState.What.DIVERGED, 9, "loss is NaN"));
        unit.told(0, state(MemberState.What.STOPPED, 9, "loss is NaN"));
        unit.told(1, state(MemberState.What.LOST, 9, "connection closed by peer"));
        assertThat(unit.areAllOver()).isTrue();
        assertThat(unit.failure()).isEqualTo("loss is NaN");
        assertThat(unit.cause()).isEqualTo(MemberState.What.DIVERGED);
        assertThat(stopped).containsExactly("loss is NaN");
    }

    @Test
    void aLossIsTheReasonBehindWhatOthersFeltOfIt() {
        unit.told(0, state(MemberState.What.LOST, 9, "connection closed by peer"));
        unit.lost(ONE);
        unit.lost(new LostMember(2, "here", "its connection ended", 300));
        assertThat(unit.failure()).isEqualTo(ONE.words());
        assertThat(unit.cause()).isEqualTo(MemberState.What.LOST);
        assertThat(stopped).containsExactly("connection closed by peer");
    }

    @Test
    void whoSaysWhyItGoesIsNotOnlyLost() {
        unit.told(1, state(MemberState.What.FAILED, 8, "rank 1 cannot go on: the disk is full"));
        unit.lost(ONE);
        // Who waited for it in vain and is ended for that.
        unit.lost(new LostMember(2, "here", "its connection ended", 300));
        assertThat(unit.failure()).isEqualTo("rank 1 cannot go on: the disk is full");
        assertThat(unit.cause()).isEqualTo(MemberState.What.FAILED);
    }
}
